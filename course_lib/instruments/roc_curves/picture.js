// The two pictures: the curves, and the scores of the clips that one of them comes from.
import { fit, write } from '../../display/browser/common.js';
import { asWords } from '../../display/browser/round_numbers.js';
import { ticks } from './roc.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('./roc.js').Point} Point */
/** @typedef {{name: string, real: number[], fake: number[], points: Point[], area: number}} Curve */

export const HEIGHT = 330; // CSS pixels
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 14, 14, 44];
const MIDDLE = 158; // between the real and the generated clips
const DOT = 5;
const GRID = [0, 0.25, 0.5, 0.75, 1];
export const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 6]];

/**
 * Where a point of the curve is on the canvas.
 * @param {number} width
 * @param {Point} point
 */
export function place(width, [alarms, hits]) {
  return {
    x: LEFT + alarms * (width - LEFT - RIGHT),
    y: HEIGHT - BOTTOM - hits * (HEIGHT - TOP - BOTTOM),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Curve[]} curves
 * @param {number} chosen
 * @param {number} point
 * @param {Theme} colours
 */
export function drawCurves(canvas, curves, chosen, point, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  drawGrid(pen, width, colours);
  const order = curves.map((_, i) => i).sort((a, b) => Number(a === chosen) - Number(b === chosen));
  for (const i of order) {
    // blue and orange are taken: they are the real and the generated clips
    pen.strokeStyle = i === chosen ? colours.fg : colours.dim;
    pen.lineWidth = i === chosen ? 3.5 : 1.5;
    pen.setLineDash(DASHES[i % DASHES.length]);
    line(pen, curves[i].points.map(each => place(width, each)));
  }
  pen.setLineDash([]);
  const word = place(width, [0.62, 0.55]);
  pen.fillStyle = colours.dim;
  pen.textAlign = 'left';
  write(pen, 'guessing', word.x, word.y + 4, colours.bg); // over the curves: its rim keeps it readable
  const { x, y } = place(width, curves[chosen].points[point]);
  pen.fillStyle = colours.bg;
  pen.strokeStyle = colours.fg;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(x, y, 8, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {Theme} colours
 */
function drawGrid(pen, width, colours) {
  pen.fillStyle = colours.dim;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  for (const share of GRID) {
    const { x, y } = place(width, [share, share]);
    line(pen, [place(width, [share, 0]), place(width, [share, 1])]);
    line(pen, [place(width, [0, share]), place(width, [1, share])]);
    pen.textAlign = 'center';
    pen.fillText(`${100 * share} %`, Math.min(x, width - 20), HEIGHT - BOTTOM + 16);
    pen.textAlign = 'right';
    pen.fillText(`${100 * share} %`, LEFT - 8, y + 4);
  }
  pen.strokeStyle = colours.dim;
  line(pen, [place(width, [0, 0]), place(width, [1, 1])]);
  pen.textAlign = 'center';
  pen.fillText('generated clips called real', (LEFT + width - RIGHT) / 2, HEIGHT - 10);
  pen.save();
  pen.translate(12, (TOP + HEIGHT - BOTTOM) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText('real clips called real', 0, 0);
  pen.restore();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{x: number, y: number}[]} points
 */
function line(pen, points) {
  pen.beginPath();
  for (const { x, y } of points) pen.lineTo(x, y);
  pen.stroke();
}

/**
 * Where a score is on the canvas, and which score is at a place.
 * @param {number} width
 * @param {Curve} curve
 */
export function scoreScale(width, { real, fake }) {
  const low = Math.min(...real, ...fake);
  const range = Math.max(...real, ...fake) - low || 1;
  const inner = width - 2 * 28;
  return {
    toX: (/** @type {number} */ score) => 28 + ((score - low) / range) * inner,
    toScore: (/** @type {number} */ x) => low + ((x - 28) / inner) * range,
  };
}

/**
 * The clips as dots, real ones above, and the threshold as a line.
 * @param {HTMLCanvasElement} canvas
 * @param {Curve} curve
 * @param {number} threshold above all scores if infinite
 * @param {Theme} colours
 */
export function drawScores(canvas, curve, threshold, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const { toX } = scoreScale(width, curve);
  const below = Math.max(...[...curve.real, ...curve.fake].filter(score => score < threshold));
  const left = Number.isFinite(below) ? toX(below) : 4;
  const at = (left + (Number.isFinite(threshold) ? toX(threshold) : width)) / 2;
  pen.fillStyle = colours.raised;
  pen.fillRect(at, 30, Math.max(0, width - 14 - at), HEIGHT - BOTTOM - 30);
  pen.fillStyle = colours.dim;
  pen.fillRect(14, HEIGHT - BOTTOM, width - 28, 1);
  pen.textAlign = 'left';
  pen.fillText('← called generated', 14, 18);
  pen.textAlign = 'right';
  pen.fillText('called real →', width - 14, 18);
  pen.textAlign = 'center';
  drawTicks(pen, curve, toX);
  pen.fillText('score of the clip', width / 2, HEIGHT - 10);
  pen.fillStyle = colours.line;
  pen.fillRect(14, MIDDLE, width - 28, 1);
  drawDots(pen, curve.real, toX, MIDDLE - 6, 'real clips', colours.accent, colours);
  drawDots(pen, curve.fake, toX, HEIGHT - BOTTOM - 6, 'generated clips', colours.warm, colours);
  pen.fillStyle = colours.fg;
  pen.fillRect(at - 1, 26, 3, HEIGHT - BOTTOM - 26);
  pen.beginPath();
  for (const [dx, dy] of [[0, 12], [-7, 0], [8, 0]]) pen.lineTo(at + dx, 22 + dy);
  pen.fill();
}

/**
 * A few round scores below the axis.
 * @param {CanvasRenderingContext2D} pen
 * @param {Curve} curve
 * @param {(score: number) => number} toX
 */
function drawTicks(pen, { real, fake }, toX) {
  const numbers = ticks(Math.min(...real, ...fake), Math.max(...real, ...fake));
  asWords(numbers).forEach((text, i) => {
    const x = toX(numbers[i]);
    pen.fillRect(x, HEIGHT - BOTTOM, 1, 5);
    pen.fillText(text, x, HEIGHT - BOTTOM + 17);
  });
}

/**
 * Dots that pile up where scores are close.
 * @param {CanvasRenderingContext2D} pen
 * @param {number[]} scores
 * @param {(score: number) => number} toX
 * @param {number} base
 * @param {string} label
 * @param {string} colour
 * @param {Theme} colours
 */
function drawDots(pen, scores, toX, base, label, colour, colours) {
  const step = 2 * DOT + 2;
  const highest = Math.floor(96 / step);
  /** @type {{x: number, level: number}[]} */ const placed = [];
  pen.fillStyle = colour;
  for (const score of [...scores].sort((a, b) => a - b)) {
    const x = toX(score);
    const taken = placed.filter(dot => Math.abs(dot.x - x) < step).map(dot => dot.level);
    let level = 0;
    while (taken.includes(level) && level < highest) level++;
    placed.push({ x, level });
    pen.beginPath();
    pen.arc(x, base - DOT - step * level, DOT, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.textAlign = 'left';
  write(pen, label, 14, base - 104, colours.bg);
}
