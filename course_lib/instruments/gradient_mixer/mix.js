// Shares of losses in a weighted sum, as in model.py; a test compares both.

/** @typedef {Record<string, number>} Numbers by the names of the losses */
/**
 * @typedef {object} Mix
 * @property {Numbers} weights
 * @property {Numbers} output sizes of the gradients at the output, without weights
 * @property {Numbers} parameters their sizes in the parameters
 * @property {boolean} balanced true if a balancer uses the weights
 */
/** @typedef {{peak: number, samples: Float32Array}} Gradient its largest sample, and the wave at a peak of 0.5 */

const PEAK = 0.5; // as in model.py
const WIDEST = 0.98; // of the weights, that a loss is dragged to

/**
 * @param {Numbers} factors
 * @param {Numbers} sizes
 * @returns {Numbers}
 */
export function shares(factors, sizes) {
  const names = Object.keys(factors);
  const total = names.reduce((sum, name) => sum + factors[name] * sizes[name], 0);
  const share = (/** @type {string} */ name) => (total ? (factors[name] * sizes[name]) / total : 0);
  return Object.fromEntries(names.map(name => [name, share(name)]));
}

/**
 * The factor of each gradient: its weight, or what a balancer makes of it in its first step.
 * @param {Mix} mix
 * @returns {Numbers}
 */
export function factorsOf({ weights, output, balanced }) {
  if (!balanced) return weights;
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) =>
    [name, output[name] ? weight / output[name] : 0]));
}

/**
 * Each loss's share of the weights, at the output, and in the parameters.
 * @param {Mix} mix
 * @returns {[Numbers, Numbers, Numbers]}
 */
export function bars(mix) {
  const factors = factorsOf(mix);
  const ones = Object.fromEntries(Object.keys(mix.weights).map(name => [name, 1]));
  return [shares(mix.weights, ones), shares(factors, mix.output), shares(factors, mix.parameters)];
}

/**
 * The weight that gives a loss this share of the weights; null if the others are all 0.
 * @param {Numbers} weights
 * @param {string} name
 * @param {number} share
 */
export function weightForShare(weights, name, share) {
  const others = Object.entries(weights).reduce((sum, [n, w]) => sum + (n === name ? 0 : w), 0);
  const within = Math.min(WIDEST, Math.max(0, share));
  return others ? Number(((others * within) / (1 - within)).toPrecision(3)) : null;
}

/**
 * The weighted sum of gradients, at a peak of one half.
 * @param {Record<string, Gradient>} gradients
 * @param {Numbers} factors
 */
export function mixed(gradients, factors) {
  const names = Object.keys(gradients);
  const sum = new Float32Array(gradients[names[0]].samples.length);
  for (const name of names) {
    const { peak, samples } = gradients[name];
    const factor = (factors[name] * peak) / PEAK;
    samples.forEach((sample, i) => { sum[i] += factor * sample; });
  }
  const peak = sum.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return peak ? sum.map(sample => (PEAK * sample) / peak) : sum;
}

/**
 * Waves at the RMS of the quietest that isn't silent.
 * @template {Float32Array} Wave
 * @param {Wave[]} waves
 * @returns {Wave[]}
 */
export function equallyLoud(waves) {
  const rms = waves.map(wave => Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length));
  const quietest = Math.min(...rms.filter(each => each));
  return waves.map((wave, i) =>
    (rms[i] ? /** @type {Wave} */ (wave.map(x => (quietest / rms[i]) * x)) : wave));
}
