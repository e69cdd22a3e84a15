// The period is set in the picture itself: by a drag, or with the arrow keys.

const PER_SAMPLE = 6; // CSS pixels of a drag

/** @typedef {{period: () => number, move: (period: number) => void, release: () => void}} Hand */

/**
 * Dragging the picture to the right, and the arrows right and up, make the period longer.
 * @param {HTMLCanvasElement} picture
 * @param {Hand} hand reads the period, moves it, and is told when the learner lets go
 */
export function setPeriodByHand(picture, hand) {
  drag(picture, hand);
  picture.addEventListener('keydown', event => onKey(event, hand));
}

/**
 * @param {HTMLCanvasElement} picture
 * @param {Hand} hand
 */
function drag(picture, hand) {
  /** @type {{x: number, period: number} | null} */ let start = null;
  picture.addEventListener('pointerdown', event => {
    start = { x: event.clientX, period: hand.period() };
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener('pointermove', event => {
    if (start) hand.move(start.period + (event.clientX - start.x) / PER_SAMPLE);
  });
  for (const end of ['pointerup', 'pointercancel']) {
    picture.addEventListener(end, () => {
      start = null;
      hand.release();
    });
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {Hand} hand
 */
function onKey(event, hand) {
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  hand.move(hand.period() + steps * (event.shiftKey ? 10 : 1));
  hand.release();
}
