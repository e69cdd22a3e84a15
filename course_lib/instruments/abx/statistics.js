// What the right answers of an ABX test are worth: the same model as statistics.py, which see.

const LARGEST_D_PRIME = 10;
const CERTAIN = 8; // standard deviations, beyond which a normal variable is never found
const HALVINGS = 60; // of the interval from 0 to 10: to the last bit

/**
 * The probability that a standard normal variable is below `x`.
 * Source: M. Abramowitz & I. A. Stegun, "Handbook of Mathematical Functions", 26.2.11.
 * @param {number} x
 */
export function normalCdf(x) {
  if (Math.abs(x) > CERTAIN) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/**
 * The share of right answers of an unbiased listener.
 * @param {number} dPrime
 */
export function proportionCorrect(dPrime) {
  const order = normalCdf(dPrime / Math.SQRT2);
  const side = normalCdf(dPrime / 2);
  return order * side + (1 - order) * (1 - side);
}

/**
 * The sensitivity d′; if all answers are right, the least that so many trials can show.
 * @param {number} right
 * @param {number} trials
 */
export function dPrime(right, trials) {
  const share = Math.min(right, trials - 0.5) / trials;
  if (share <= 0.5) return 0;
  if (share >= proportionCorrect(LARGEST_D_PRIME)) return LARGEST_D_PRIME;
  let low = 0;
  let high = LARGEST_D_PRIME;
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (proportionCorrect(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The probability of each number of right answers, from 0 to `trials`, by guessing.
 * @param {number} trials
 * @returns {number[]}
 */
export function guessingShares(trials) {
  let ways = 1;
  return Array.from({ length: trials + 1 }, (_, k) => {
    const share = ways * 0.5 ** trials;
    ways = (ways * (trials - k)) / (k + 1);
    return share;
  });
}
