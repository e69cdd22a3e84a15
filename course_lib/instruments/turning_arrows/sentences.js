// The sentences of the turning arrows. A test compares them with text.py's.
import { cyclesPerHop, nearestBin, visibleTurn } from './arrows.js';

/** @typedef {import('./arrows.js').Tone} Tone */
/** @typedef {import('./arrows.js').Sizes} Sizes */

/**
 * How far the arrow turns from frame to frame, as a title.
 * @param {Tone} tone
 * @param {Sizes} sizes
 */
export function finding(tone, sizes) {
  const degrees = Math.round(360 * visibleTurn(tone, sizes));
  const cycles = `${rounded(cyclesPerHop(tone, sizes), 2)} cycles of the tone fit into one hop`;
  if (degrees === 0) return `The arrow stands still: ${cycles}`;
  const way = degrees > 0 ? 'forwards' : 'backwards';
  return `The arrow turns ${way} by ${Math.abs(degrees)}° from frame to frame: ${cycles}`;
}

/**
 * The tone, the hop, and the bin whose arrow is drawn.
 * @param {Tone} tone
 * @param {Sizes} sizes
 */
export function summary(tone, sizes) {
  const number = nearestBin(tone.hertz, sizes);
  const middle = rounded((number * sizes.rate) / sizes.n_fft, 1);
  const milliseconds = rounded((1000 * tone.hop) / sizes.rate, 2);
  return `A steady tone of ${tone.hertz} Hz, a hop of ${tone.hop} samples (${milliseconds} ms). `
    + `The arrow is bin ${number}, at ${middle} Hz: the same length in every frame.`;
}

/**
 * @param {number} value
 * @param {number} places
 */
function rounded(value, places) {
  return Number(value.toFixed(places));
}
