// The arithmetic of the fold explorer, the same as model.py's and display/figures/folds.py's.

const SAME_HERTZ = 1e-6;
const ZERO_CROSSINGS = 64; // these three as in course_lib/audio/resample.py
const ROLLOFF = 0.9475937167399596;
const KAISER_BETA = 14.769656459379492;

/**
 * How many whole rows a fold has.
 * @param {Float32Array} samples
 * @param {number} period
 * @param {number} offset
 * @param {number} most
 */
export function countRows(samples, period, offset, most) {
  return Math.min(most, Math.floor((samples.length - offset) / period));
}

/**
 * How much of a fold is one repeated row, from 0 to 1 (Leahy et al. 1983).
 * @param {Float32Array} samples whole rows
 * @param {number} period
 */
export function uprightness(samples, period) {
  const rows = samples.length / period;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const sums = new Float64Array(period);
  let power = 0;
  samples.forEach((sample, i) => {
    sums[i % period] += sample - mean;
    power += (sample - mean) ** 2;
  });
  if (power === 0) return 0;
  const between = sums.reduce((sum, each) => sum + each ** 2, 0) - power;
  return Math.max(0, between / ((rows - 1) * power));
}

/**
 * The frequencies that give the same column as `frequency`, lowest first.
 * @param {number} frequency in Hz
 * @param {number} period in samples
 * @param {number} rate in Hz
 */
export function aliasPartners(frequency, period, rate) {
  const images = Array.from({ length: period + 1 }, (_, k) => (k * rate) / period)
    .flatMap(centre => [Math.abs(centre + frequency), Math.abs(centre - frequency)])
    .sort((a, b) => a - b);
  /** @type {number[]} */ const partners = [];
  for (const image of images) {
    const inside = image > SAME_HERTZ && image < rate / 2 - SAME_HERTZ;
    const known = [frequency, ...partners.slice(-1)].some(each => Math.abs(image - each) < SAME_HERTZ);
    if (inside && !known) partners.push(image);
  }
  return partners;
}

/**
 * One column of a fold as a sound at the rate of the sound: interpolated by the same windowed sinc
 * as in Python, so no frequency above half the column's rate is added.
 * @param {Float32Array} samples
 * @param {number} period
 * @param {number} index
 * @returns {Float32Array<ArrayBuffer>}
 */
export function column(samples, period, index) {
  const kept = samples.filter((_, i) => i >= index && (i - index) % period === 0);
  if (period === 1) return Float32Array.from(kept);
  const width = Math.ceil(ZERO_CROSSINGS / ROLLOFF);
  const played = new Float32Array(kept.length * period);
  for (let phase = 0; phase < period; phase++) {
    const filter = kaiserSinc(phase / period, width);
    for (let k = 0; k < kept.length; k++) {
      let sum = 0;
      const first = Math.max(0, width - k);
      const last = Math.min(filter.length, kept.length - k + width);
      for (let i = first; i < last; i++) sum += filter[i] * kept[k + i - width];
      played[k * period + phase] = sum;
    }
  }
  const peak = Math.max(1, played.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  return played.map(sample => sample / peak);
}

/**
 * The weights of the samples around a place `share` of a step after sample `width`.
 * @param {number} share
 * @param {number} width
 */
function kaiserSinc(share, width) {
  return Float64Array.from({ length: 2 * width + 1 }, (_, i) => {
    const place = Math.max(-ZERO_CROSSINGS, Math.min(ZERO_CROSSINGS, (i - width - share) * ROLLOFF));
    const window = bessel0(KAISER_BETA * Math.sqrt(1 - (place / ZERO_CROSSINGS) ** 2));
    const sinc = place === 0 ? 1 : Math.sin(Math.PI * place) / (Math.PI * place);
    return (sinc * window * ROLLOFF) / bessel0(KAISER_BETA);
  });
}

/**
 * The modified Bessel function I0, by its power series.
 * @param {number} x
 */
function bessel0(x) {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
