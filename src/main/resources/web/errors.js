// Running means of the error, in half-second bins, and their chart.

import uPlot from './uplot/uPlot.esm.js';
import { quantity } from './format.js';

const BIN = 500; // ms
const WINDOW = 10; // bins of one mean: 5 s
const SHOWN = 120; // samples of the chart: 60 s
const HEIGHT = 200; // px

const emptyBin = () => ({ points: 0, errors: 0, error: 0, baselines: 0, baseline: 0 });

export class RunningError {
  constructor() {
    this.clear();
  }

  clear() {
    this.bins = [emptyBin()];
    this.model = [];
    this.baseline = [];
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
    for (const [series, value] of [[this.model, error], [this.baseline, baseline]]) {
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
    const axis = {
      stroke: () => css('--quiet'),
      grid: { stroke: () => css('--grid'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    this.plot = new uPlot({
      width: element.clientWidth || 300,
      height: HEIGHT,
      padding: [10, 18, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-SHOWN * BIN / 1000, 0] },
        y: { range: (u, low, high) => [0, (high || 1) * 1.1] },
      },
      axes: [
        { ...axis, size: 30, incrs: [10, 20, 30], space: 60, values: (u, splits) => splits.map(ago) },
        { ...axis, size: 64, space: 32, values: (u, splits) => splits.map(s => this.label(s)) },
      ],
      series: [
        {},
        { label: 'model', stroke: () => css('--model'), width: 2, points: { show: false } },
        { label: 'baseline', stroke: () => css('--baseline'), width: 2, dash: [6, 4], points: { show: false } },
      ],
    }, [[], [], []], element);
    new ResizeObserver(() => this.plot.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
  }

  show(running, unit) {
    this.unit = unit;
    const samples = running.model.length;
    const seconds = running.model.map((value, i) => (i + 1 - samples) * BIN / 1000);
    this.plot.setData([seconds, running.model, running.baseline]);
  }

  redraw() {
    this.plot.redraw();
  }

  label(value) {
    const [number, unit] = quantity(value, this.unit);
    return value === 0 ? '0' : `${number.replace(/\.0+$/, '')} ${unit}`;
  }
}
