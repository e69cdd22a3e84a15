// What one window separates: the clip, its transform, and the valley between two peaks. A test
// compares each with model.py, which explains the terms.
import { fft } from '../../display/browser/sound.js';

/** @typedef {{n_fft: number, hop: number, window: number}} Setting lengths in samples */
/** @typedef {{tones: number, clicks: number}} Distances in Hz and seconds */
/** @typedef {{places: Float64Array, power: Float64Array}} PowerCurve */
/**
 * A part of the spectrogram in dB, frame by frame, with its edges.
 * @typedef {object} Part
 * @property {Float32Array} levels
 * @property {number} bins
 * @property {number} frames
 * @property {[number, number]} hertz
 * @property {[number, number]} seconds
 */
/** @typedef {{tones: number, clicks: number}} Valleys in dB */
/** @typedef {{valleys: Valleys, tones: PowerCurve, clicks: PowerCurve, part: Part}} WindowView */

export const RATE = 24_000; // these as in model.py
export const LOWER_TONE = 1000; // Hz
export const FIRST_CLICK = 0.3; // seconds
export const SHOWN_TO = 2000; // Hz
export const SHOWN_SECONDS = [0.22, 0.38];
export const LENGTHS = [64, 128, 256, 512, 1024, 2048, 4096]; // samples
export const HOPS = [32, 64, 128, 256, 512, 1024];
export const SPLIT_DB = 3;
const SECONDS = 0.6;
const TONE_PEAK = 0.2;
const CLICK_PEAK = 0.5;
const CLICKS_FROM = 3000; // Hz
const MOST_CELLS = [200, 330]; // bins and frames
const TINY = 1e-12;

/**
 * Two steady tones and two clicks.
 * @param {Distances} apart
 */
export function tonesAndClicks({ tones, clicks }) {
  const samples = new Float64Array(Math.round(SECONDS * RATE));
  for (const hertz of [LOWER_TONE, LOWER_TONE + tones]) {
    for (let i = 0; i < samples.length; i++) {
      samples[i] += TONE_PEAK * Math.sin(2 * Math.PI * hertz * (i / RATE));
    }
  }
  for (const second of [FIRST_CLICK, FIRST_CLICK + clicks]) {
    samples[Math.round(second * RATE)] += CLICK_PEAK;
  }
  return samples;
}

/**
 * The clip as one window shows it.
 * @param {Setting} setting
 * @param {Distances} apart
 * @returns {WindowView}
 */
export function windowView(setting, apart) {
  const { n_fft, hop } = setting;
  const samples = tonesAndClicks(apart);
  const [bins, count] = [n_fft / 2 + 1 | 0, 1 + Math.floor((samples.length - n_fft) / hop)];
  const from = Math.ceil((CLICKS_FROM * n_fft) / RATE);
  const tones = {
    places: Float64Array.from({ length: bins }, (_, k) => (k * RATE) / n_fft),
    power: new Float64Array(bins),
  };
  const clicks = {
    places: Float64Array.from({ length: count }, (_, j) => (j * hop + n_fft / 2) / RATE),
    power: new Float64Array(count),
  };
  const cells = shownCells(setting, bins, count);
  framePowers(samples, setting, count, (power, j) => {
    for (let k = 0; k < bins; k++) tones.power[k] += power[k];
    let sum = 0;
    for (let k = from; k < bins; k++) sum += power[k];
    clicks.power[j] = sum;
    addFrame(cells, power, j);
  });
  for (let k = 0; k < bins; k++) tones.power[k] /= count;
  const valleys = {
    tones: valley(tones, LOWER_TONE, LOWER_TONE + apart.tones),
    clicks: valley(clicks, FIRST_CLICK, FIRST_CLICK + apart.clicks),
  };
  return { valleys, tones, clicks, part: shownPart(cells, setting) };
}

/**
 * Pass on the power of each frame, bin by bin; white noise of variance 1 has power 1. All frames
 * share two arrays, since thousands of new ones would cost more than the transforms.
 * @param {Float64Array} samples
 * @param {Setting} setting
 * @param {number} count of frames
 * @param {(power: Float64Array, frame: number) => void} take
 */
