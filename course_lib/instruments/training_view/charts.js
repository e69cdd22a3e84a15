// Small charts of curves over the steps of a run.
import { fit, theme, write } from '../../display/browser/common.js';
import { asWords, multiplesOf } from '../../display/browser/round_numbers.js';

/** @typedef {(number | null)[]} Values null is no number */
/** @typedef {{name: string, steps: number[], values: Values, usual?: Values, usual_steps?: number[]}} Line
 *   `usual` is drawn grey: a healthy run at steps of its own, or single steps, which are paler */
/** @typedef {{title: string, lines: Line[], limits?: [number, number] | null, level?: number | null}} Chart */
/** @typedef {{first: number, last: number, at: number, covered?: string}} Span of steps, the one that is shown,
 *   and a word for those after it if they are covered */
/** @typedef {import('../../display/browser/common.js').Surface} Surface */

export const HEIGHT = 128; // CSS pixels
export const LEFT = 50; // room for "step" beside a number of four digits
const RIGHT = 8, TOP = 8, BOTTOM = 30;
const ROOM = 60; // CSS pixels for a word
const BETWEEN = 38; // CSS pixels between the middles of two numbers of the horizontal axis
const CLOSE = 0.02; // the least distance between the ends of an axis
const MOST = 4; // distances between the numbers of an axis
/** @type {['accent' | 'warm' | 'good' | 'fg', number[]][]} */
export const STYLES = [['accent', []], ['warm', [7, 4]], ['good', [2, 3]], ['fg', [9, 3, 2, 3]]];

/**
 * The step at a place across a chart.
 * @param {number} share of the chart's width, from 0 to 1
 * @param {number} width in CSS pixels
 * @param {Span} span
 */
export function stepAt(share, width, { first, last }) {
  const part = (share * width - LEFT) / (width - LEFT - RIGHT);
  return Math.round(first + Math.min(1, Math.max(0, part)) * (last - first));
}

/**
 * The lowest and highest value, a little apart if they are close.
 * @param {Line[]} lines
 * @returns {[number, number]}
 */
export function extent(lines) {
  const values = lines.flatMap(line => [...line.values, ...(line.usual ?? [])])
    .filter(value => value !== null);
  const low = Math.min(...values), high = Math.max(...values);
  if (!values.length) return [0, 1];
  const spare = Math.max(0, CLOSE - (high - low)) / 2;
  return [low - spare, high + spare];
}

/**
 * A few round numbers at equal distances, from `low` to `high`.
 * @param {number} low
 * @param {number} high
 */
export function roundNumbers(low, high) {
  const power = 10 ** Math.floor(Math.log10((high - low) / MOST));
  const fits = [1, 2, 5].map(factor => multiplesOf(factor * power, low, high))
    .find(numbers => numbers.length <= MOST + 1);
  return fits ?? multiplesOf(10 * power, low, high);
}

/**
 * The newest value of a line up to a step, as words.
 * @param {Line} line
 * @param {number} step
 */
export function valueAt({ steps, values }, step) {
  const place = steps.filter(each => each <= step).length - 1;
  const value = values[Math.max(0, place)];
  return value === null ? 'no number' : value.toFixed(2).replace('-', '−');
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Chart} chart
 * @param {Span} span
 */
export function drawChart(canvas, { lines, limits, level }, span) {
  const colours = theme(canvas);
  const surface = fit(canvas, HEIGHT);
  const { pen, width, height } = surface;
  const [low, high] = limits ?? extent(lines);
  const numbers = roundNumbers(low, high);
  const bottom = height - BOTTOM;
  const x = (/** @type {number} */ step) =>
    LEFT + ((width - LEFT - RIGHT) * (step - span.first)) / Math.max(1, span.last - span.first);
  const y = (/** @type {number} */ value) => bottom - ((bottom - TOP) * (value - low)) / (high - low);
  if (span.covered && span.at < span.last) {
    pen.fillStyle = colours.raised;
    pen.fillRect(x(span.at), TOP, x(span.last) - x(span.at), bottom - TOP);
  }
  pen.fillStyle = colours.dim;
  pen.fillRect(LEFT, bottom, width - LEFT - RIGHT, 1);
  pen.textAlign = 'right';
  asWords(numbers).forEach((text, i) => pen.fillText(text, LEFT - 6, y(numbers[i]) + 4));
  drawSteps(pen, x, span, height - 12);
  pen.fillStyle = colours.warm;
  pen.fillRect(x(span.at) - 0.5, TOP, 1, bottom - TOP);
  pen.fillStyle = colours.line;
  if (typeof level === 'number' && level >= low && level <= high) {
    pen.fillRect(LEFT, y(level), width - LEFT - RIGHT, 1);
  }
  const draw = (/** @type {number[]} */ steps, /** @type {Values} */ values) =>
    drawLine(pen, steps.map(x), values.map(value => (value === null ? null : y(value))));
  const style = (/** @type {number} */ i) => STYLES[i % STYLES.length];
  pen.lineWidth = 1.2;
  pen.strokeStyle = colours.dim;
  lines.forEach(({ steps, usual, usual_steps }, i) => {
    pen.setLineDash(usual_steps ? style(i)[1] : []); // single steps are too close for dashes
    pen.globalAlpha = usual_steps ? 1 : 0.45;
    if (usual) draw(usual_steps ?? steps, usual);
  });
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  lines.forEach(({ steps, values }, i) => {
    pen.setLineDash(style(i)[1]);
    pen.strokeStyle = colours[style(i)[0]];
    draw(steps, values);
  });
  if (span.covered && x(span.last) - x(span.at) > ROOM) {
    pen.setLineDash([]);
    pen.fillStyle = colours.fg;
    pen.textAlign = 'right';
    const healthy = lines.flatMap(({ usual = [] }) => usual.slice(-Math.ceil(usual.length / 4)))
      .filter(value => value !== null).map(y);
    const above = Math.min(...healthy) - TOP, below = bottom - Math.max(...healthy);
    write(pen, span.covered, x(span.last) - 4, above < below ? bottom - 6 : TOP + 11, colours.raised);
  }
}

/**
 * The horizontal axis: its ends, and round steps that leave room for them.
 * @param {CanvasRenderingContext2D} pen
 * @param {(step: number) => number} x
 * @param {Span} span
 * @param {number} y
 */
function drawSteps(pen, x, { first, last }, y) {
  pen.textAlign = 'left';
  pen.fillText('step', 0, y);
  pen.textAlign = 'right';
  pen.fillText(String(last), x(last) + RIGHT, y);
  pen.textAlign = 'center';
  const inner = roundNumbers(first, last).filter(step => Number.isInteger(step) && step > first
    && x(step) - x(first) > BETWEEN && x(last) - x(step) > BETWEEN);
  for (const step of [first, ...inner]) pen.fillText(String(step), x(step), y);
}

/**
 * A line that is broken where there is no number; a single point is a dot.
 * @param {CanvasRenderingContext2D} pen
 * @param {number[]} xs
 * @param {Values} ys
 */
function drawLine(pen, xs, ys) {
  pen.beginPath();
  let down = false;
  ys.forEach((y, i) => {
    if (y !== null) {
      if (down) pen.lineTo(xs[i], y);
      else pen.moveTo(xs[i], y);
    }
    down = y !== null;
  });
  if (ys.length === 1 && ys[0] !== null) pen.arc(xs[0], ys[0], 2, 0, 2 * Math.PI);
  pen.stroke();
}
