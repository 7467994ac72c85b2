// The newest answers that are neither points, tokens nor labels: sequences and values; a row a stream, as text.

const SHOWN = 12; // streams
const TAIL = 80; // tokens of a stream's own text

const round = value => Number(value.toPrecision(4));

/** What an answer says, in one line. */
export function says(message) {
  if (typeof message.text === 'string') return message.text;
  if (Array.isArray(message.outputs)) return message.outputs.map(output => `(${output.map(round).join(', ')})`).join(' ');
  return Array.isArray(message.prediction) ? message.prediction.map(round).join(', ') : '';
}

export class Answers {
  constructor(element) {
    this.element = element;
    this.clear();
  }

  clear() {
    this.rows = new Map(); // by stream id: the text that came, and the newest answer
    this.element.replaceChildren();
  }

  get any() {
    return this.rows.size > 0;
  }

  accept(message) {
    const row = this.rows.get(message.stream) ?? { came: [] };
    if (message.n <= row.n && !message.final) row.came = []; // the id began anew
    row.n = message.n;
    if (message.token !== undefined) row.came = [...row.came, message.token].slice(-TAIL);
    row.says = says(message);
    row.standing = message.final ? 'final' : message.provisional ? 'so far' : '';
    this.rows.delete(message.stream);
    this.rows.set(message.stream, row); // the newest last
    if (this.rows.size > SHOWN) this.rows.delete(this.rows.keys().next().value);
  }

  show() {
    if (!this.any) return;
    const head = document.createElement('tr');
    head.append(...['stream', 'what came', 'answer', ''].map(name => cell('th', name)));
    this.element.replaceChildren(head, ...[...this.rows].sort().map(([id, row]) => {
      const line = document.createElement('tr');
      line.append(cell('th', id), cell('td', row.came.join('')), cell('td', row.says), cell('td', row.standing));
      return line;
    }));
  }
}

function cell(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