function framePowers(samples, { n_fft, hop, window }, count, take) {
  const taper = Float64Array.from({ length: window }, (_, i) =>
    0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const weight = taper.reduce((sum, w) => sum + w * w, 0);
  const first = Math.floor((n_fft - window) / 2); // the window is in the middle of the transform
  const [re, im] = [new Float64Array(n_fft), new Float64Array(n_fft)];
  const bins = n_fft / 2 + 1 | 0;
  const [one, other] = [new Float64Array(bins), new Float64Array(bins)];
  for (let j = 0; j < count; j += 2) { // two real frames make one complex transform
    for (const [part, frame] of /** @type {[Float64Array, number][]} */ ([[re, j], [im, j + 1]])) {
      part.fill(0);
      if (frame === count) continue;
      const start = frame * hop + first;
      for (let i = 0; i < window; i++) part[first + i] = samples[start + i] * taper[i];
    }
    transform(re, im);
    separate(re, im, weight, one, other);
    take(one, j);
    if (j + 1 < count) take(other, j + 1);
  }
}

/**
 * The powers of two real signals, from the transform of the one plus i times the other.
 * @param {Float64Array} re
 * @param {Float64Array} im
 * @param {number} weight
 * @param {Float64Array} one gets the powers of the real part
 * @param {Float64Array} other gets those of the imaginary part
 */
function separate(re, im, weight, one, other) {
  const length = re.length;
  const share = 1 / (4 * weight);
  for (let k = 0, mirror = 0; k < one.length; k++, mirror = length - k) {
    const a = re[k] + re[mirror], b = im[k] - im[mirror];
    const c = im[k] + im[mirror], d = re[k] - re[mirror];
    one[k] = (a * a + b * b) * share;
    other[k] = (c * c + d * d) * share;
  }
}

/**
 * The Fourier transform, in place. A length that isn't a power of two is slow.
 * @param {Float64Array} re
 * @param {Float64Array} im
 */
function transform(re, im) {
  const length = re.length;
  if (Number.isInteger(Math.log2(length))) {
    fft(re, im);
    return;
  }
  const [a, b] = [re.slice(), im.slice()];
  const turn = Float64Array.from({ length }, (_, i) => (2 * Math.PI * i) / length);
  const [cos, sin] = [turn.map(Math.cos), turn.map(Math.sin)];
  for (let k = 0; k < length; k++) {
    re[k] = im[k] = 0;
    for (let i = 0; i < length; i++) {
      const at = (k * i) % length;
      re[k] += a[i] * cos[at] + b[i] * sin[at];
      im[k] += b[i] * cos[at] - a[i] * sin[at];
    }
  }
}

/**
 * How many dB the valley between two peaks is below the lower peak.
 * @param {PowerCurve} curve
 * @param {number} first
 * @param {number} second
 */
export function valley({ places, power }, first, second) {
  const half = (second - first) / 2;
  const i = highest(places, power, at => at >= first - half && at < first + half);
  const j = highest(places, power, at => at >= first + half && at <= second + half);
  if (i < 0 || j - i < 2) return 0;
  const lowest = power.subarray(i + 1, j).reduce((least, p) => Math.min(least, p), Infinity);
  const lower = Math.max(TINY, Math.min(power[i], power[j]));
  return Math.max(0, 10 * Math.log10(lower / Math.max(TINY, lowest)));
}

/**
 * The index of the largest power among some places, or -1.
 * @param {Float64Array} places
 * @param {Float64Array} power
 * @param {(at: number) => boolean} inside
 */
function highest(places, power, inside) {
  let best = -1;
  places.forEach((at, i) => {
    if (inside(at) && (best < 0 || power[i] > power[best])) best = i;
  });
  return best;
}

/**
 * The cells of the picture, empty. A cell narrower than a pixel joins its neighbours.
 * @typedef {object} Cells
 * @property {Float64Array} power the largest in each, frame by frame
 * @property {number} first frame
 * @property {number} last frame, excluded
 * @property {number} shown bins of a frame
 * @property {number} tall bins in a cell
 * @property {number} wide frames in a cell
 * @property {number} bins cells along frequency
 * @property {number} frames cells along time
 */
/**
 * @param {Setting} setting
 * @param {number} bins of a frame
 * @param {number} count of frames
 * @returns {Cells}
 */
function shownCells({ n_fft, hop }, bins, count) {
  const shown = Math.min(bins, Math.trunc((SHOWN_TO * n_fft) / RATE) + 2);
  const [from, to] = SHOWN_SECONDS.map(at => Math.trunc((at * RATE - n_fft / 2) / hop));
  const [first, last] = [Math.max(0, from - 1), Math.min(count, to + 2)];
  const tall = Math.ceil(shown / MOST_CELLS[0]);
  const wide = Math.ceil((last - first) / MOST_CELLS[1]);
  const [down, across] = [Math.ceil(shown / tall), Math.ceil((last - first) / wide)];
  const power = new Float64Array(down * across);
  return { power, first, last, shown, tall, wide, bins: down, frames: across };
}

/**
 * @param {Cells} cells
 * @param {Float64Array} power of one frame
 * @param {number} frame
 */
function addFrame({ power: largest, first, last, shown, tall, wide, bins }, power, frame) {
  if (frame < first || frame >= last) return;
  const column = Math.floor((frame - first) / wide) * bins;
  for (let k = 0; k < shown; k++) {
    const cell = column + Math.floor(k / tall);
    if (power[k] > largest[cell]) largest[cell] = power[k];
  }
}

/**
 * The part of the spectrogram that the picture shows.
 * @param {Cells} cells
 * @param {Setting} setting
 * @returns {Part}
 */
function shownPart({ power, first, tall, wide, bins, frames }, { n_fft, hop }) {
  const levels = new Float32Array(power.length);
  for (let i = 0; i < levels.length; i++) levels[i] = 10 * Math.log10(Math.max(TINY, power[i]));
  const [height, width] = [RATE / n_fft, hop / RATE];
  const middle = (first * hop + n_fft / 2) / RATE;
  return { levels, bins, frames, hertz: [-height / 2, height * (tall * bins - 0.5)],
    seconds: [middle - width / 2, middle + width * (wide * frames - 0.5)] };
}

/**
 * A setting with one length changed: a window can't be longer than its transform, so the other
 * follows.
 * @param {Setting} setting
 * @param {Partial<Setting>} wanted
 * @returns {Setting}
 */
export function changed(setting, wanted) {
  const next = { ...setting, ...wanted };
  if (wanted.n_fft === undefined) next.n_fft = Math.max(next.n_fft, next.window);
  else if (wanted.window === undefined) next.window = Math.min(next.window, next.n_fft);
  return next;
}
