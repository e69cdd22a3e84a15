// The folded wave as an image: a column for each offset in the period, a row for each period.
import { fit, signedRamp, write } from '../../display/browser/common.js';
import { stretch } from '../../display/browser/pictures.js';

const HEIGHT = 300; // CSS pixels
const ARROW = 6; // CSS pixels, half of its width
const FEW = 64; // columns; below this, each sample is drawn as a rectangle

/**
 * @typedef {object} Fold
 * @property {number} period in samples
 * @property {number} column the one that the arrows point at
 * @property {number} peak the largest sample of the sound, which gets the strongest colour
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} folded whole rows, one after the other
 * @param {Fold} fold
 * @param {import('../../display/browser/common.js').Theme} colours
 */
export function drawFold(canvas, folded, { period, column, peak }, colours) {
  const { pen, width, height } = fit(canvas, HEIGHT);
  const image = new ImageData(period, folded.length / period);
  const table = signedRamp(colours);
  folded.forEach((sample, i) => {
    const share = Math.max(0, Math.min(1, 0.5 + sample / peak / 2));
    const colour = 3 * Math.round(255 * share);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = table[colour + c];
    image.data[4 * i + 3] = 255;
  });
  stretch(pen, image, width, height, period > FEW);
  pen.textAlign = 'right';
  pen.fillStyle = colours.fg;
  const last = folded.length / period - 1;
  write(pen, 'row 0', width - 6, 16, colours.bg);
  if (last > 0) write(pen, `row ${last}`, width - 6, height - 8, colours.bg);
  const x = Math.max(ARROW, Math.min(width - ARROW, (width * (column + 0.5)) / period));
  for (const [edge, depth] of [[0, 9], [height, -9]]) {
    pen.beginPath();
    pen.moveTo(x - ARROW, edge);
    pen.lineTo(x + ARROW, edge);
    pen.lineTo(x, edge + depth);
    pen.fill();
  }
}
