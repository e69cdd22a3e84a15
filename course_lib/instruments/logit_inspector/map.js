// The map of a sub-discriminator's scores, with one of them marked.
import { fit, signedRamp } from '../../display/browser/common.js';
import { stretch } from '../../display/browser/pictures.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {{rows: number, places: number, scores: DataView}} ScoreMap scores are float32 */

export const HEIGHT = 150; // CSS pixels
const EDGE = 10; // above and below the map, for the two marks
const AXIS = 22;
const FEW = 200; // rows; below this, each score is a rectangle

/**
 * Scores as colours around their mean. Time runs to the right.
 * @param {HTMLCanvasElement} canvas
 * @param {ScoreMap} map
 * @param {{row: number, place: number}} choice
 * @param {number} seconds of the whole sound
 * @param {Theme} colours
 */
export function drawMap(canvas, { rows, places, scores }, { row, place }, seconds, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const tall = HEIGHT - 2 * EDGE - AXIS;
  const values = Float32Array.from({ length: rows * places }, (_, i) => scores.getFloat32(4 * i, true));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const most = values.reduce((far, value) => Math.max(far, Math.abs(value - mean)), 0) || 1;
  const table = signedRamp(colours);
  const image = new ImageData(rows, places);
  values.forEach((value, i) => {
    const colour = 3 * Math.round(255 * (0.5 + (value - mean) / most / 2));
    const pixel = 4 * ((i % places) * rows + Math.floor(i / places));
    for (let c = 0; c < 3; c++) image.data[pixel + c] = table[colour + c];
    image.data[pixel + 3] = 255;
  });
  pen.save();
  pen.translate(0, EDGE);
  stretch(pen, image, width, tall, rows > FEW);
  pen.restore();
  pen.strokeStyle = colours.line;
  pen.strokeRect(0.5, EDGE + 0.5, width - 1, tall - 1);
  mark(pen, (width * (row + 0.5)) / rows, EDGE + (tall * (place + 0.5)) / places, tall, colours);
  pen.fillStyle = colours.dim;
  pen.textAlign = 'left';
  pen.fillText('0 s', 0, HEIGHT - 6);
  pen.textAlign = 'right';
  pen.fillText(`${Number(seconds.toFixed(2))} s`, width, HEIGHT - 6);
  pen.textAlign = 'center';
  pen.fillText(places === 1 ? `${rows} scores` : `${rows} × ${places} scores`, width / 2, HEIGHT - 6);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} tall
 * @param {Theme} colours
 */
function mark(pen, x, y, tall, colours) {
  pen.fillStyle = colours.fg;
  for (const [edge, depth] of [[0, EDGE], [tall + 2 * EDGE, -EDGE]]) {
    pen.beginPath();
    pen.moveTo(x - 6, edge);
    pen.lineTo(x + 6, edge);
    pen.lineTo(x, edge + depth);
    pen.fill();
  }
  for (const [colour, thick] of /** @type {[string, number][]} */ ([[colours.bg, 5], [colours.fg, 2]])) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc(x, y, 6, 0, 2 * Math.PI);
    pen.stroke();
  }
}
