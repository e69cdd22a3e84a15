// The sentences of the gradient mixer, as in widget.py; a test compares them.
import { fixed } from '../fold_explorer/sentences.js';
import { bars } from './mix.js';

/** @typedef {import('./mix.js').Mix} Mix */

export const AT_LEAST = 0.15; // as in widget.py

/**
 * The loss whose weight says least about its gradient, with its shares.
 * @param {Mix} mix
 */
export function finding(mix) {
  const [weight, output, parameters] = bars(mix);
  const off = (/** @type {string} */ name) =>
    Math.abs(weight[name] - parameters[name]) + Math.abs(weight[name] - output[name]);
  const name = Object.keys(weight).reduce((most, each) => (off(each) > off(most) ? each : most));
  return `${name}: ${percent(weight[name])} of the weights, ${percent(output[name])} at the output, `
    + `${percent(parameters[name])} in the parameters`;
}

/**
 * The weights, and each loss's share at both places.
 * @param {Mix} mix
 */
export function summary(mix) {
  const [weight, output, parameters] = bars(mix);
  const kind = mix.balanced ? 'shares for a balancer' : 'multipliers';
  const parts = Object.keys(weight).map(name =>
    `${name} ${general(mix.weights[name])} (${percent(weight[name])}): ${percent(output[name])} at the `
    + `output, ${percent(parameters[name])} in the parameters`);
  return `Weights as ${kind}. ${parts.join('; ')}.`;
}

/**
 * The target, and whether it is reached.
 * @param {Mix} mix
 */
export function target(mix) {
  const parameters = bars(mix)[2];
  const goal = `Target: each loss has at least ${percent(AT_LEAST)} in the parameters.`;
  const weakest = Object.keys(parameters).reduce((least, name) =>
    (parameters[name] < parameters[least] ? name : least));
  if (parameters[weakest] >= AT_LEAST) return `${goal} Reached.`;
  return `${goal} Not yet: ${weakest} has ${percent(parameters[weakest])}.`;
}

/**
 * A share: whole percents, with one digit more below 1 %.
 * @param {number} part
 */
export function percent(part) {
  const hundredths = 100 * part;
  if (hundredths > 0 && hundredths < 0.05) return 'below 0.1 %';
  return `${fixed(hundredths, hundredths > 0 && hundredths < 0.95 ? 1 : 0)} %`;
}

/**
 * A number with up to six digits, as Python's format "g".
 * @param {number} x
 */
export function general(x) {
  const [digits, power = '0'] = x.toExponential(5).split('e');
  if (x === 0 || (Number(power) >= -4 && Number(power) < 6)) return String(Number(x.toPrecision(6)));
  const sign = Number(power) < 0 ? '-' : '+';
  return `${Number(digits)}e${sign}${String(Math.abs(Number(power))).padStart(2, '0')}`;
}
