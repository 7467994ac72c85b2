// What retraining does: how far a training is, champion against challenger, what was accepted and refused, and drift.

import { quantity } from './format.js';

const KEPT = 50;
const $ = id => document.getElementById(id);

const REASONS = { TIME: 'as it is time', DRIFT: 'as there was drift', COMMAND: 'as somebody asked for it' };

const REFUSED = {
  NOT_BETTER: 'not better',
  WORSE_THAN_BASELINE: 'worse than the baseline',
  NOT_FINITE: 'training diverged',
  WORSE_IN_SHADOW: 'worse beside the champion',
  WORSE_AS_CANARY: 'worse on its share of the streams',
  TOO_LITTLE_DATA: 'too little data',
};

export class Retraining {
  constructor() {
    this.clear();
  }

  clear() {
    this.events = [];
    this.share = 0;
    this.phase = '';
    this.contest = null;
    this.drifts = 0;
    $('retraining').hidden = true;
    $('told').textContent = '';
  }

  /** @param fresh whether it happens now, rather than having happened before */
  accept(message, unit, fresh) {
    $('retraining').hidden = false;
    if (message.event === 'PROGRESS') {
      this.share = message.share;
      this.phase = this.share > 0 ? `A challenger is in training: ${Math.round(100 * this.share)} %` : this.phase;
    } else if (message.event === 'TRAINING') {
      this.phase = `A challenger is in training, ${REASONS[message.reason] ?? ''}`;
    } else if (message.event === 'SHADOW') {
      this.share = 0;
      this.phase = `Version ${message.version} runs beside the champion, unseen`;
    } else {
      this.share = 0;
      this.phase = '';
      if (message.event === 'CANARY') this.phase = `Version ${message.version} serves ${Math.round(100 * message.share)} % of the streams`;
      if (message.event === 'DRIFT') this.drifts++;
      if (message.event === 'PROMOTED' || message.event in REFUSED) {
        if (Number.isFinite(message.challenger)) this.contest = message;
      }
      this.events.unshift(message);
      if (this.events.length > KEPT) this.events.pop();
      if (fresh) $('told').textContent = this.words(message).join(' ');
      this.show(unit);
    }
    const training = this.share > 0;
    $('training').value = this.share;
    $('training').hidden = !training;
    $('training-state').textContent = this.phase || 'No training at the moment';
  }

  show(unit) {
    $('drifts').textContent = this.drifts ? `${this.drifts} ${this.drifts === 1 ? 'drift alarm' : 'drift alarms'}` : '';
    $('history').replaceChildren(...this.events.map(event => {
      const item = document.createElement('li');
      const [what, why] = this.words(event);
      const time = document.createElement('time');
      time.dateTime = new Date(event.at).toISOString();
      time.textContent = new Date(event.at).toLocaleTimeString('en-GB');
      const strong = document.createElement('b');
      strong.textContent = what;
      const detail = document.createElement('span');
      detail.textContent = why;
      item.dataset.kind = this.kind(event);
      item.append(time, strong, detail);
      return item;
    }));
    this.showContest(unit);
  }

  showContest(unit) {
    $('contest').hidden = !this.contest;
    if (!this.contest) return;
    const { challenger, champion, baseline, event, version } = this.contest;
    const rows = [['challenger', challenger], ['champion', champion], ['baseline', baseline]].filter(row => Number.isFinite(row[1]));
    const most = Math.max(...rows.map(row => row[1]));
    const title = document.createElement('h3');
    title.textContent = event === 'PROMOTED' ? `Version ${version} won` : `Version ${version} lost: ${REFUSED[event]}`;
    $('contest').replaceChildren(title, ...rows.map(([name, error]) => {
      const row = document.createElement('p');
      row.dataset.name = name;
      const bar = document.createElement('i');
      bar.style.inlineSize = `${60 * error / most}%`;
      const label = document.createElement('span');
      label.textContent = name;
      const value = document.createElement('b');
      value.textContent = quantity(error, unit).join(' ');
      row.append(label, bar, value);
      return row;
    }));
  }

  kind(event) {
    return event.event === 'PROMOTED' ? 'good' : event.event === 'DRIFT' ? 'alarm' : 'plain';
  }

  words(event) {
    switch (event.event) {
      case 'PROMOTED': return [`Version ${event.version} accepted`, event.detail ?? ''];
      case 'ROLLBACK': return ['Rolled back', `version ${event.version} is version ${event.to} again`];
      case 'CANARY': return [`Version ${event.version} is tried`, `on a share of ${Math.round(100 * event.share)} % of the streams`];
      case 'ENDED': return [`Training of version ${event.version} ended`, 'as somebody asked for it'];
      case 'UPLOAD': return [`Version ${event.version} uploaded`, ''];
      case 'DRIFT': return ['Drift', event.what === 'INPUTS' ? 'other points come than before' : 'the error has risen'];
      default: return event.event in REFUSED
        ? [`Version ${event.version} refused`, event.detail ?? REFUSED[event.event]]
        : [event.event, event.detail ?? ''];
    }
  }
}
