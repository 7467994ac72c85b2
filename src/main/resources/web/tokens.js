// Streams of tokens as readers: the text that came, each token shaded by how likely it was held, and what is likely next.

const SHOWN = 6; // streams at once
const TAIL = 280; // tokens of a stream
const TAIL_ALONE = 1200; // … of one that was chosen
const LEVELS = [0.5, 0.2, 0.05, 0.01]; // probabilities; below the last: a surprise

const visible = token => (token === '\n' ? '⏎' : token === ' ' ? '␣' : token === '\t' ? '⇥' : token);
const percent = p => (p >= 0.995 ? '100 %' : p >= 0.01 ? `${Math.round(100 * p)} %` : '< 1 %');

class Reader {
  constructor(id) {
    this.n = -1;
    this.article = document.createElement('article');
    this.article.className = 'reader';
    this.article.innerHTML = '<h3></h3><p class="tokens"></p><ol class="next" aria-label="Likely next"></ol>';
    const [title, text, next] = this.article.children;
    title.textContent = id;
    this.text = text;
    this.next = next;
    this.fresh = []; // came since the last frame
    this.likely = [];
  }

  accept(message) {
    if (message.n <= this.n) this.fresh = [{ anew: true }]; // the id began anew
    this.n = message.n;
    const p = Number.isFinite(message.error) ? Math.exp(-message.error) : NaN;
    this.fresh.push({ token: message.token, p });
    if (this.fresh.length > TAIL_ALONE) this.fresh = this.fresh.slice(-TAIL_ALONE);
    this.likely = Object.entries(message.probabilities ?? {}).sort((a, b) => b[1] - a[1]);
  }

  draw(tail) {
    if (!this.fresh.length) return;
    if (this.fresh[0].anew) this.text.replaceChildren();
    const spans = this.fresh.filter(each => !each.anew).map(({ token, p }) => {
      const span = document.createElement('span');
      span.textContent = token === '\n' ? '⏎\n' : [...token].length > 1 ? `${token} ` : token;
      span.title = Number.isNaN(p) ? 'the first' : `held for ${percent(p)} likely`;
      const level = LEVELS.findIndex(least => p >= least);
      span.dataset.p = Number.isNaN(p) ? 0 : level < 0 ? 4 : level;
      return span;
    });
    this.fresh = [];
    this.text.append(...spans);
    while (this.text.childElementCount > tail) this.text.firstElementChild.remove();
    this.next.replaceChildren(...this.likely.map(([token, p]) => {
      const item = document.createElement('li');
      const bar = document.createElement('i');
      bar.style.inlineSize = `${100 * p}%`;
      const name = document.createElement('b');
      name.textContent = visible(token);
      const share = document.createElement('span');
      share.textContent = percent(p);
      item.append(bar, name, share);
      return item;
    }));
  }
}

export class Tokens {
  constructor(element) {
    this.element = element;
    this.clear();
  }

  clear() {
    this.readers = new Map(); // by stream id, the newest last
    this.element.replaceChildren();
  }

  get any() {
    return this.readers.size > 0;
  }

  accept(message, selected) {
    let reader = this.readers.get(message.stream);
    if (!reader) {
      if (this.readers.size >= 4 * SHOWN) {
        const oldest = [...this.readers.keys()].find(id => id !== selected);
        this.readers.get(oldest).article.remove();
        this.readers.delete(oldest);
      }
      reader = new Reader(message.stream);
      this.readers.set(message.stream, reader);
    }
    reader.accept(message);
  }

  draw(streams, selected) {
    const shown = (selected ? [selected] : streams.map(stream => stream.id).filter(id => this.readers.has(id)).slice(0, SHOWN)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    const readers = shown.map(id => this.readers.get(id)).filter(Boolean);
    for (const reader of readers) reader.draw(selected ? TAIL_ALONE : TAIL);
    const articles = readers.map(reader => reader.article);
    if (articles.length !== this.element.childElementCount || articles.some((each, i) => this.element.children[i] !== each)) {
      this.element.replaceChildren(...articles);
    }
    this.element.classList.toggle('alone', !!selected);
  }
}
