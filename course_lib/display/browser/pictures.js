// Pictures of sounds, and the time below them.
import { write } from './common.js';

/** @typedef {import('./common.js').Surface} Surface */
/** @typedef {import('./common.js').Theme} Theme */
/** @typedef {import('./sound.js').Track} Track */
/** @typedef {{levels: Float32Array, columns: number, bins: number, top: number}} Spectrogram */

const FLOOR = 72; // dB below the loudest level, shown as the ground
const HEARD = 60; // dB below the loudest level: what is softer needs no room
const STEPS = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

/**
 * A waveform: its peaks pale, its RMS solid, for each pixel across.
 * @param {Surface} surface
 * @param {Track} track
 * @param {number} seconds over the whole width
 * @param {string} colour
 */
export function drawWave({ pen, width, height }, { samples, rate }, seconds, colour) {
  const middle = height / 2;
  const scale = middle - 2;
  pen.fillStyle = colour;
  for (let x = 0; x < width; x++) {
    const first = Math.floor((x * seconds * rate) / width);
    const last = Math.max(first + 1, Math.floor(((x + 1) * seconds * rate) / width));
    const { low, high, rms } = extent(samples, first, last);
    pen.globalAlpha = 0.45;
    pen.fillRect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
    pen.globalAlpha = 1;
    pen.fillRect(x, middle - rms * scale, 1, Math.max(0.6, 2 * rms * scale));
  }
}

/**
 * @param {Float32Array} samples
 * @param {number} first
 * @param {number} last excluded
 */
function extent(samples, first, last) {
  let low = 0, high = 0, power = 0;
  for (let i = first; i < last; i++) {
    const sample = samples[i] ?? 0;
    low = Math.min(low, sample);
    high = Math.max(high, sample);
    power += sample * sample;
  }
  return { low, high, rms: Math.sqrt(power / (last - first)) };
}

/**
 * A spectrogram in the colours of a ramp.
 * @param {Surface} surface
 * @param {Spectrogram} picture
 * @param {number} top the level of the last colour, in dB
 * @param {Uint8ClampedArray} colours
 * @param {number} [part] of the bins, from 0 Hz up
 */
export function drawSpectrogram({ pen, width, height }, picture, top, colours, part = 1) {
  drawImage(pen, spectrogramImage(picture, top, colours, part), width, height, true);
}

/**
 * A spectrogram as an image, one pixel for each level: to draw it again costs little.
 * @param {Spectrogram} picture
 * @param {number} top the level of the last colour, in dB
 * @param {Uint8ClampedArray} colours
 * @param {number} [part] of the bins, from 0 Hz up
 */
export function spectrogramImage(picture, top, colours, part = 1) {
  const { levels, columns, bins } = picture;
  const shown = Math.round(part * bins);
  const image = new ImageData(columns, shown);
  const pixels = new Uint32Array(image.data.buffer);
  const table = packed(colours);
  for (let k = 0; k < shown; k++) {
    const row = (shown - 1 - k) * columns;
    for (let column = 0; column < columns; column++) {
      const share = 1 + (levels[column * bins + k] - top) / FLOOR;
      pixels[row + column] = table[Math.round(255 * Math.min(1, Math.max(0, share)))];
    }
  }
  return offScreen(image);
}

/**
 * A table of colours with one number for each, as a canvas has them in memory.
 * @param {Uint8ClampedArray} colours red, green, blue
 */
function packed(colours) {
  const bytes = new Uint8ClampedArray((4 * colours.length) / 3).fill(255);
  for (let i = 0; i < colours.length / 3; i++) bytes.set(colours.subarray(3 * i, 3 * i + 3), 4 * i);
  return new Uint32Array(bytes.buffer);
}

/**
 * The part of the bins that has something to see: all, or a half, a quarter, an eighth. A bin counts
 * if it is loud enough in one column of fifty; a click at the end of a tone is in fewer.
 * @param {Spectrogram} picture
 * @param {number} top the level of the last colour, in dB
 */
export function partInUse({ levels, columns, bins }, top) {
  let last = 0;
  for (let k = bins - 1; k >= 0 && !last; k--) {
    let loud = 0;
    for (let column = 0; column < columns; column++) {
      if (levels[column * bins + k] > top - HEARD) loud += 1;
    }
    if (loud > columns / 50) last = k + 1;
  }
  return [0.125, 0.25, 0.5].find(part => last <= part * bins) ?? 1;
}

/**
 * Draw an image over the whole width and height.
 * @param {CanvasRenderingContext2D} pen
 * @param {ImageData} image
 * @param {number} width
 * @param {number} height
 * @param {boolean} smooth
 */
export function stretch(pen, image, width, height, smooth) {
  drawImage(pen, offScreen(image), width, height, smooth);
}

/** @param {ImageData} image */
function offScreen(image) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {OffscreenCanvas} image
 * @param {number} width
 * @param {number} height
 * @param {boolean} smooth
 */
export function drawImage(pen, image, width, height, smooth) {
  pen.imageSmoothingEnabled = smooth;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, width, height);
}

/**
 * The highest frequency at the top of a spectrogram, and half of it in the middle.
 * @param {Surface} surface
 * @param {number} highest in Hz
 * @param {Theme} colours
 */
export function labelHertz({ pen, width, height }, highest, colours) {
  pen.textAlign = 'right';
  pen.fillStyle = colours.fg;
  write(pen, `${highest / 1000} kHz`, width - 6, 13, colours.bg);
  write(pen, `${highest / 2000} kHz`, width - 6, height / 2 + 4, colours.bg);
}

/**
 * A time axis from 0.
 * @param {Surface} surface
 * @param {number} seconds
 * @param {string} colour
 */
export function drawTimes({ pen, width }, seconds, colour) {
  const step = STEPS.find(each => (each * width) / seconds > 70) ?? 60;
  pen.fillStyle = colour;
  for (let time = 0; time <= seconds + 1e-6; time += step) {
    const x = (time / seconds) * width;
    pen.textAlign = x < 12 ? 'left' : x > width - 20 ? 'right' : 'center';
    pen.fillRect(Math.min(width - 1, x), 0, 1, 4);
    pen.fillText(`${Number(time.toFixed(2))} s`, x, 16);
  }
}
