// Samples and their spectrogram.

/**
 * A sound to play and to draw.
 * @typedef {object} Track
 * @property {string} name
 * @property {string} finding
 * @property {number} rate in Hz
 * @property {Float32Array<ArrayBuffer>} samples in [-1, 1]
 */

const FULL_SCALE = 32768;
const FADE_SECONDS = 0.01;
const HIGHEST_PEAK = 29204 / FULL_SCALE; // -1 dBFS, as in course_lib/sounds/levels.py
const LARGEST_GAIN = 10;
const FFT = 1024; // samples; the window is zero-padded to this
const WINDOW = 768; // samples
const COLUMNS = 720; // of a spectrogram, whatever the width of the page
const TINY = 1e-12; // power of silence

/**
 * Samples from 16-bit integers, little-endian.
 * @param {DataView} bytes
 */
export function fromPcm16(bytes) {
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.getInt16(2 * i, true) / FULL_SCALE;
  return samples;
}

/**
 * A sound as Python sends it (`track` in deck.py), with samples as numbers.
 * @param {{name: string, finding: string, rate: number, samples: DataView}} sent
 * @returns {Track}
 */
export function readTrack(sent) {
  return { ...sent, samples: fromPcm16(sent.samples) };
}

/**
 * The largest absolute sample.
 * @param {Float32Array} samples
 */
export function peakOf(samples) {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/**
 * Bring sounds to a level for listening, all by one gain, with faded ends. The same rule as
 * `for_listening` in Python, which see.
 * @param {Track[]} tracks
 * @returns {{tracks: Track[], decibels: number}}
 */
export function forListening(tracks) {
  const faded = tracks.map(track => ({ ...track, samples: fadeEnds(track.samples, track.rate) }));
  const peak = Math.max(...faded.map(track => peakOf(track.samples)));
  const gain = peak ? Math.min(HIGHEST_PEAK / peak, LARGEST_GAIN) : 1;
  for (const { samples } of faded) samples.forEach((sample, i) => { samples[i] = gain * sample; });
  return { tracks: faded, decibels: 20 * Math.log10(gain) };
}

/**
 * A copy with both ends faded along a raised cosine.
 * @param {Float32Array<ArrayBuffer>} samples
 * @param {number} rate
 */
function fadeEnds(samples, rate) {
  const faded = samples.slice();
  const length = Math.min(Math.round(FADE_SECONDS * rate), samples.length >> 1);
  for (let i = 0; i < length; i++) {
    const gain = Math.sin((Math.PI / 2) * ((i + 0.5) / length)) ** 2;
    faded[i] *= gain;
    faded[faded.length - 1 - i] *= gain;
  }
  return faded;
}

/**
 * What all transforms of one length share.
 * @typedef {object} Plan
 * @property {Int32Array} swaps pairs of places that are swapped first
 * @property {Float64Array} cos the unit circle in steps of one `length`-th
 * @property {Float64Array} sin
 */
/** @type {Map<number, Plan>} */ const plans = new Map();

/**
 * @param {number} length
 * @returns {Plan}
 */
function planOf(length) {
  let plan = plans.get(length);
  if (!plan) {
    const angles = Float64Array.from({ length }, (_, k) => (2 * Math.PI * k) / length);
    plan = { swaps: reversedBits(length), cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
    plans.set(length, plan);
  }
  return plan;
}

/**
 * Pairs of places whose numbers are each other's bits, reversed.
 * @param {number} length
 */
function reversedBits(length) {
  const swaps = [];
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) swaps.push(i, j);
  }
  return Int32Array.from(swaps);
}

/**
 * FFT in place: two stages at once (radix 4), which halves the reads and writes. The length must be
 * a power of two.
 * @param {Float32Array | Float64Array} re
 * @param {Float32Array | Float64Array} im
 */
export function fft(re, im) {
  const { swaps, cos, sin } = planOf(re.length);
  for (let s = 0; s < swaps.length; s += 2) {
    const i = swaps[s], j = swaps[s + 1], a = re[i], b = im[i];
    re[i] = re[j];
    im[i] = im[j];
    re[j] = a;
    im[j] = b;
  }
  let quarter = 1;
  if (Math.log2(re.length) % 2) { // an odd number of stages: one alone
    for (let i = 0; i < re.length; i += 2) {
      const a = re[i + 1], b = im[i + 1];
      re[i + 1] = re[i] - a;
      im[i + 1] = im[i] - b;
      re[i] += a;
      im[i] += b;
    }
    quarter = 2;
  }
  for (; quarter < re.length; quarter *= 4) twoStages(re, im, quarter, cos, sin);
}

