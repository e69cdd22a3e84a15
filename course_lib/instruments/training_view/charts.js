// Small charts of curves over the steps of a run.
import { fit, theme, write } from '../../display/browser/common.js';

/** @typedef {(number | null)[]} Values null is no number */
/** @typedef {{name: string, steps: number[], values: Values, usual?: Values, usual_steps?: number[]}} Line
 *   `usual` is drawn pale, at the same steps if it has none of its own */
/** @typedef {{title: string, lines: Line[], limits?: [number, number] | null, level?: number | null}} Chart */
/** @typedef {{first: number, last: number, at: number, covered?: string}} Span of steps, the one that is shown,
 *   and a word for those after it if they are covered */
/** @typedef {import('../../display/browser/common.js').Surface} Surface */

export const HEIGHT = 128; // CSS pixels
export const LEFT = 44;
const RIGHT = 8, TOP = 8, BOTTOM = 30;
const ROOM = 60; // CSS pixels for a word
const CLOSE = 0.02; // between the ends of an axis
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
 * The lowest and highest value, a little apart if they are the same.
 * @param {Line[]} lines
 * @returns {[number, number]}
 */
export function extent(lines) {
  const values = lines.flatMap(line => [...line.values, ...(line.usual ?? [])])
    .filter(value => value !== null);
  const low = Math.min(...values), high = Math.max(...values);
  if (!values.length) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
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
  const digits = high - low < CLOSE ? 4 : 2; // else both could read 2.00
  for (const value of [low, high]) {
    pen.fillText(value.toFixed(digits).replace('-', '−'), LEFT - 6, y(value) + 4);
  }
  pen.textAlign = 'left';
  pen.fillText(`step ${span.first}`, LEFT, height - 12);
  pen.textAlign = 'right';
  pen.fillText(String(span.last), width - RIGHT, height - 12);
  pen.fillStyle = colours.warm;
  pen.fillRect(x(span.at) - 0.5, TOP, 1, bottom - TOP);
  pen.fillStyle = colours.line;
  if (typeof level === 'number' && level >= low && level <= high) {
    pen.fillRect(LEFT, y(level), width - LEFT - RIGHT, 1);
  }
  const draw = (/** @type {number[]} */ steps, /** @type {Values} */ values) =>
    drawLine(pen, steps.map(x), values.map(value => (value === null ? null : y(value))));
  lines.forEach(({ steps, values, usual, usual_steps }, i) => {
    const [ink, dash] = STYLES[i % STYLES.length];
    pen.setLineDash(dash);
    pen.lineWidth = 1.2;
    pen.strokeStyle = colours.dim;
    if (usual) draw(usual_steps ?? steps, usual);
    pen.lineWidth = 2;
    pen.strokeStyle = colours[ink];
    draw(steps, values);
  });
  if (span.covered && x(span.last) - x(span.at) > ROOM) {
    pen.setLineDash([]);
    pen.fillStyle = colours.fg;
    pen.textAlign = 'right';
    write(pen, span.covered, x(span.last) - 4, TOP + 11, colours.raised);
  }
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
