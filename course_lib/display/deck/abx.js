// The blind test of a deck: which row is X?

/**
 * The probability of at least `right` correct answers out of `total` by guessing.
 * @param {number} right
 * @param {number} total
 * @param {number} chance of one correct guess
 */
export function guessingPValue(right, total, chance) {
  let sum = 0;
  let ways = 1; // of choosing k of the trials
  for (let k = 0; k <= total; k++) {
    if (k >= right) sum += ways * chance ** k * (1 - chance) ** (total - k);
    ways = (ways * (total - k)) / (k + 1);
  }
  return Math.min(1, sum);
}

/** A test with lettered tracks in a shuffled order, and X, one of them, drawn anew each trial. */
export class BlindTest {
  /**
   * @param {number} tracks
   * @param {number} trials
   * @param {() => number} [random] from 0 to below 1
   */
  constructor(tracks, trials, random = Math.random) {
    this.trials = trials;
    this.random = random;
    this.order = shuffled(tracks, random);
    this.right = 0;
    this.answered = 0;
    this.x = this.draw();
  }

  get done() {
    return this.answered >= this.trials;
  }

  draw() {
    return Math.floor(this.random() * this.order.length);
  }

  /**
   * Count an answer, and draw the next X.
   * @param {number} guess a position in `order`
   * @returns {number} what X was
   */
  answer(guess) {
    const was = this.x;
    this.answered += 1;
    if (guess === was) this.right += 1;
    if (!this.done) this.x = this.draw();
    return was;
  }

  /** The score in words. The p-value comes only at the end: earlier, it would invite stopping. */
  verdict() {
    const { right, answered, trials, order } = this;
    if (!answered) {
      return `Listen, then say which row X is. ${trials} trials; guessing gets 1 in ${order.length}.`;
    }
    if (!this.done) return `${right} of ${answered} right, ${trials - answered} to go.`;
    const p = guessingPValue(right, trials, 1 / order.length);
    const odds = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
    const meaning = p < 0.05 ? 'you hear the difference.' : 'this may be luck.';
    return `${right} of ${trials} right, ${odds}: ${meaning}`;
  }
}

/**
 * The numbers from 0 to below `count`, in random order (Fisher and Yates).
 * @param {number} count
 * @param {() => number} random
 */
function shuffled(count, random) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
