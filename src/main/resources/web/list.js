// The list of streams: one radio button each, "all" first.

import { quantity } from './format.js';

const SHOWN = 60;

export class StreamList {
  constructor(element, onSelect) {
    this.element = element;
    this.rows = new Map(); // by stream id; null: all
    this.selected = null;
    this.onSelect = onSelect;
    this.clear();
  }

  clear() {
    this.selected = null;
    this.rows.clear();
    const all = this.row(null, 'All');
    all.querySelector('input').checked = true;
    this.element.replaceChildren(all);
  }

  /** Rows keep their element, so that focus and selection stay where they are. */
  show(streams, now, unit) {
    const shown = streams.slice(0, SHOWN);
    const selected = this.selected && streams.find(stream => stream.id === this.selected);
    if (selected && !shown.includes(selected)) shown.push(selected);
    const wanted = new Set([null, ...shown.map(stream => stream.id)]);
    for (const [id, row] of this.rows) {
      if (!wanted.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    let before = this.rows.get(null);
    for (const stream of shown) {
      const row = this.row(stream.id, stream.id);
      row.dataset.active = stream.active(now);
      row.querySelector('.swatch').style.background = `var(--stream-${stream.colour})`;
      row.querySelector('.value').textContent = quantity(stream.meanError(), unit).join(' ');
      if (before.nextSibling !== row) before.after(row);
      before = row;
    }
  }

  row(id, name) {
    const known = this.rows.get(id);
    if (known) return known;
    const row = document.createElement('label');
    row.className = 'stream';
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'stream';
    input.addEventListener('change', () => {
      this.selected = id;
      this.onSelect();
    });
    row.append(input, span('swatch'), span('name', name), span('value'));
    row.title = name;
    this.rows.set(id, row);
    return row;
  }
}

function span(className, text = '') {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
