// The ROC curve and the area under it: the same as model.py, which see.
import { multiplesOf } from '../../display/browser/round_numbers.js';

/** @typedef {[number, number]} Point false alarms and hits, as shares */

/**
 * The scores at which a clip's verdict changes, from the highest.
 * @param {number[]} real
 * @param {number[]} fake
 */
export function thresholds(real, fake) {
  return [...new Set([...real, ...fake])].sort((a, b) => b - a);
}

/**
 * The share of scores that reach a threshold.
 * @param {number[]} scores
 * @param {number} threshold
 */
function reached(scores, threshold) {
  return scores.filter(score => score >= threshold).length / scores.length;
}

/**
 * The points from the strictest threshold to the loosest.
 * @param {number[]} real
 * @param {number[]} fake
 * @returns {Point[]}
 */
export function roc(real, fake) {
  const points = thresholds(real, fake).map(threshold =>
    /** @type {Point} */ ([reached(fake, threshold), reached(real, threshold)]));
  return [[0, 0], ...points];
}

/**
 * The share of pairs in which the real clip has the higher score; a tie counts half.
 * @param {number[]} real
 * @param {number[]} fake
 */
export function area(real, fake) {
  let won = 0;
  for (const r of real) for (const f of fake) won += r > f ? 1 : r === f ? 0.5 : 0;
  return won / (real.length * fake.length);
}

/**
 * The index of the point that is furthest above the diagonal of guessing.
 * @param {Point[]} points
 */
export function furthest(points) {
  const heights = points.map(([alarms, hits]) => hits - alarms);
  return heights.indexOf(Math.max(...heights));
}

/**
 * Three to eight round numbers between two others.
 * @param {number} low
 * @param {number} high
 */
export function ticks(low, high) {
  if (!(high > low)) return [];
  const tenth = 10 ** Math.floor(Math.log10((high - low) / 3));
  const step = tenth * ([5, 2].find(times => times * tenth <= (high - low) / 3) ?? 1);
  const slack = (high - low) / 1000 / step; // scores are rounded to this: an end may be just beside its number
  return multiplesOf(step, low, high, slack);
}
