// The samples that one logit depends on: where they are in the sound, and some of them magnified.
import { fit } from '../../display/browser/common.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */

const SHOWN = [60, 260]; // fewest and most samples in the magnified part
const BAR = 14; // CSS pixels
const HEIGHT = 150;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} samples
 * @param {number[]} where the samples that the logit depends on, ascending
 * @param {number} period
 * @param {Theme} colours
 */
export function drawComb(canvas, samples, where, period, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const first = where[0], last = where[where.length - 1];
  pen.fillStyle = colours.line;
  pen.fillRect(0, 0, width, BAR);
  pen.fillStyle = colours.fg; // as the mark of the chosen score; warm and accent are signs
  const share = width / samples.length;
  pen.fillRect(first * share, 0, Math.max(2, (last - first + 1) * share), BAR);
  const half = Math.min(Math.max(SHOWN[0], 6 * period), SHOWN[1], samples.length) >> 1;
  const middle = where[where.length >> 1];
  const start = Math.max(0, Math.min(middle - half, samples.length - 2 * half));
  stems(pen, width, samples.subarray(start, start + 2 * half), new Set(where.map(i => i - start)), colours);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {Float32Array} samples
 * @param {Set<number>} inside
 * @param {Theme} colours
 */
function stems(pen, width, samples, inside, colours) {
  const zero = (HEIGHT + BAR) / 2 + 6;
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) || 1;
  const scale = (HEIGHT - zero - 8) / peak;
  const step = width / samples.length;
  samples.forEach((sample, i) => {
    const x = step * (i + 0.5);
    const y = zero - scale * sample;
    const heard = inside.has(i);
    pen.fillStyle = heard ? colours.fg : colours.dim;
    pen.fillRect(x - (heard ? 1.5 : 0.5), Math.min(y, zero), heard ? 3 : 1, Math.abs(y - zero) + 1);
    if (!heard) return;
    pen.beginPath();
    pen.arc(x, y, 4, 0, 2 * Math.PI);
    pen.fill();
  });
}
