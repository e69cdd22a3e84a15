// The countdown of a time box, and which of the recorded steps is shown.

/**
 * Whole seconds as minutes and seconds, rounded up, so that it says 0:00 only when nothing is left.
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/**
 * The words beside the progress bar.
 * @param {number} box seconds of the time box; 0 if there is none
 * @param {number} left seconds
 * @param {boolean} running
 */
export function countdown(box, left, running) {
  if (!box) return running ? 'no time limit' : '';
  if (running) return left > 0 ? `${clock(left)} left of ${clock(box)}` : 'time is up: last step';
  if (clock(left) === clock(box)) return 'ended at once';
  return left > 0 ? `ended with ${clock(left)} of ${clock(box)} left` : `the ${clock(box)} are used up`;
}

/**
 * The place of the newest item that was recorded up to a step; -1 if there is none.
 * @param {{step: number}[]} items oldest first
 * @param {number} step 0 is the newest
 */
export function upTo(items, step) {
  if (!step) return items.length - 1;
  return items.filter(item => item.step <= step).length - 1;
}

/**
 * All steps with scores or a sound, in order.
 * @param {{step: number}[][]} lists
 */
export function recordedSteps(...lists) {
  const steps = lists.flat().map(({ step }) => step);
  return [...new Set(steps)].sort((a, b) => a - b);
}
