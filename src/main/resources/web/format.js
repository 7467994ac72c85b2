// Numbers as people read them.

/** A number with about three significant digits, never in exponents where it can be helped. */
export function number(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return Math.round(value).toLocaleString('en');
  if (size >= 0.01) return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
  return value.toPrecision(2);
}

/** A quantity in the features' unit as [number, unit]; metres below one are millimetres. */
export function quantity(value, unit) {
  if (!Number.isFinite(value)) return ['–', ''];
  if (unit === 'm' && Math.abs(value) < 1) return [(value * 1000).toFixed(value < 0.1 ? 1 : 0), 'mm'];
  return [number(value), unit];
}

/** 1 − error / baseline error, in per cent. */
export function skill(error, baselineError) {
  return baselineError > 0 && Number.isFinite(error) ? `${Math.round(100 * (1 - error / baselineError))} %` : '–';
}

/** A time as [number, unit]. */
export function milliseconds(value) {
  if (!Number.isFinite(value)) return ['–', ''];
  return value >= 1000 ? [number(value / 1000), 's'] : [number(Math.round(value)), 'ms'];
}
