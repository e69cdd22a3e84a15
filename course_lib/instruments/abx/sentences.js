// The sentences of an ABX test.
import { guessingPValue } from '../../display/deck/abx.js';
import { fixed } from '../fold_explorer/sentences.js';
import { dPrime } from './statistics.js';

const SIGNIFICANT = 0.05;
const CHANCE = 0.5; // X is A or B

/**
 * The result, as `ABX.verdict` in Python has it.
 * @param {number} right
 * @param {number} answered
 * @param {number} trials
 */
export function verdict(right, answered, trials) {
  if (!answered) return "You haven't answered a trial yet.";
  const soFar = answered < trials ? ' so far (the test ends at the number of trials agreed on)' : '';
  const bound = right === answered ? 'at least ' : '';
  return `${right} of ${answered} right${soFar}. Guessing alone does as well or better with probability `
    + `${fixed(guessingPValue(right, answered, CHANCE), 3)}; d′ is ${bound}${fixed(dPrime(right, answered), 1)}.`;
}

/**
 * The title: the question of this trial, and after the last one what was found.
 * @param {number} right
 * @param {number} answered
 * @param {number} trials
 */
export function title(right, answered, trials) {
  if (answered < trials) return `Trial ${answered + 1} of ${trials}: is X the same as A, or as B?`;
  const p = guessingPValue(right, trials, CHANCE);
  const meaning = p < SIGNIFICANT
    ? 'you hear the difference'
    : `guessing does as well or better ${fixed(100 * p, 1)} % of the time`;
  return `${right} of ${trials} right: ${meaning}`;
}
