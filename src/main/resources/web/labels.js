// Streams that are told apart: the probabilities of the classes over the sequence, and the answer at its end.

const SHOWN = 6; // streams at once
const KEPT = 400; // answers of a sequence
const KEPT_STREAMS = 40;

const percent = p => `${Math.round(100 * p)} %`;

class Sequence {
  constructor(id) {
    this.n = -1;
    this.answers = []; // {n, probabilities}
    this.verdict = null;
    this.figure = document.createElement('figure');
    this.figure.className = 'label-view';
    this.figure.innerHTML = '<figcaption><b></b> <span></span></figcaption><canvas role="img"></canvas><ul class="legend"></ul>';
    this.title = this.figure.querySelector('b');
    this.title.textContent = id;
    this.says = this.figure.querySelector('span');
    this.canvas = this.figure.querySelector('canvas');
    this.legend = this.figure.querySelector('ul');
    this.dirty = true;
  }

  accept(message) {
    if (message.n < this.n || (message.n === this.n && !message.final)) this.answers = []; // the id began anew
    this.n = message.n;
    this.answers.push({ n: message.n, probabilities: message.probabilities });
    if (this.answers.length > KEPT) this.answers.shift();
    this.verdict = message;
    this.dirty = true;
  }
}

export class Labels {
  constructor(element) {
    this.element = element;
    this.clear();
  }

  clear() {
    this.sequences = new Map(); // by stream id, the newest last
    this.classes = new Map(); // label: number of its colour
    this.element.replaceChildren();
  }

  get any() {
    return this.sequences.size > 0;
  }

  accept(message) {
    const sequence = this.sequences.get(message.stream) ?? new Sequence(message.stream);
    this.sequences.delete(message.stream);
    this.sequences.set(message.stream, sequence);
    if (this.sequences.size > KEPT_STREAMS) this.sequences.delete(this.sequences.keys().next().value);
    for (const label of Object.keys(message.probabilities)) {
      if (!this.classes.has(label)) this.classes.set(label, this.classes.size);
    }
    sequence.accept(message);
  }

  draw(streams, selected) {
    const ids = selected ? [selected] : streams.map(stream => stream.id).filter(id => this.sequences.has(id)).slice(0, SHOWN)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const shown = ids.map(id => this.sequences.get(id)).filter(Boolean);
    const figures = shown.map(sequence => sequence.figure);
    if (figures.length !== this.element.childElementCount || figures.some((each, i) => this.element.children[i] !== each)) {
      this.element.replaceChildren(...figures);
    }
    this.element.classList.toggle('alone', !!selected);
    for (const sequence of shown) this.paint(sequence);
  }

  redraw() {
    for (const sequence of this.sequences.values()) sequence.dirty = true;
  }

  paint(sequence) {
    const { canvas } = sequence;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width || !(sequence.dirty || canvas.width !== Math.round(width * devicePixelRatio))) return;
    sequence.dirty = false;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    const c = canvas.getContext('2d');
    c.scale(devicePixelRatio, devicePixelRatio);
    const style = getComputedStyle(document.documentElement);
    const { answers, verdict } = sequence;
    const x = i => (answers.length === 1 ? width : i / (answers.length - 1) * width);
    const floor = answers.map(() => height);
    for (const [label, number] of this.classes) { // bands, one upon the other
      const roof = answers.map((answer, i) => floor[i] - (answer.probabilities[label] ?? 0) * height);
      c.beginPath();
      c.moveTo(answers.length === 1 ? 0 : x(0), floor[0]);
      if (answers.length === 1) c.lineTo(0, roof[0]);
      roof.forEach((y, i) => c.lineTo(x(i), y));
      for (let i = answers.length - 1; i >= 0; i--) c.lineTo(x(i), floor[i]);
      c.fillStyle = style.getPropertyValue(`--stream-${number % 8}`);
      c.globalAlpha = label === verdict.label ? 0.9 : 0.45;
      c.fill();
      roof.forEach((y, i) => (floor[i] = y));
    }
    const standing = verdict.final ? 'final' : verdict.provisional ? 'so far' : '';
    sequence.says.textContent = `${verdict.label} ${percent(verdict.probabilities[verdict.label] ?? 0)}${standing && `, ${standing}`}`;
    canvas.ariaLabel = `${sequence.title.textContent}: ${sequence.says.textContent}, after ${verdict.n} points`;
    const top = Object.entries(verdict.probabilities).sort((a, b) => b[1] - a[1]).slice(0, 4);
    sequence.legend.replaceChildren(...top.map(([label, p]) => {
      const item = document.createElement('li');
      const key = document.createElement('i');
      key.className = 'key';
      key.style.background = `var(--stream-${this.classes.get(label) % 8})`;
      item.append(key, `${label} ${percent(p)}`);
      return item;
    }));
  }
}
