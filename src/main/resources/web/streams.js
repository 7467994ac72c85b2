// What is known of each stream: its latest points and predictions, and its errors. Nothing here touches the page.

export const POINTS_KEPT = 240;
const STREAMS_KEPT = 200;
const LEAST_SILENCE = 500; // ms without a point until a stream counts as quiet; more where points come slowly
const MOST_SILENCE = 60000;
const COLOURS = 8;

class Stream {
  constructor(id, serial, now) {
    this.id = id;
    this.colour = serial % COLOURS;
    this.firstSeen = now;
    this.lastSeen = now;
    this.interval = 0; // ms between points, smoothed
    this.n = -1;
    this.points = []; // measured, oldest first
    this.predicted = []; // predicted[i] was predicted for points[i], before it came; null at the first
    this.next = null; // predicted for the point to come
    this.ahead = [];
    this.errors = 0;
    this.errorSum = 0;
  }

  accept(message, now) {
    if (message.n <= this.n) { // the id began anew
      this.points = [];
      this.predicted = [];
      this.next = null;
    }
    if (this.n >= 0) this.interval += 0.1 * (now - this.lastSeen - this.interval);
    this.n = message.n;
    this.lastSeen = now;
    if (Array.isArray(message.point)) this.measured(message);
    if (Number.isFinite(message.error)) {
      this.errors++;
      this.errorSum += message.error;
    }
  }

  measured(message) {
    this.points.push(message.point);
    this.predicted.push(this.next);
    this.next = message.prediction ?? null;
    this.ahead = message.ahead ?? [];
    if (this.points.length > POINTS_KEPT) {
      this.points.shift();
      this.predicted.shift();
    }
  }

  /** Milliseconds since it fell silent; below zero: it has not. */
  quietFor(now) {
    return now - this.lastSeen - Math.min(Math.max(LEAST_SILENCE, 5 * this.interval), MOST_SILENCE);
  }

  active(now) {
    return this.quietFor(now) < 0;
  }

  meanError() {
    return this.errors > 0 ? this.errorSum / this.errors : NaN;
  }
}

export class Streams {
  constructor() {
    this.byId = new Map();
    this.seen = 0;
  }

  clear() {
    this.byId.clear();
  }

  get(id) {
    return this.byId.get(id);
  }

  accept(message, now) {
    let stream = this.byId.get(message.stream);
    if (!stream) {
      stream = new Stream(message.stream, this.seen++, now);
      this.byId.set(stream.id, stream);
    }
    stream.accept(message, now);
  }

  /** Active streams first, the newest at the top; then the quiet ones, the last to fall silent first. */
  ordered(now) {
    return [...this.byId.values()].sort((a, b) => {
      const active = b.active(now) - a.active(now);
      return active || (a.active(now) ? b.firstSeen - a.firstSeen : b.lastSeen - a.lastSeen);
    });
  }

  activeCount(now) {
    let count = 0;
    for (const stream of this.byId.values()) count += stream.active(now);
    return count;
  }

  /** Forgets the longest silent ones beyond the number kept. */
  forget(now, keepId) {
    for (const stream of this.ordered(now).slice(STREAMS_KEPT)) {
      if (stream.id !== keepId) this.byId.delete(stream.id);
    }
  }
}
