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

/** @type {Map<number, {cos: Float64Array, sin: Float64Array}>} */ const turns = new Map();

/**
 * The unit circle in steps of one `length`-th, as far as half of it.
 * @param {number} length
 */
function unitCircle(length) {
  let turn = turns.get(length);
  if (!turn) {
    const angles = Float64Array.from({ length: length / 2 }, (_, k) => (2 * Math.PI * k) / length);
    turn = { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
    turns.set(length, turn);
  }
  return turn;
}

/**
 * Radix-2 FFT, in place. The length must be a power of two.
 * @param {Float32Array | Float64Array} re
 * @param {Float32Array | Float64Array} im
 */
export function fft(re, im) {
  const { cos, sin } = unitCircle(re.length);
  reverseBits(re, im);
  for (let half = 1, step = re.length / 2; half < re.length; half *= 2, step /= 2) {
    for (let first = 0; first < re.length; first += 2 * half) {
      for (let k = 0; k < half; k++) {
        const i = first + k;
        const j = i + half;
        const a = re[j] * cos[k * step] + im[j] * sin[k * step];
        const b = im[j] * cos[k * step] - re[j] * sin[k * step];
        re[j] = re[i] - a;
        im[j] = im[i] - b;
        re[i] += a;
        im[i] += b;
      }
    }
  }
}

/**
 * @param {Float32Array | Float64Array} re
 * @param {Float32Array | Float64Array} im
 */
function reverseBits(re, im) {
  for (let i = 1, j = 0; i < re.length; i++) {
    let bit = re.length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j], re[i]];
    [im[i], im[j]] = [im[j], im[i]];
  }
}

/**
 * Levels in dB: for each of 720 columns, bins from 0 to half the sample rate.
 * @param {Float32Array} samples
 * @param {number} length of the picture in samples; past the end of the sound it is silent
 * @returns {{levels: Float32Array, columns: number, bins: number}}
 */
export function spectrogram(samples, length) {
  const bins = FFT / 2;
  const levels = new Float32Array(COLUMNS * bins);
  const re = new Float32Array(FFT);
  const im = new Float32Array(FFT);
  const taper = Float32Array.from({ length: WINDOW }, (_, i) =>
    0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW));
  for (let column = 0; column < COLUMNS; column++) {
    const first = Math.round(((column + 0.5) * length) / COLUMNS - WINDOW / 2);
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < WINDOW; i++) re[i] = (samples[Math.abs(first + i)] ?? 0) * taper[i];
    fft(re, im);
    for (let k = 0; k < bins; k++) {
      levels[column * bins + k] = 10 * Math.log10(re[k] ** 2 + im[k] ** 2 + 1e-12);
    }
  }
  return { levels, columns: COLUMNS, bins };
}
