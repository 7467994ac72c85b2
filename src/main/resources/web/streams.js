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
    this.paths = []; // the newest predicted paths, oldest first: [next, …ahead]
    this.errors = 0;
    this.errorSum = 0;
  }

  accept(message, now, spread) {
    if (message.n <= this.n) { // the id began anew
      this.points = [];
      this.predicted = [];
      this.paths = [];
      this.next = null;
    }
    if (this.n >= 0) this.interval += 0.1 * (now - this.lastSeen - this.interval);
    this.n = message.n;
    this.lastSeen = now;
    if (Array.isArray(message.point)) this.measured(message, spread);
    if (Number.isFinite(message.error)) {
      this.errors++;
      this.errorSum += message.error;
    }
  }

  measured(message, spread) {
    spread.take(message.point, this.paths);
    this.points.push(message.point);
    this.predicted.push(this.next);
    this.next = message.prediction ?? null;
    this.ahead = message.ahead ?? [];
    this.paths.push([this.next, ...this.ahead]);
    if (this.paths.length > this.ahead.length + 1) this.paths.shift();
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

/** How far off predicted paths were of late, by the steps ahead: the root of the mean square of each feature. */
export class Spread {
  static WEIGHT = 0.002; // of a point: the last 500 count

  constructor() {
    this.squares = []; // [step][feature]
    this.counts = [];
  }

  /** @param paths predicted before the point came, the newest last: its first step is this point */
  take(point, paths) {
    for (let k = 0; k < paths.length; k++) {
      const foretold = paths[paths.length - 1 - k]?.[k];
      if (!foretold) continue;
      const squares = (this.squares[k] ??= point.map(() => 0));
      const count = (this.counts[k] = (this.counts[k] ?? 0) + 1);
      const weight = Math.max(1 / count, Spread.WEIGHT);
      for (let i = 0; i < squares.length; i++) squares[i] += weight * ((point[i] - foretold[i]) ** 2 - squares[i]);
    }
  }

  /** In the feature's unit; 0: not known yet. */
  of(step, feature) {
    return (this.counts[step] ?? 0) < 20 ? 0 : Math.sqrt(this.squares[step][feature]);
  }
}

export class Streams {
  constructor() {
    this.byId = new Map();
    this.seen = 0;
    this.spread = new Spread();
  }

  clear() {
    this.byId.clear();
    this.spread = new Spread();
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
    stream.accept(message, now, this.spread);
    return stream;
  }

  /** Active streams first, the newest at the top; then the quiet ones, the last to fall silent first. */
  ordered(now) {
    return [...this.byId.values()]
      .map(stream => ({ stream, active: stream.active(now) }))
      .sort((a, b) => b.active - a.active
        || (a.active ? b.stream.firstSeen - a.stream.firstSeen : b.stream.lastSeen - a.stream.lastSeen))
      .map(each => each.stream);
  }

  activeCount(now) {
    let count = 0;
    for (const stream of this.byId.values()) count += stream.active(now);
    return count;
  }

  /** Forgets the longest silent ones beyond the number kept. */
  forget(now, keepId) {
    if (this.byId.size <= STREAMS_KEPT) return;
    for (const stream of this.ordered(now).slice(STREAMS_KEPT)) {
      if (stream.id !== keepId) this.byId.delete(stream.id);
    }
  }
}
