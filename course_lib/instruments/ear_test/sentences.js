// The sentences of the ear test.
import { area } from '../roc_curves/roc.js';
import { fixed } from '../fold_explorer/sentences.js';

/**
 * @param {number} answered
 * @param {number} clips
 */
export function question(answered, clips) {
  return `Clip ${answered + 1} of ${clips}: real, or made by a generator?`;
}

/**
 * How well the scores separate both kinds, as the first sentences of `EarTest.verdict` have it.
 * @param {number[]} scores
 * @param {boolean[]} real
 */
export function verdict(scores, real) {
  const under = area(scores.filter((_, k) => real[k]), scores.filter((_, k) => !real[k]));
  return `The real clips win ${fixed(100 * under, 0)} % of their pairs with generated ones; `
    + 'a tie is half a win. Guessing gives 50 %.';
}

/**
 * The clips whose score is on the wrong side.
 * @param {number[]} scores
 * @param {boolean[]} real
 */
export function missed(scores, real) {
  return scores.flatMap((score, k) => ((real[k] ? score < 0 : score > 0) ? [k] : []));
}

/**
 * The title after the last clip.
 * @param {number} misses
 * @param {number} clips
 */
export function finding(misses, clips) {
  if (!misses) return `None of ${clips} clips deceived you`;
  return `${misses} of ${clips} clips deceived you`;
}
