// The scores of one sub-discriminator as two distributions: real above the axis, generated below.
import { fit, theme } from '../../display/browser/common.js';

/** @typedef {{name: string, real: number[], fake: number[], right: number}} SubScores shares of bins */

const LIMIT = 2; // of the scores, as in model.py
const HEIGHT = 150; // CSS pixels
const BOTTOM = 20, SIDE = 8, CAPTION = 13;

/**
 * The mean score of a histogram, from the middles of its bins.
 * @param {number[]} shares
 */
export function meanScore(shares) {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const middle = (/** @type {number} */ i) => LIMIT * ((2 * i + 1) / shares.length - 1);
  const sum = shares.reduce((most, share, i) => most + share * middle(i), 0);
  return total ? sum / total : 0;
}

/**
 * What the picture shows.
 * @param {SubScores} scores
 */
export function describe({ name, real, fake, right }) {
  const [a, b] = [real, fake].map(shares => meanScore(shares).toFixed(2).replace('-', '−'));
  return `${name}: real scores around ${a}, generated around ${b}; right ${Math.round(100 * right)} %`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {SubScores} now
 * @param {SubScores | undefined} first drawn as an outline, to see what moved
 */
export function drawDistributions(canvas, now, first) {
  const colours = theme(canvas);
  const { pen, width, height } = fit(canvas, HEIGHT);
  const middle = (height - BOTTOM) / 2;
  const room = middle - CAPTION - 2;
  const tallest = Math.max(...[now, first ?? now].flatMap(({ real, fake }) => [...real, ...fake])) || 1;
  const x = (/** @type {number} */ score) => SIDE + ((width - 2 * SIDE) * (score + LIMIT)) / (2 * LIMIT);
  const bar = (width - 2 * SIDE) / now.real.length;
  const rise = (/** @type {number} */ share, /** @type {number} */ way) => middle - way * room * (share / tallest);
  pen.fillStyle = colours.line;
  pen.fillRect(x(0) - 0.5, CAPTION, 1, height - BOTTOM - CAPTION);
  for (const [shares, ink, way] of /** @type {[number[], string, number][]} */ (
    [[now.real, colours.accent, 1], [now.fake, colours.warm, -1]])) {
    pen.fillStyle = ink;
    shares.forEach((share, i) => pen.fillRect(SIDE + i * bar, Math.min(middle, rise(share, way)),
      Math.max(1, bar - 1), room * (share / tallest)));
    arrowAt(pen, x(meanScore(shares)), middle - way * room - way * 2, way);
  }
  if (first) {
    for (const [shares, way] of /** @type {[number[], number][]} */ ([[first.real, 1], [first.fake, -1]])) {
      outline(pen, shares.map(share => rise(share, way)), middle, bar, colours.fg);
    }
  }
  pen.fillStyle = colours.dim;
  pen.fillRect(SIDE, middle - 0.5, width - 2 * SIDE, 1);
  label(pen, width, height);
}

/**
 * A mark at the mean, which points to the axis.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} way 1 above the axis
 */
function arrowAt(pen, x, y, way) {
  pen.beginPath();
  pen.moveTo(x, y + 6 * way);
  pen.lineTo(x - 5, y - 2 * way);
  pen.lineTo(x + 5, y - 2 * way);
  pen.fill();
}

/**
 * The outline of bars, without the axis between them.
 * @param {CanvasRenderingContext2D} pen
 * @param {number[]} tops
 * @param {number} axis
 * @param {number} bar
 * @param {string} ink
 */
function outline(pen, tops, axis, bar, ink) {
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  pen.setLineDash([2, 2]);
  pen.beginPath();
  // each side is a line of its own: Chromium doesn't draw the dashes of a single bar as one path
  tops.forEach((y, i) => {
    const x = SIDE + i * bar, before = tops[i - 1] ?? axis;
    pen.moveTo(x, before);
    pen.lineTo(x, y);
    if (y !== axis) pen.lineTo(x + bar, y);
  });
  pen.stroke();
  pen.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 */
function label(pen, width, height) {
  const y = height - 5;
  pen.textAlign = 'left';
  pen.fillText('≤ −2', SIDE, y);
  pen.textAlign = 'center';
  pen.fillText('0', width / 2, y);
  pen.textAlign = 'right';
  pen.fillText('≥ 2', width - SIDE, y);
}
