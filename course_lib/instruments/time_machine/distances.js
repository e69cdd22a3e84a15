// The distance of each stage from the original. The chosen stage is a point that is dragged.
import { fit, write } from '../../display/browser/common.js';

const HEIGHT = 150; // CSS pixels
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 40, 30, 42];

/**
 * Where the stages are. They are evenly spaced: each is a choice, and early ones are close together.
 * @param {number} width
 * @param {number} stages
 */
export function stageScale(width, stages) {
  const step = (width - LEFT - RIGHT) / Math.max(1, stages - 1);
  return {
    toX: (/** @type {number} */ stage) => LEFT + step * stage,
    toStage: (/** @type {number} */ x) =>
      Math.max(0, Math.min(stages - 1, Math.round((x - LEFT) / step))),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} steps
 * @param {number[]} distances in dB
 * @param {number} stage -1 if the original is chosen
 * @param {import('../../display/browser/common.js').Theme} colours
 */
export function drawDistances(canvas, steps, distances, stage, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const { toX } = stageScale(width, steps.length);
  const highest = 10 * Math.ceil(Math.max(...distances) / 10) || 10; // a round number
  const y = (/** @type {number} */ distance) =>
    HEIGHT - BOTTOM - (distance / highest) * (HEIGHT - TOP - BOTTOM);
  pen.fillStyle = colours.line;
  for (const level of [0, highest]) pen.fillRect(LEFT, y(level), width - LEFT - RIGHT, 1);
  pen.strokeStyle = colours.dim;
  pen.lineWidth = 2;
  pen.beginPath();
  distances.forEach((distance, i) => pen.lineTo(toX(i), y(distance)));
  pen.stroke();
  pen.fillStyle = colours.dim;
  pen.textAlign = 'right';
  for (const level of [0, highest]) pen.fillText(`${level.toFixed(0)} dB`, LEFT - 14, y(level) + 4);
  pen.textAlign = 'center';
  steps.forEach((step, i) => pen.fillText(String(step), toX(i), HEIGHT - BOTTOM + 17));
  pen.fillText('training steps (not to scale)', (LEFT + width - RIGHT) / 2, HEIGHT - 8);
  pen.textAlign = 'right';
  pen.fillText('distance from the original\'s spectrogram', width - RIGHT, 13);
  distances.forEach((distance, i) => {
    pen.fillStyle = i === stage ? colours.accent : colours.dim;
    pen.beginPath();
    pen.arc(toX(i), y(distance), i === stage ? 8 : 4, 0, 2 * Math.PI);
    pen.fill();
  });
  if (stage < 0) return;
  pen.fillStyle = colours.fg;
  pen.textAlign = stage ? 'center' : 'left';
  const [right, up] = stage ? [0, 13] : [14, 7]; // the first one is beside its point
  write(pen, `${distances[stage].toFixed(1)} dB`, toX(stage) + right, y(distances[stage]) - up, colours.bg);
}
