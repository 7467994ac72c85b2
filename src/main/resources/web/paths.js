// Draws the streams' paths on canvases that share their horizontal axis, like the elevations of a drawing.

const FADE = 3000; // ms after a stream fell silent
const NEWEST = 12; // predictions shown of a stream's newest points; of older ones only those that missed visibly
const AT_ONCE = 60; // streams drawn at most
const POINTS_AT_ONCE = 6000; // of all of them
const RINGS_AT_ONCE = 240; // predictions of newest points, and clouds on paths ahead: curves take long to draw

/** Views of points with the given features: [{across, up, name}], indices of features. */
function viewsOf(features) {
  const view = (across, up, name) => ({ across, up, name });
  if (features.length >= 3) return [view(1, 2, 'Height'), view(1, 0, 'Plane')];
  if (features.length === 2) return [view(0, 1, 'Plane')];
  return features.map((name, i) => view(-1, i, 'Course')); // −1: the number of the point
}

/** A step of 1, 2 or 5 · 10ⁿ that divides the span into at most `most` pieces. */
function niceStep(span, most) {
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * [1, 2, 5, 10].find(factor => factor * power >= raw);
}

/** The range of a feature: grows with the data, by whole steps, so that the picture rests. */
class Range {
  constructor() {
    this.low = Infinity;
    this.high = -Infinity;
  }

  take(value) {
    if (value >= this.low && value <= this.high) return;
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
  }

  get rounded() {
    if (!(this.low <= this.high)) return [0, 1];
    const span = this.high - this.low || Math.abs(this.high) || 1;
    const step = niceStep(span, 20);
    return [Math.floor(this.low / step - 0.25) * step, Math.ceil(this.high / step + 0.25) * step];
  }
}

export class Paths {
  constructor(element) {
    this.margin = { left: 40, right: 12, top: 8, bottom: 24 };
    this.element = element;
    this.views = [];
    this.ranges = [];
    this.features = [];
    new ResizeObserver(() => this.layout()).observe(element);
  }

  /** Begins anew with another model. */
  show(features, unit) {
    this.features = features;
    this.unit = unit;
    this.ranges = features.map(() => new Range());
    this.views = viewsOf(features).map(view => {
      const figure = document.createElement('figure');
      const canvas = document.createElement('canvas');
      canvas.setAttribute('role', 'img');
      const caption = document.createElement('figcaption');
      caption.textContent = this.title(view);
      figure.append(caption, canvas);
      return { ...view, figure, canvas, context: canvas.getContext('2d') };
    });
    this.element.replaceChildren(...this.views.map(view => view.figure));
    this.layout();
  }

  take(point) {
    for (let i = 0; i < this.ranges.length; i++) if (Number.isFinite(point[i])) this.ranges[i].take(point[i]);
  }

