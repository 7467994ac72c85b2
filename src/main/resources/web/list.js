// Lists of radio buttons: the models, and the streams of one, "all" first, with a search.

import { quantity } from './format.js';

const SHOWN = 60;

function span(className, text = '') {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function radioRow(group, name, onChoose) {
  const row = document.createElement('label');
  row.className = 'stream';
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = group;
  input.addEventListener('change', onChoose);
  row.append(input, span('swatch'), span('name', name), span('value'));
  row.title = name;
  return row;
}

export class ModelList {
  constructor(element, onSelect) {
    this.element = element;
    this.onSelect = onSelect;
  }

  show(models, selected) {
    this.element.replaceChildren(...models.map(model => {
      const row = radioRow('model', model.name, () => this.onSelect(model));
      row.classList.add('model');
      row.querySelector('input').checked = model.name === selected;
      row.querySelector('.value').textContent = model.features.join(', ');
      return row;
    }));
  }
}

export class StreamList {
  constructor(element, search, onSelect) {
    this.element = element;
    this.search = search;
    this.rows = new Map(); // by stream id; null: all
    this.selected = null;
    this.onSelect = onSelect;
    this.clear();
  }

  clear() {
    this.selected = null;
    this.rows.clear();
    this.search.value = '';
    const all = this.row(null, 'All');
    all.querySelector('input').checked = true;
    this.element.replaceChildren(all);
  }

  /** Rows keep their element, so that focus and selection stay where they are. */
  show(streams, now, unit) {
    const sought = this.search.value.trim().toLowerCase();
    const found = sought ? streams.filter(stream => stream.id.toLowerCase().includes(sought)) : streams;
    const shown = found.slice(0, SHOWN);
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
      row.children[1].style.background = `var(--stream-${stream.colour})`;
      row.children[3].textContent = quantity(stream.meanError(), unit).join(' ');
      if (before.nextSibling !== row) before.after(row);
      before = row;
    }
    return found.length;
  }

  row(id, name) {
    const known = this.rows.get(id);
    if (known) return known;
    const row = radioRow('stream', name, () => {
      this.selected = id;
      this.onSelect();
    });
    this.rows.set(id, row);
    return row;
  }
}
