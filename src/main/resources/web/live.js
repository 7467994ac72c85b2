// The page's wiring: messages in, pictures out.

import { Answers } from './answers.js';
import { connect } from './connection.js';
import { ErrorChart, RunningError, TICK } from './errors.js';
import { milliseconds, number, quantity, skill } from './format.js';
import { Labels } from './labels.js';
import { ModelList, StreamList } from './list.js';
import { Paths } from './paths.js';
import { Positions } from './positions.js';
import { Retraining } from './retraining.js';
import { Streams } from './streams.js';
import { Tokens } from './tokens.js';

const $ = id => document.getElementById(id);
const STILL = 250; // ms between pictures for who wants less motion

const streams = new Streams();
const positions = new Positions();
const running = new RunningError();
const chosen = new RunningError(); // of the chosen stream alone
const paths = new Paths($('views'));
const tokens = new Tokens($('tokens'));
const labels = new Labels($('labels'));
const answers = new Answers($('answers'));
const retraining = new Retraining();
const chart = new ErrorChart($('chart'));
const modelList = new ModelList($('models'), choose);
const list = new StreamList($('streams'), $('search'), selected);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

let models = [];
let snapshot = []; // in parts, until it is whole
let model = null;
let dirty = false;
let drawnAt = 0;
let dropped = 0;
let missed = 0;
let version = '';
let retry; // shows the seconds until the next try

const send = connect(receive, connectionIs);

function receive(message) {
  const now = performance.now();
  if (message.type === 'models') {
    models = message.models;
    offerModels();
  } else if (message.type === 'dropped') {
    dropped += message.count;
  } else if (message.type === 'error') {
    console.warn(message.message);
  } else if (message.type === 'heartbeat') {
    if (model && message.positions[model.name]) positions.told(message.positions[model.name], now);
  } else if (model && message.model === model.name) {
    ofModel(message, now);
  }
}

function ofModel(message, now) {
  switch (message.type) {
    case 'subscribed':
      positions.told(message.positions, now);
      break;
    case 'snapshot':
      snapshot.push(...message.records.map(record => record.prediction));
      break;
    case 'live':
      positions.told(message.positions, now);
      restore(now);
      break;
    case 'predictions':
      for (const record of message.records) {
        positions.seen(record, now);
        predicted(record.prediction, now);
      }
      break;
    case 'missed':
      missed += message.to - message.from;
      break;
    case 'status':
      show('lag', [message.lag.toLocaleString('en'), '']);
      show('held', [message.streams.toLocaleString('en'), '']);
      show('p99', milliseconds(message.p99));
      break;
    case 'retraining':
      retraining.accept(message, model.unit, Date.now() - message.at < 5000);
      break;
  }
}

/** A snapshot is of streams that were heard of some time ago: as long before its newest as their timestamps say. */
function restore(now) {
  const newest = snapshot.reduce((t, prediction) => Math.max(t, prediction.t), 0);
  for (const prediction of snapshot) {
    if (!streams.get(prediction.stream)) known(prediction, now - Math.min(newest - prediction.t, now));
  }
  snapshot = [];
}

function predicted(prediction, now) {
  running.accept(prediction);
  known(prediction, now);
}

function known(prediction, now) {
  streams.accept(prediction, now);
  if (prediction.stream === list.selected) chosen.accept(prediction);
  version = prediction.version;
  if (Array.isArray(prediction.point)) paths.take(prediction.point);
  else if (prediction.token !== undefined && prediction.probabilities) tokens.accept(prediction, list.selected);
  else if (prediction.probabilities) labels.accept(prediction);
  else answers.accept(prediction);
  dirty = true;
}

function offerModels() {
  const wanted = model?.name ?? decodeURIComponent(location.hash.slice(1));
  const next = models.find(each => each.name === wanted) ?? models[0];
  modelList.show(models, next?.name);
  if (!next) return;
  if (model && JSON.stringify(model) === JSON.stringify(next)) {
    retraining.clear(); // told again
    send({ type: 'subscribe', model: next.name, status: true, ...positions.request(performance.now()) });
  } else {
    watch(next);
  }
}

function choose(next) {
  history.replaceState(null, '', `#${encodeURIComponent(next.name)}`);
  watch(next);
}

