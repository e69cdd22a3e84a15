// The frame of a spectrogram with numbers on both axes, and the drag of a playhead in it.

/** @typedef {import('../../display/browser/common.js').Surface} Surface */
/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {{left: number, top: number, width: number, height: number}} Box in CSS pixels */

export const BOX = { left: 58, top: 8, right: 12, bottom: 40 }; // CSS pixels around the picture
const SCRUB_PAUSE = 60; // ms between two restarts while the playhead is dragged
const STEPS = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10];

/**
 * The picture within its frame.
 * @param {number} width of the canvas
 * @param {number} height
 * @returns {Box}
 */
export function inside(width, height) {
  return { left: BOX.left, top: BOX.top, width: width - BOX.left - BOX.right,
    height: height - BOX.top - BOX.bottom };
}

/**
 * Both axes.
 * @param {Surface} surface
 * @param {number} height
 * @param {{seconds: number, top: number}} axes the ends, in seconds and Hz
 * @param {Theme} colours
 */
export function drawFrame({ pen, width }, height, { seconds, top }, colours) {
  const box = inside(width, height);
  const base = box.top + box.height;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.strokeRect(box.left, box.top, box.width, box.height);
  pen.fillStyle = colours.dim;
  pen.textAlign = 'right';
  for (let i = 0; i <= 4; i++) {
    const y = base - (box.height * i) / 4;
    pen.fillText(`${(top * i) / 4000}${i === 4 ? ' kHz' : ''}`, box.left - 7, y + (i === 4 ? 10 : i ? 4 : 0));
  }
  pen.textAlign = 'center';
  const step = STEPS.find(each => (each * box.width) / seconds > 70) ?? 30;
  for (let time = 0; time <= seconds + 1e-6; time += step) {
    const x = box.left + (box.width * time) / seconds;
    pen.fillRect(x, base, 1, 4);
    pen.fillText(`${Number(time.toFixed(2))} s`, Math.min(x, width - 18), base + 17);
  }
  pen.textAlign = 'right'; // beside the playhead, which often is in the middle
  pen.fillText('time', width - BOX.right, height - 7);
}

/**
 * Follow a pointer along the time axis.
 * @param {HTMLCanvasElement} canvas
 * @param {() => number} seconds the end of the axis
 * @param {(at: number) => void} moved
 * @param {() => void} [released]
 */
export function scrub(canvas, seconds, moved, released) {
  let last = 0;
  let skipped = false;
  const place = (/** @type {PointerEvent} */ event) => {
    const { left } = canvas.getBoundingClientRect();
    const box = inside(canvas.clientWidth, canvas.clientHeight);
    const share = (event.clientX - left - box.left) / box.width;
    return seconds() * Math.min(1, Math.max(0, share));
  };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    last = event.timeStamp;
    skipped = false;
    moved(place(event));
  });
  canvas.addEventListener('pointermove', event => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    skipped = !released && event.timeStamp - last < SCRUB_PAUSE; // what plays would restart
    if (skipped) return;
    last = event.timeStamp;
    moved(place(event));
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(/** @type {'pointerup'} */ (end), event => {
      if (skipped) moved(place(event));
      released?.();
    });
  }
}
