// The sentences of the tug of war, as in widget.py and model.py; a test compares them.
import { fixed } from '../fold_explorer/sentences.js';
import { mean, pulls } from './losses.js';

/** @typedef {import('./losses.js').Scores} Scores */

const LETS_GO = 1e-6; // as in model.py

/**
 * How many scores are pulled up, pulled down, and not pulled.
 * @param {number[]} pull
 */
function count(pull) {
  const up = pull.filter(x => x > LETS_GO).length;
  const down = pull.filter(x => x < -LETS_GO).length;
  return { up, down, free: pull.length - up - down };
}

/**
 * How the fake scores are pulled, as a title.
 * @param {string} rule
 * @param {Scores} scores
 * @param {boolean} oneSum
 */
export function finding(rule, scores, oneSum) {
  const { dFake, gFake } = pulls(rule, scores, oneSum);
  const all = dFake.length;
  const { up, down, free } = count(dFake);
  if (oneSum && free === all) return `${rule}, one sum: nobody pulls the fakes`;
  if (oneSum) return `${rule}, one sum: ${up} of ${all} fakes go up, ${down} down`;
  const [pulled, way] = most(dFake, 'lower');
  return `${rule}: the discriminator wants ${pulled} of ${all} fakes ${way}, the generator wants `
    + most(gFake, 'higher').join(' ');
}

/**
 * How many scores a player pulls, and which way: the way of most of them.
 * @param {number[]} pull
 * @param {'lower' | 'higher'} usual the way if there are as many of both
 */
function most(pull, usual) {
  const { up, down } = count(pull);
  const way = up === down ? usual : up > down ? 'higher' : 'lower';
  return [way === 'higher' ? up : down, way];
}

/**
 * How each player pulls both clouds.
 * @param {string} rule
 * @param {Scores} scores
 * @param {boolean} oneSum
 */
export function summary(rule, scores, oneSum) {
  const { dReal, dFake, gFake } = pulls(rule, scores, oneSum);
  return `Real around ${minus(fixed(mean(scores.real), 2))}: the discriminator ${describePull(dReal)}. `
    + `Fake around ${minus(fixed(mean(scores.fake), 2))}: the discriminator ${describePull(dFake)}; `
    + `the generator ${describePull(gFake)}.`;
}

/**
 * How a cloud of scores is pulled, as the end of a sentence.
 * @param {number[]} pull
 */
export function describePull(pull) {
  const { up, down, free } = count(pull);
  if (free === pull.length) return 'pulls none';
  const parts = [[up, 'up'], [down, 'down']].filter(([number]) => number);
  const pulled = parts.map(([number, way]) => `${number} of ${pull.length} ${way}`).join(', ');
  const letsGo = free ? `, lets go of ${free}` : '';
  return `pulls ${pulled}${letsGo} (mean pull ${signed(mean(pull))})`;
}

/** @param {number} value */
function signed(value) {
  const rounded = fixed(value, 2);
  if (Number(rounded) === 0) return '0';
  return minus(Number(rounded) > 0 ? `+${rounded}` : rounded);
}

/** @param {string} number */
function minus(number) {
  return number.replace('-', '−');
}
