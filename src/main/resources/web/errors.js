// Running means of the error, in half-second bins, and their chart.

import uPlot from './uplot/uPlot.esm.js';
import { quantity } from './format.js';

const BIN = 500; // ms
const WINDOW = 10; // bins of one mean: 5 s
const SHOWN = 120; // samples of the chart: 60 s

/** Pixels of a rem: all grows with the screen. */
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const height = element => Math.max(element.clientHeight, 12 * rem());

const emptyBin = () => ({ points: 0, errors: 0, error: 0, baselines: 0, baseline: 0 });

export class RunningError {
  constructor() {
    this.clear();
  }

  clear() {
    this.bins = [emptyBin()];
    this.model = [];
    this.baseline = [];
    this.skill = [];
  }

  accept(message) {
    const bin = this.bins[this.bins.length - 1];
    bin.points++;
    if (Number.isFinite(message.error)) {
      bin.errors++;
      bin.error += message.error;
    }
    if (Number.isFinite(message.baselineError)) {
      bin.baselines++;
      bin.baseline += message.baselineError;
    }
  }

  /** Closes a bin: call it every half second. Returns the means and the rate over the window. */
  tick() {
    const sum = emptyBin();
    for (const bin of this.bins) for (const key in sum) sum[key] += bin[key];
    const error = sum.errors ? sum.error / sum.errors : null;
    const baseline = sum.baselines ? sum.baseline / sum.baselines : null;
    const rate = sum.points / (this.bins.length * BIN / 1000);
    this.bins.push(emptyBin());
    if (this.bins.length > WINDOW) this.bins.shift();
    const skill = error !== null && baseline > 0 ? Math.max(-1, 1 - error / baseline) : null;
    for (const [series, value] of [[this.model, error], [this.baseline, baseline], [this.skill, skill]]) {
      series.push(value);
      if (series.length > SHOWN) series.shift();
    }
    return { error, baseline, rate };
  }
}

export const TICK = BIN;

const ago = second => (second === 0 ? 'now' : `${second} s`.replace('-', '−'));
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class ErrorChart {
  constructor(element) {
    this.element = element;
    this.unit = '';
    this.build();
    new ResizeObserver(() => this.plot.setSize({ width: element.clientWidth, height: height(element) })).observe(element);
  }

  build() {
    const { element } = this;
    this.plot?.destroy();
    this.rem = rem();
    const axis = {
      stroke: () => css('--quiet'),
      grid: { stroke: () => css('--grid'), width: 1 },
      ticks: { show: false },
      font: `${0.75 * rem()}px system-ui, sans-serif`,
    };
    this.plot = new uPlot({
      width: element.clientWidth || 300,
      height: height(element),
      padding: [10, 6, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-SHOWN * BIN / 1000, 0] },
        y: { range: (u, low, high) => [0, (high || 1) * 1.1] },
        skill: { range: (u, low) => [Math.min(0, Math.floor(4 * (low ?? 0)) / 4), 1] },
      },
      axes: [
        { ...axis, size: 2 * rem(), incrs: [10, 20, 30], space: 4 * rem(), values: (u, splits) => splits.map(ago) },
        { ...axis, size: 4.2 * rem(), space: 2.2 * rem(), values: (u, splits) => splits.map(s => this.label(s)) },
        {
          ...axis, scale: 'skill', side: 1, size: 3.2 * rem(), space: 2.2 * rem(), grid: { show: false }, stroke: () => css('--good'),
          values: (u, splits) => splits.map(s => `${Math.round(100 * s)} %`.replace('-', '−')),
        },
      ],
      series: [
        {},
        { label: 'model', stroke: () => css('--model'), width: 2, points: { show: false } },
        { label: 'baseline', stroke: () => css('--baseline'), width: 2, dash: [6, 4], points: { show: false } },
        { label: 'skill', scale: 'skill', stroke: () => css('--good'), width: 1.5, dash: [2, 3], points: { show: false } },
      ],
      bands: [{ series: [2, 1], fill: () => css('--model-faint') }],
    }, [[], [], [], []], element);
  }

  show(running, unit) {
    this.unit = unit;
    const samples = running.model.length;
    const seconds = running.model.map((value, i) => (i + 1 - samples) * BIN / 1000);
    this.plot.setData([seconds, running.model, running.baseline, running.skill]);
    const last = series => series[samples - 1];
    const label = last(running.model) == null ? 'no errors yet'
      : `model ${quantity(last(running.model), unit).join(' ')}, baseline ${quantity(last(running.baseline) ?? NaN, unit).join(' ')}`;
    this.element.ariaLabel = `Running mean error: ${label}`;
  }

  redraw() {
    if (this.rem === rem()) this.plot.redraw();
    else this.build();
  }

  label(value) {
    const [number, unit] = quantity(value, this.unit);
    return value === 0 ? '0' : `${number.replace(/\.0+$/, '')} ${unit}`;
  }
}