/**
 * Join transforms of `quarter` values to transforms of four times as many. The four parts are those
 * of the samples 0, 2, 1 and 3 modulo 4, since the bits are reversed.
 * @param {Float32Array | Float64Array} re
 * @param {Float32Array | Float64Array} im
 * @param {number} quarter
 * @param {Float64Array} cos
 * @param {Float64Array} sin
 */
function twoStages(re, im, quarter, cos, sin) {
  const length = re.length;
  const step = length / (4 * quarter);
  for (let k = 0; k < quarter; k++) {
    const at = k * step;
    const c1 = cos[at], c2 = cos[2 * at], c3 = cos[3 * at];
    const s1 = sin[at], s2 = sin[2 * at], s3 = sin[3 * at];
    for (let i0 = k; i0 < length; i0 += 4 * quarter) {
      const i2 = i0 + quarter, i1 = i2 + quarter, i3 = i1 + quarter;
      const re2 = re[i2] * c2 + im[i2] * s2, im2 = im[i2] * c2 - re[i2] * s2;
      const re1 = re[i1] * c1 + im[i1] * s1, im1 = im[i1] * c1 - re[i1] * s1;
      const re3 = re[i3] * c3 + im[i3] * s3, im3 = im[i3] * c3 - re[i3] * s3;
      const evenRe = re[i0] + re2, evenIm = im[i0] + im2;
      const oddRe = re1 + re3, oddIm = im1 + im3;
      const turnedRe = im1 - im3, turnedIm = re3 - re1; // -i times the difference
      const restRe = re[i0] - re2, restIm = im[i0] - im2;
      re[i0] = evenRe + oddRe;
      im[i0] = evenIm + oddIm;
      re[i1] = evenRe - oddRe;
      im[i1] = evenIm - oddIm;
      re[i2] = restRe + turnedRe;
      im[i2] = restIm + turnedIm;
      re[i3] = restRe - turnedRe;
      im[i3] = restIm - turnedIm;
    }
  }
}

/**
 * Levels in dB: for each of 720 columns, bins from 0 to half the sample rate; `top` is the loudest.
 * @param {Float32Array} samples
 * @param {number} length of the picture in samples; past the end of the sound it is silent
 * @returns {{levels: Float32Array, columns: number, bins: number, top: number}}
 */
export function spectrogram(samples, length) {
  const bins = FFT / 2;
  const levels = new Float32Array(COLUMNS * bins);
  const re = new Float32Array(FFT);
  const im = new Float32Array(FFT);
  let top = -Infinity;
  for (let column = 0; column < COLUMNS; column += 2) { // two real columns make one complex transform
    windowAt(samples, ((column + 0.5) * length) / COLUMNS, re);
    windowAt(samples, ((column + 1.5) * length) / COLUMNS, im);
    fft(re, im);
    const first = column * bins, second = first + bins;
    for (let k = 0, mirror = 0; k < bins; k++, mirror = FFT - k) {
      const a = re[k] + re[mirror], b = im[k] - im[mirror];
      const c = im[k] + im[mirror], d = re[k] - re[mirror];
      levels[first + k] = 10 * Math.log10((a * a + b * b) / 4 + TINY);
      levels[second + k] = 10 * Math.log10((c * c + d * d) / 4 + TINY);
      top = Math.max(top, levels[first + k], levels[second + k]);
    }
  }
  return { levels, columns: COLUMNS, bins, top };
}

const TAPER = Float32Array.from({ length: WINDOW }, (_, i) =>
  0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW));

/**
 * Cut a window out of a sound, with zeros behind it.
 * @param {Float32Array} samples
 * @param {number} middle in samples
 * @param {Float32Array} into
 */
function windowAt(samples, middle, into) {
  const first = Math.round(middle - WINDOW / 2);
  into.fill(0, WINDOW);
  for (let i = 0; i < WINDOW; i++) into[i] = (samples[Math.abs(first + i)] ?? 0) * TAPER[i];
}
