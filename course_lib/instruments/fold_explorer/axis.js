// Periods, pitch and beat on one logarithmic time axis.
import { fit, write } from '../../display/browser/common.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {{samples: number, label: string}} Landmark */
/**
 * @typedef {object} Marks
 * @property {number[]} periods in samples
 * @property {Landmark} pitch
 * @property {Partial<Landmark>} beat {} for none
 * @property {number} current the period of the fold
 * @property {number} rate in Hz
 */

const LINE = 62; // CSS pixels from the top
const MARGIN = 24;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Marks} marks
 * @param {Theme} colours
 */
export function drawAxis(canvas, { periods, pitch, beat, current, rate }, colours) {
  const { pen, width } = fit(canvas, 96);
  const top = Math.log(Math.max(beat.samples ?? 1, pitch.samples, current, ...periods));
  const x = (/** @type {number} */ samples) =>
    MARGIN + ((width - 2 * MARGIN) * Math.log(samples)) / top;
  const label = (/** @type {string} */ words, /** @type {number} */ at, /** @type {number} */ y) => {
    const half = pen.measureText(words).width / 2 + 2;
    pen.textAlign = 'center';
    write(pen, words, Math.min(width - half, Math.max(half, at)), y, colours.bg);
  };
  pen.fillStyle = colours.dim;
  pen.fillRect(MARGIN, LINE, width - 2 * MARGIN, 1);
  for (let power = -5; power < 2; power++) {
    const samples = rate * 10 ** power;
    if (samples < 1 || Math.log(samples) > top) continue;
    pen.fillRect(x(samples), LINE - 3, 1, 7);
    label(`${Number((1000 * 10 ** power).toPrecision(3))} ms`, x(samples), LINE + 20);
  }
  pen.fillStyle = colours.accent;
  for (const period of periods) dot(pen, x(period), () => label(String(period), x(period), LINE - 11));
  label('the periods of MPD', x(Math.exp(periods.reduce((sum, p) => sum + Math.log(p), 0) / periods.length)), LINE - 30);
  pen.fillStyle = colours.warm;
  diamond(pen, x(pitch.samples));
  label(pitch.label, x(pitch.samples), LINE - 30);
  if (beat.samples && beat.label) {
    pen.fillStyle = colours.good;
    pen.fillRect(x(beat.samples) - 5, LINE - 5, 10, 10);
    label(beat.label, x(beat.samples), LINE - 48);
  }
  pen.fillStyle = colours.fg;
  arrow(pen, x(current));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {() => void} label
 */
function dot(pen, x, label) {
  pen.beginPath();
  pen.arc(x, LINE, 4.5, 0, 2 * Math.PI);
  pen.fill();
  label();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 */
function diamond(pen, x) {
  pen.beginPath();
  for (const [dx, dy] of [[0, -7], [6, 0], [0, 7], [-6, 0]]) pen.lineTo(x + dx, LINE + dy);
  pen.fill();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 */
function arrow(pen, x) {
  pen.beginPath();
  for (const [dx, dy] of [[0, 8], [-6, 17], [6, 17]]) pen.lineTo(x + dx, LINE + dy);
  pen.fill();
}
