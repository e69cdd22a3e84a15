// The GAN losses of one score and their slopes, as in model.py; a test compares both.

/**
 * A loss of one score, and its derivative. At a corner the slope is the mean of both sides.
 * @typedef {{value: (x: number) => number, slope: (x: number) => number}} Curve
 */
/**
 * @typedef {object} LossRule
 * @property {Curve} dReal what the discriminator minimises for real sound
 * @property {Curve} dFake what it minimises for fake sound
 * @property {Curve} gFake what the generator minimises
 * @property {number} lowest the smallest loss in the picture
 * @property {[number, string][]} marks scores where something happens
 */
/** @typedef {{real: number[], fake: number[]}} Scores */
/** @typedef {{dReal: number[], dFake: number[], gFake: number[]}} Pulls */

export const FARTHEST = 4; // these as in widget.py
const STEP = 0.25;

/** @param {number} x */
const sigmoid = x => 1 / (1 + Math.exp(-x));
/** @param {number} x */
const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** @param {number} x */
const step = x => (Math.sign(x) + 1) / 2;

/**
 * The square of the distance to a target.
 * @param {number} target
 * @returns {Curve}
 */
function squared(target) {
  return { value: x => (x - target) ** 2, slope: x => 2 * (x - target) };
}

/** @type {Curve} */
const crossEntropyOfReal = { value: x => softplus(-x), slope: x => -sigmoid(-x) };

/** @type {Record<string, LossRule>} */
export const RULES = {
  hinge: {
    dReal: { value: x => Math.max(0, 1 - x), slope: x => -step(1 - x) },
    dFake: { value: x => Math.max(0, 1 + x), slope: x => step(1 + x) },
    gFake: { value: x => -x, slope: () => -1 },
    lowest: -2.6,
    marks: [[-1, 'margin −1'], [1, 'margin +1']],
  },
  LSGAN: {
    dReal: squared(1),
    dFake: squared(0),
    gFake: squared(1),
    lowest: -0.3,
    marks: [[0, 'target of fake'], [1, 'target of real']],
  },
  BCE: {
    dReal: crossEntropyOfReal,
    dFake: { value: softplus, slope: sigmoid },
    gFake: crossEntropyOfReal,
    lowest: -0.3,
    marks: [[0, 'even odds']],
  },
};

/**
 * The sum of both players' losses of a fake score.
 * @param {LossRule} rule
 * @returns {Curve}
 */
export function sumOf({ dFake, gFake }) {
  return {
    value: x => dFake.value(x) + gFake.value(x),
    slope: x => dFake.slope(x) + gFake.slope(x),
  };
}

/**
 * The pull of each player on each score: minus the slope of its loss.
 * @param {string} name of the rule
 * @param {Scores} scores
 * @param {boolean} oneSum true if both players minimise the sum of all losses
 * @returns {Pulls}
 */
export function pulls(name, { real, fake }, oneSum) {
  const rule = RULES[name];
  const pull = (/** @type {Curve} */ curve) => (/** @type {number} */ x) => 0 - curve.slope(x);
  return {
    dReal: real.map(pull(rule.dReal)),
    dFake: fake.map(pull(oneSum ? sumOf(rule) : rule.dFake)),
    gFake: fake.map(pull(oneSum ? sumOf(rule) : rule.gFake)),
  };
}

/**
 * The scores after one step of a player.
 * @param {string} name of the rule
 * @param {Scores} scores
 * @param {boolean} oneSum
 * @param {'discriminator' | 'generator'} player
 * @returns {Scores}
 */
export function move(name, { real, fake }, oneSum, player) {
  const { dReal, dFake, gFake } = pulls(name, { real, fake }, oneSum);
  const moved = (/** @type {number[]} */ scores, /** @type {number[]} */ pull) =>
    scores.map((score, i) => within(score + STEP * pull[i]));
  if (player === 'generator') return { real, fake: moved(fake, gFake) };
  return { real: moved(real, dReal), fake: moved(fake, dFake) };
}

/**
 * Move a cloud so that its mean is at `middle`, or as near as the picture has room for.
 * @param {number[]} scores
 * @param {number} middle
 */
export function moveTo(scores, middle) {
  const by = within(middle) - mean(scores);
  return scores.map(score => score + by);
}

/**
 * A cloud of this spread around the same mean: even steps, in an order that separates neighbours.
 * @param {number[]} scores
 * @param {number} spread
 */
export function spreadOut(scores, spread) {
  const count = scores.length;
  const middle = mean(scores);
  return scores.map((_, i) => middle + spread * ((2 * ((4 * i) % count)) / (count - 1) - 1));
}

/** @param {number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {number} score */
function within(score) {
  return Math.min(FARTHEST, Math.max(-FARTHEST, score));
}
