// How often guessing gets each number of right answers, and where the learner is among them.
import { fit, write } from '../../display/browser/common.js';
import { multiplesOf } from '../../display/browser/round_numbers.js';
import { guessingShares } from './statistics.js';

const HEIGHT = 190; // CSS pixels
const [TOP, BOTTOM, LEFT, RIGHT] = [26, 42, 52, 8];
const GAP = 0.2; // of a bar's place
const STEPS = [0.1, 0.05, 0.02]; // between the numbers of the vertical axis

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} right the learner's right answers
 * @param {number} trials
 * @param {import('../../display/browser/common.js').Theme} colours
 */
export function drawChances(canvas, right, trials, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const shares = guessingShares(trials);
  const highest = Math.max(...shares);
  const place = (width - LEFT - RIGHT) / shares.length;
  const base = HEIGHT - BOTTOM;
  const y = (/** @type {number} */ share) => base - (share / highest) * (base - TOP);
  const every = Math.ceil(30 / place); // bars between two numbers
  pen.textAlign = 'center';
  shares.forEach((share, k) => {
    const x = LEFT + place * (k + GAP / 2);
    pen.fillStyle = k >= right ? colours.warm : colours.line;
    pen.fillRect(x, y(share), place * (1 - GAP), base - y(share));
    pen.fillStyle = k === right ? colours.accent : colours.dim;
    if (k % every === 0 || k === right) pen.fillText(String(k), x + (place * (1 - GAP)) / 2, base + 15);
  });
  pen.fillStyle = colours.dim;
  pen.fillRect(LEFT, base, width - LEFT - RIGHT, 1);
  pen.fillText(`right answers of ${trials}`, LEFT + (width - LEFT - RIGHT) / 2, HEIGHT - 8);
  pen.textAlign = 'left';
  pen.fillText('share of the tests', 0, 10);
  pen.textAlign = 'right';
  const step = STEPS.find(each => 2 * each <= highest) ?? 0.01;
  for (const share of multiplesOf(step, 0, highest)) {
    pen.fillText(`${Math.round(100 * share)} %`, LEFT - 8, y(share) + 4);
  }
  mark(pen, LEFT + place * (right + 0.5), y(shares[right]) - 5, width, colours);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {import('../../display/browser/common.js').Theme} colours
 */
function mark(pen, x, y, width, colours) {
  pen.fillStyle = colours.accent;
  pen.beginPath();
  for (const [dx, dy] of [[0, 0], [-6, -9], [6, -9]]) pen.lineTo(x + dx, y + dy);
  pen.fill();
  pen.textAlign = x > width - 30 ? 'right' : 'center';
  write(pen, 'you', x, y - 12, colours.bg);
}
