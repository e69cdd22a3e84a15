// What each score hears, by the reach of one of them. A test compares it with widget.py.
import { fixed, roundHalfEven } from '../fold_explorer/sentences.js';

/**
 * The scores of a scale, and the samples that the score at `place` hears.
 * @typedef {object} Scale
 * @property {number[]} scores
 * @property {number} place
 * @property {number} first
 * @property {number} last
 * @property {number} hop samples from one score to the next
 */
/** @typedef {{index: number, score: number, first: number, last: number}} Moment in samples */

/**
 * The score at a moment, and the samples that it hears within the sound.
 * @param {Scale} scale
 * @param {number} sample the moment
 * @param {number} length of the sound
 * @returns {Moment}
 */
export function momentAt({ scores, place, first, last, hop }, sample, length) {
  const nearest = place + roundHalfEven((sample - (first + last) / 2) / hop);
  const index = Math.min(Math.max(nearest, 0), scores.length - 1);
  const shift = (index - place) * hop;
  return { index, score: scores[index], first: Math.max(0, first + shift),
    last: Math.min(length - 1, last + shift) };
}

/**
 * The sample in the middle of what a score hears.
 * @param {Scale} scale
 * @param {number} index
 */
export function middleOf({ place, first, last, hop }, index) {
  return (first + last) / 2 + (index - place) * hop;
}

/**
 * The lowest and the highest score of all scales: every row has this one scale.
 * @param {Scale[]} scales
 * @returns {[number, number]}
 */
export function span(scales) {
  let [low, high] = [Infinity, -Infinity];
  for (const score of scales.flatMap(scale => scale.scores)) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return [low, high];
}

/**
 * A score with its sign, as words.
 * @param {number} score
 */
export function signed(score) {
  return `${score < 0 ? '−' : '+'}${fixed(Math.abs(score), 3)}`;
}

/**
 * The score of each scale at a moment, and what it hears.
 * @param {Scale[]} scales
 * @param {number} at in seconds
 * @param {number} rate
 * @param {number} length
 */
export function summary(scales, at, rate, length) {
  const said = scales.map((scale, k) => {
    const { score, first, last } = momentAt(scale, at * rate, length);
    return `Scale ${k}: score ${signed(score)}, of what it hears from `
      + `${fixed(first / rate, 3)} to ${fixed(last / rate, 3)} s.`;
  });
  return `At ${fixed(at, 2)} s. ${said.join(' ')}`;
}