function watch(next) {
  if (model) send({ type: 'unsubscribe', model: model.name });
  model = next;
  for (const each of [streams, positions, running, chosen, list, tokens, labels, answers, retraining]) each.clear();
  version = '';
  snapshot = [];
  paths.show(model.features, model.unit);
  $('model-name').textContent = model.name;
  $('baseline-name').textContent = model.baseline || 'the baseline';
  $('baseline-line').textContent = model.baseline || 'baseline';
  send({ type: 'subscribe', model: model.name, snapshot: true, status: true });
  selected();
}

function selected() {
  chosen.clear();
  $('chart-of').textContent = `${list?.selected ?? 'all streams'}, mean of 5 s`;
  dirty = true;
}

function connectionIs(state, wait) {
  clearInterval(retry);
  const until = Date.now() + wait;
  const words = {
    connecting: () => 'Connecting…',
    live: () => 'Live',
    refused: () => 'The service asks for a token: open this page with #token=… behind its address',
    lost: () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      return seconds > 1 ? `Connection lost, trying again in ${seconds} s` : 'Connection lost, trying again';
    },
  };
  const say = () => ($('connection').textContent = words[state]());
  $('connection').dataset.state = state;
  document.body.dataset.connection = state;
  say();
  if (state === 'lost') retry = setInterval(say, 1000);
}

function frame(now) {
  requestAnimationFrame(frame); // first: one picture that fails is not the last
  if (dirty && now - drawnAt >= (calm.matches ? STILL : 0)) {
    drawnAt = now;
    const ordered = streams.ordered(now);
    const one = list.selected && streams.get(list.selected);
    dirty = !(tokens.any || labels.any) && paths.draw(ordered, one, now, streams.spread);
    if (tokens.any) tokens.draw(ordered, list.selected);
    if (labels.any) labels.draw(ordered, list.selected);
  }
}

function tick() {
  const now = performance.now();
  const all = running.tick();
  const one = chosen.tick();
  const { error, baseline } = list.selected ? one : all;
  const unit = model?.unit ?? '';
  const active = streams.activeCount(now);
  streams.forget(now, list.selected);
  show('rate', [number(all.rate), '']);
  show('active', [String(active), '']);
  show('error', quantity(error ?? NaN, unit));
  show('baseline', quantity(baseline ?? NaN, unit));
  show('skill', [skill(error ?? NaN, baseline), '']);
  chart.show(list.selected ? chosen : running, unit);
  const found = list.show(streams.ordered(now), now, unit);
  answers.show();
  views();
  const known = streams.byId.size;
  $('counted').textContent = $('search').value ? `${found} found` : known ? `${active} of ${known} active` : '';
  $('version').hidden = !version;
  $('version').textContent = `version ${version}`;
  $('empty').hidden = known > 0;
  notice();
}

function views() {
  const pointless = tokens.any || labels.any || answers.any;
  dirty ||= $('tokens').hidden === tokens.any || $('labels').hidden === labels.any; // drawn when they have a size
  $('views').hidden = pointless;
  $('legend').hidden = pointless || !streams.byId.size;
  $('tokens').hidden = $('token-legend').hidden = !tokens.any;
  $('labels').hidden = !labels.any;
  $('answers-box').hidden = !answers.any;
  $('view-title').textContent = tokens.any ? 'Text and what comes next'
    : labels.any ? 'Classes over the sequence' : answers.any ? 'Newest answers' : 'Paths';
}

function notice() {
  const lines = [];
  if (dropped) lines.push(`${dropped.toLocaleString('en')} predictions were left out: this page reads more slowly than they come.`);
  if (missed) lines.push(`Some predictions had been deleted before they could be read.`);
  $('notice').hidden = !lines.length;
  if ($('notice').textContent !== lines.join(' ')) $('notice').textContent = lines.join(' ');
}

function show(id, [value, unit]) {
  const element = $(id);
  if (element.dataset.shown === value + unit) return;
  element.dataset.shown = value + unit;
  element.textContent = value;
  if (unit) {
    const small = document.createElement('small');
    small.textContent = unit;
    element.append(small);
  }
}

function repaint() {
  paths.layout();
  chart.redraw();
  labels.redraw();
  dirty = true;
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
addEventListener('resize', repaint);
setInterval(tick, TICK);
requestAnimationFrame(frame);
