// Draws the streams' paths on canvases that share their horizontal axis, like the elevations of a drawing.

const MARGIN = { left: 40, right: 12, top: 8, bottom: 24 };
const FADE = 3000; // ms after a stream fell silent
const NEWEST = 12; // predictions shown of the newest points; of older ones only those that missed visibly
const AT_ONCE = 24; // streams drawn at most

/** Views of points with the given features: [{across, up, name}], indices of features. */
function viewsOf(features) {
  const view = (across, up, name) => ({ across, up, name });
  if (features.length >= 3) return [view(1, 2, 'Height'), view(1, 0, 'Plane')];
  if (features.length === 2) return [view(0, 1, 'Plane')];
  return [view(-1, 0, 'Course')]; // −1: the number of the point
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
    this.laidOut = '';
  }

  /** What to draw depends on the ranges: with one unit for all features, a metre up is as long as a metre across. */
  arrange() {
    const bounds = this.ranges.map(range => range.rounded);
    const key = `${this.width} ${bounds.join(' ')} ${devicePixelRatio}`;
    if (key === this.laidOut) return;
    this.laidOut = key;
    const plotWidth = this.width - MARGIN.left - MARGIN.right;
    for (const view of this.views) {
      const [left, right] = view.across < 0 ? [0, 1] : bounds[view.across];
      const [bottom, top] = bounds[view.up];
      const equal = this.unit && view.across >= 0;
      const wanted = equal ? (top - bottom) * plotWidth / (right - left) : 220;
      const plotHeight = Math.min(Math.max(wanted, 70), 420);
      Object.assign(view, { left, right, bottom, top, plotWidth, plotHeight });
      view.height = plotHeight + MARGIN.top + MARGIN.bottom;
      view.canvas.width = Math.round(this.width * devicePixelRatio);
      view.canvas.height = Math.round(view.height * devicePixelRatio);
      view.canvas.style.height = `${view.height}px`;
    }
  }

  /** Draws; returns whether something is still fading, so that another frame is needed. */
  draw(streams, selected, now) {
    if (!this.views.length) return false;
    this.arrange();
    this.colours ??= this.readColours();
    const shown = selected ? [selected] : streams.filter(s => s.quietFor(now) < FADE).slice(0, AT_ONCE);
    for (const view of this.views) {
      view.context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      view.context.clearRect(0, 0, this.width, view.height);
      this.drawGrid(view);
      for (const stream of shown.slice().reverse()) {
        const alpha = selected ? 1 : Math.min(1, 1 - stream.quietFor(now) / FADE);
        this.drawStream(view, stream, alpha, stream.active(now) || !!selected);
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
    const x = value => MARGIN.left + (value - left) / (right - left) * plotWidth;
    const y = value => MARGIN.top + (top - value) / (top - bottom) * plotHeight;
    c.font = '12px system-ui, sans-serif';
    c.lineWidth = 1;
    c.strokeStyle = this.colours.grid;
    c.fillStyle = this.colours.quiet;
    c.textBaseline = 'middle';
    c.textAlign = 'right';
    const stepUp = niceStep(top - bottom, Math.max(3, plotHeight / 45));
    for (let v = Math.ceil(bottom / stepUp - 1e-9) * stepUp; v <= top + stepUp * 1e-6; v += stepUp) {
      this.line(c, MARGIN.left, y(v), MARGIN.left + plotWidth, y(v));
      c.fillText(tick(v, stepUp), MARGIN.left - 8, y(v));
    }
    c.textAlign = 'center';
    if (view.across >= 0) {
      const step = niceStep(right - left, Math.max(4, plotWidth / 80));
      for (let v = Math.ceil(left / step - 1e-9) * step; v <= right + step * 1e-6; v += step) {
        this.line(c, x(v), MARGIN.top, x(v), MARGIN.top + plotHeight);
        c.fillText(tick(v, step), x(v), MARGIN.top + plotHeight + 13);
      }
    }
  }

  line(c, x1, y1, x2, y2) {
    c.beginPath();
    c.moveTo(x1, Math.round(y1) + 0.5);
    c.lineTo(x2, Math.round(y2) + 0.5);
    c.stroke();
  }

  drawStream(view, stream, alpha, flying) {
    const { context: c, plotWidth, plotHeight, left, right, bottom, top } = view;
    const count = stream.points.length;
    const place = (point, index) => [
      MARGIN.left + (view.across < 0 ? index / (count + stream.ahead.length) : (point[view.across] - left) / (right - left)) * plotWidth,
      MARGIN.top + (top - point[view.up]) / (top - bottom) * plotHeight,
    ];
    const dot = Math.max(0.8, Math.min(2, this.width / 450));
    const measured = stream.points.map(place);
    c.save();
    c.beginPath();
    c.rect(MARGIN.left, MARGIN.top - 6, plotWidth + MARGIN.right, plotHeight + 12);
    c.clip();
    c.strokeStyle = c.fillStyle = this.colours.streams[stream.colour];

    c.globalAlpha = 0.75 * alpha;
    c.lineWidth = 1;
    const ring = dot + 2;
    const foretold = stream.predicted.map((point, i) => point && place(point, i)).filter((at, i) => at
      && ((flying && i >= count - NEWEST) || Math.hypot(at[0] - measured[i][0], at[1] - measured[i][1]) > ring));
    this.circles(c, foretold, ring);
    c.stroke();
    c.globalAlpha = alpha;
    this.circles(c, measured, dot);
    c.fill();

    if (flying && count) {
      const path = [stream.points[count - 1], stream.next, ...stream.ahead].filter(Boolean);
      c.lineWidth = 1.5;
      c.setLineDash([6, 4]);
      c.beginPath();
      path.forEach((point, i) => c[i ? 'lineTo' : 'moveTo'](...place(point, count - 1 + i)));
      c.stroke();
      c.setLineDash([]);
      this.circles(c, [measured[count - 1]], dot * 2);
      c.fill();
    }
    c.restore();
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
