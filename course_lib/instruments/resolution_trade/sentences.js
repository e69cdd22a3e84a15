// The sentences of the resolution trade. A test compares them with text.py's.
import { short } from '../fold_explorer/sentences.js';
import { RATE, SPLIT_DB } from './trade.js';

/** @typedef {import('./trade.js').Setting} Setting */
/** @typedef {import('./trade.js').Valleys} Valleys */
/** @typedef {import('./trade.js').Distances} Distances */

/**
 * Which pairs one window splits, or several together, as a title.
 * @param {number[]} windows
 * @param {Valleys[]} valleys
 */
export function finding(windows, valleys) {
  const names = [['the tones', any(valleys, 'tones')], ['the clicks', any(valleys, 'clicks')]];
  const split = names.filter(([, is]) => is).map(([name]) => name);
  const what = split.join(' and ') || 'neither pair';
  return windows.length === 1 ? `A window of ${windows[0]} samples splits ${what}`
    : `Windows of ${windows.join(' and ')} samples together split ${what}`;
}

/**
 * Which pairs one transform separates.
 * @param {Setting} setting
 * @param {Valleys} valleys
 */
export function summary({ n_fft, hop, window }, valleys) {
  const milliseconds = Number(((1000 * window) / RATE).toPrecision(3));
  return `n_fft ${n_fft}, hop ${hop}, window ${window} samples (${milliseconds} ms). `
    + `${readOut(valleys)}.`;
}

/**
 * The target, and whether it is reached.
 * @param {Distances} apart
 * @param {Valleys[]} valleys
 */
export function target(apart, valleys) {
  const count = valleys.length === 1 ? 'one window' : `${valleys.length} windows`;
  const goal = `Target: tones ${short(apart.tones)} Hz apart and clicks `
    + `${short(1000 * apart.clicks)} ms apart, both split.`;
  return any(valleys, 'tones') && any(valleys, 'clicks') ? `${goal} Reached, with ${count}.`
    : `${goal} Locked: with ${count}, at least one pair still blurs into one peak.`;
}

/** @param {Valleys} valleys */
export function readOut(valleys) {
  const yes = (/** @type {number} */ depth) => (depth >= SPLIT_DB ? 'yes' : 'no');
  return `tones split: ${yes(valleys.tones)}; clicks split: ${yes(valleys.clicks)}`;
}

/**
 * @param {Valleys[]} valleys
 * @param {'tones' | 'clicks'} pair
 */
function any(valleys, pair) {
  return valleys.some(each => each[pair] >= SPLIT_DB);
}
