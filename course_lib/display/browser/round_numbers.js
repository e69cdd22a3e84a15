// Round numbers for the axis of a picture, and how they are written.

/**
 * The multiples of a step from `low` to `high`.
 * @param {number} step
 * @param {number} low
 * @param {number} high
 * @param {number} slack how far beyond an end a multiple may be, in steps: 0.3 / 0.1 is below 3
 */
export function multiplesOf(step, low, high, slack = 1e-9) {
  const first = Math.ceil(low / step - slack), last = Math.floor(high / step + slack);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * Numbers of an axis as words, each with the decimals that all of them need.
 * @param {number[]} numbers
 */
export function asWords(numbers) {
  const digits = Math.max(0, -Math.floor(Math.log10(numbers[1] - numbers[0]) + 1e-9));
  return numbers.map(value => value.toFixed(digits).replace(/^-0(\.0*)?$/, '0$1').replace('-', '−'));
}
