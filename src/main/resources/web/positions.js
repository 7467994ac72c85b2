// How far a model's predictions have been seen, so that a new connection goes on without gap and without double.

const LONGEST_BREAK = 30000; // ms; after a longer one the newest of each stream is enough

export class Positions {
  constructor() {
    this.clear();
  }

  clear() {
    this.next = {}; // offset, by partition
    this.toldAt = -Infinity;
  }

  /** Where the server stands. */
  told(positions, now) {
    Object.assign(this.next, positions);
    this.toldAt = now;
  }

  seen(record, now) {
    this.next[record.partition] = record.offset + 1;
    this.toldAt = now;
  }

  /** What to ask for, to go on. */
  request(now) {
    const short = now - this.toldAt < LONGEST_BREAK;
    return short && Object.keys(this.next).length ? { from: this.next } : { snapshot: true };
  }
}