  layout() {
    this.width = Math.max(this.element.clientWidth, 120);
    this.colours = null; // read again: the theme may be another
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize); // px
    this.margin = { left: 2.7 * this.rem, right: 0.8 * this.rem, top: 0.5 * this.rem, bottom: 1.6 * this.rem };
    this.laidOut = '';
  }

  /** What to draw depends on the ranges: with one unit for all features, a metre up is as long as a metre across. */
  arrange() {
    const bounds = this.ranges.map(range => range.rounded);
    const key = `${this.width} ${bounds.join(' ')} ${devicePixelRatio}`;
    if (key === this.laidOut) return;
    this.laidOut = key;
    const plotWidth = this.width - this.margin.left - this.margin.right;
    for (const view of this.views) {
      const [left, right] = view.across < 0 ? [0, 1] : bounds[view.across];
      const [bottom, top] = bounds[view.up];
      const equal = this.unit && view.across >= 0;
      const wanted = equal ? (top - bottom) * plotWidth / (right - left) : 15 * this.rem;
      const plotHeight = Math.min(Math.max(wanted, 5 * this.rem), 24 * this.rem);
      Object.assign(view, { left, right, bottom, top, plotWidth, plotHeight });
      view.height = plotHeight + this.margin.top + this.margin.bottom;
      view.canvas.width = Math.round(this.width * devicePixelRatio);
      view.canvas.height = Math.round(view.height * devicePixelRatio);
      view.canvas.style.height = `${view.height}px`;
    }
  }

  /** Draws; returns whether something is still fading, so that another frame is needed. */
  draw(streams, selected, now, spread) {
    if (!this.views.length) return false;
    this.arrange();
    this.colours ??= this.readColours();
    const shown = selected ? [selected] : streams.filter(s => s.quietFor(now) < FADE).slice(0, AT_ONCE);
    const each = { // of the streams
      points: Math.ceil(POINTS_AT_ONCE / Math.max(1, shown.length)),
      rings: Math.min(NEWEST, Math.ceil(RINGS_AT_ONCE / Math.max(1, shown.length))),
    };
    for (const view of this.views) {
      view.context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      view.context.clearRect(0, 0, this.width, view.height);
      this.drawGrid(view);
      for (const stream of shown.slice().reverse()) {
        const alpha = selected ? 1 : Math.min(1, 1 - stream.quietFor(now) / FADE);
        this.drawStream(view, stream, { alpha, flying: stream.active(now) || !!selected, each, spread });
      }
      this.describe(view, shown.length);
    }
    return !selected && shown.length > 0;
  }

  title(view) {
    const across = view.across < 0 ? 'time' : this.features[view.across];
    return `${view.name}: ${this.features[view.up]} over ${across}${this.unit ? `, in ${this.unit}` : ''}`;
  }

  describe(view, count) {
    const label = `${this.title(view)}; ${count} ${count === 1 ? 'stream' : 'streams'}`;
    if (view.canvas.ariaLabel !== label) view.canvas.ariaLabel = label;
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    const read = name => style.getPropertyValue(name).trim();
    return {
      grid: read('--grid'),
      quiet: read('--quiet'),
      streams: [...Array(8).keys()].map(i => read(`--stream-${i}`)),
    };
  }

  drawGrid(view) {
    const { context: c, plotWidth, plotHeight, left, right, bottom, top } = view;
    const x = value => this.margin.left + (value - left) / (right - left) * plotWidth;
    const y = value => this.margin.top + (top - value) / (top - bottom) * plotHeight;
    c.font = `${0.75 * this.rem}px system-ui, sans-serif`;
    c.lineWidth = 1;
    c.strokeStyle = this.colours.grid;
    c.fillStyle = this.colours.quiet;
    c.textBaseline = 'middle';
    c.textAlign = 'right';
    const stepUp = niceStep(top - bottom, Math.max(3, plotHeight / (3 * this.rem)));
    for (let v = Math.ceil(bottom / stepUp - 1e-9) * stepUp; v <= top + stepUp * 1e-6; v += stepUp) {
      this.line(c, this.margin.left, y(v), this.margin.left + plotWidth, y(v));
      c.fillText(tick(v, stepUp), this.margin.left - 0.5 * this.rem, y(v));
    }
    c.textAlign = 'center';
    if (view.across >= 0) {
      const step = niceStep(right - left, Math.max(4, plotWidth / (5 * this.rem)));
      for (let v = Math.ceil(left / step - 1e-9) * step; v <= right + step * 1e-6; v += step) {
        this.line(c, x(v), this.margin.top, x(v), this.margin.top + plotHeight);
        c.fillText(tick(v, step), x(v), this.margin.top + plotHeight + 0.9 * this.rem);
      }
    }
  }

  line(c, x1, y1, x2, y2) {
    c.beginPath();
    c.moveTo(x1, Math.round(y1) + 0.5);
    c.lineTo(x2, Math.round(y2) + 0.5);
    c.stroke();
  }

  drawStream(view, stream, { alpha, flying, each, spread }) {
    const { context: c, plotWidth, plotHeight, left, right, bottom, top } = view;
    const skipped = Math.max(0, stream.points.length - each.points);
    const points = skipped ? stream.points.slice(skipped) : stream.points;
    const count = points.length;
    const across = plotWidth / (right - left);
    const up = plotHeight / (top - bottom);
    const place = (point, index) => [
      this.margin.left + (view.across < 0 ? index / (count + stream.ahead.length) * plotWidth : (point[view.across] - left) * across),
      this.margin.top + (top - point[view.up]) * up,
    ];
    const dot = Math.max(0.8, Math.min(2, this.width / 450)) * this.rem / 15;
    const measured = points.map(place);
    c.save();
    c.beginPath();
    c.rect(this.margin.left, this.margin.top - 6, plotWidth + this.margin.right, plotHeight + 12);
    c.clip();
    c.strokeStyle = c.fillStyle = this.colours.streams[stream.colour];

    if (flying && count) this.drawAhead(view, stream, points[count - 1], { place, count, across, up, alpha, spread, dot, clouds: each.rings });
    c.globalAlpha = 0.75 * alpha;
    c.lineWidth = this.rem / 15;
    const ring = 2 * dot + 1;
    const foretold = [];
    for (let i = 0; i < count; i++) {
      const point = stream.predicted[i + skipped];
      if (!point) continue;
      const at = place(point, i);
      const off = Math.abs(at[0] - measured[i][0]) + Math.abs(at[1] - measured[i][1]);
      if ((flying && i >= count - each.rings) || off > 1.4 * ring) foretold.push(at);
    }
    this.circles(c, foretold, ring);
    c.stroke();
    c.globalAlpha = alpha;
    this.dots(c, measured, dot);
    c.restore();
  }

  /** The path to come in dashes, in the cloud of how far such paths were off of late. */
  drawAhead(view, stream, last, { place, count, across, up, alpha, spread, dot, clouds }) {
    const { context: c } = view;
    const path = [last, stream.next, ...stream.ahead].filter(Boolean).map((point, i) => place(point, count - 1 + i));
    c.globalAlpha = 0.13 * alpha;
    c.beginPath();
    const apart = Math.ceil((path.length - 1) / clouds);
    for (let k = path.length - 1; k > 0; k -= apart) {
      const radiusUp = spread.of(k - 1, view.up) * up;
      if (!radiusUp) continue;
      const radiusAcross = view.across < 0 ? 3 : spread.of(k - 1, view.across) * across;
      c.moveTo(path[k][0] + radiusAcross, path[k][1]);
      c.ellipse(...path[k], radiusAcross, radiusUp, 0, 0, 2 * Math.PI);
    }
    c.fill();
    c.globalAlpha = alpha;
    c.lineWidth = this.rem / 10;
    c.setLineDash([this.rem * 0.4, this.rem * 0.27]);
    c.beginPath();
    path.forEach(([x, y], i) => c[i ? 'lineTo' : 'moveTo'](x, y));
    c.stroke();
    c.setLineDash([]);
    this.circles(c, [path[0]], dot * 2);
    c.fill();
  }

  /** Small ones are squares: nobody sees it, and thousands are drawn in no time. */
  dots(c, centres, radius) {
    if (radius > 2.2) {
      this.circles(c, centres, radius);
      c.fill();
      return;
    }
    const side = 1.8 * radius;
    for (const [x, y] of centres) c.fillRect(x - side / 2, y - side / 2, side, side);
  }

  circles(c, centres, radius) {
    c.beginPath();
    for (const [x, y] of centres) {
      c.moveTo(x + radius, y);
      c.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
}

function tick(value, step) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (Math.abs(value) < step / 2 ? 0 : value).toFixed(Math.min(digits, 8)).replace('-', '−');
}
