// The page's wiring: messages in, pictures out.

import { Answers } from './answers.js';
import { connect } from './connection.js';
import { ErrorChart, RunningError, TICK } from './errors.js';
import { number, quantity, skill } from './format.js';
import { Paths } from './paths.js';
import { StreamList } from './list.js';
import { Streams } from './streams.js';

const $ = id => document.getElementById(id);

const streams = new Streams();
const running = new RunningError();
const paths = new Paths($('views'));
const answers = new Answers($('answers'));
const chart = new ErrorChart($('chart'));
const list = new StreamList($('streams'), () => (dirty = true));

let models = [];
let model = null;
let dirty = false;
let dropped = 0;
let retry; // shows the seconds until the next try

const send = connect(receive, connectionIs);

function receive(message) {
  if (message.prediction) {
    predicted(message.prediction);
  } else if (message.models) {
    models = message.models;
    offerModels();
  } else if (message.dropped) {
    dropped += message.dropped;
  } else if (message.error) {
    console.warn(message.error);
  }
}

function predicted(prediction) {
  if (!model || prediction.model !== model.name) return;
  streams.accept(prediction, performance.now());
  running.accept(prediction);
  if (Array.isArray(prediction.point)) paths.take(prediction.point);
  else answers.accept(prediction);
  dirty = true;
}

function offerModels() {
  const wanted = model?.name ?? decodeURIComponent(location.hash.slice(1));
  const select = $('model');
  select.replaceChildren(...models.map(each => new Option(each.name, each.name)));
  select.disabled = models.length < 2;
  const next = models.find(each => each.name === wanted) ?? models[0];
  if (!next) return;
  select.value = next.name;
  if (model && JSON.stringify(model) === JSON.stringify(next)) {
    send({ subscribe: { model: next.name } }); // the connection is new, the picture goes on
  } else {
    watch(next);
  }
}

function watch(next) {
  if (model) send({ unsubscribe: { model: model.name } });
  model = next;
  streams.clear();
  running.clear();
  list.clear();
  answers.clear();
  paths.show(model.features, model.unit);
  $('baseline-name').textContent = model.baseline || 'the baseline';
  $('baseline-line').textContent = model.baseline || 'baseline';
  send({ subscribe: { model: model.name } });
  dirty = true;
}

$('model').addEventListener('change', event => {
  history.replaceState(null, '', `#${encodeURIComponent(event.target.value)}`);
  watch(models.find(each => each.name === event.target.value));
});

function connectionIs(state, wait) {
  clearInterval(retry);
  const until = Date.now() + wait;
  const words = {
    connecting: () => 'Connecting…',
    live: () => 'Live',
    lost: () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      return seconds > 1 ? `Connection lost, trying again in ${seconds} s` : 'Connection lost, trying again';
    },
  };
  const say = () => ($('connection').textContent = words[state]());
  $('connection').dataset.state = state;
  say();
  if (state === 'lost') retry = setInterval(say, 1000);
}

function frame(now) {
  if (dirty) {
    const selected = list.selected && streams.get(list.selected);
    dirty = paths.draw(streams.ordered(now), selected, now);
  }
  requestAnimationFrame(frame);
}

function tick() {
  const now = performance.now();
  const { error, baseline, rate } = running.tick();
  const unit = model?.unit ?? '';
  const active = streams.activeCount(now);
  streams.forget(now, list.selected);
  show('rate', [number(rate), '']);
  show('active', [String(active), '']);
  show('error', quantity(error ?? NaN, unit));
  show('baseline', quantity(baseline ?? NaN, unit));
  show('skill', [skill(error ?? NaN, baseline), '']);
  chart.show(running, unit);
  list.show(streams.ordered(now), now, unit);
  answers.show();
  $('views').hidden = answers.any;
  $('counted').textContent = streams.byId.size ? `${active} of ${streams.byId.size} active` : '';
  $('empty').hidden = streams.byId.size > 0;
  $('notice').hidden = dropped === 0;
  $('notice').textContent = `${dropped.toLocaleString('en')} predictions were left out: this page reads more slowly than they come.`;
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

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  paths.layout();
  chart.redraw();
  dirty = true;
});

addEventListener('resize', () => (dirty = true));
setInterval(tick, TICK);
requestAnimationFrame(frame);
