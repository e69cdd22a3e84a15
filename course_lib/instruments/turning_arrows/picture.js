// The large arrow of one frame, and the small ones of all frames above their two images.
import { fit, signedRamp } from '../../display/browser/common.js';
import { stretch } from '../../display/browser/pictures.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('./arrows.js').Cells} Cells */
/** @typedef {{re: number, im: number}} Arrow as shares of the longest */

export const LEFT = 74; // CSS pixels: room for the names of the rows
const RIGHT = 8;
const ROWS = { arrows: 54, image: 88, gap: 12, axis: 36 };
export const HEIGHT = ROWS.arrows + 2 * (ROWS.gap + ROWS.image) + ROWS.axis;
export const DIAL = HEIGHT; // the dial is a square
const TAIL = 5; // earlier frames, shown pale

/**
 * The number of one bin in one frame.
 * @param {Cells} cells
 * @param {number} bin
 * @param {number} frame
 * @param {number} frames
 * @returns {Arrow}
 */
export function arrow({ real, imaginary, largest }, bin, frame, frames) {
  const place = bin * frames + frame;
  return { re: real[place] / largest, im: imaginary[place] / largest };
}

/**
 * The arrow of one frame with both shadows, over those of the frames before.
 * @param {HTMLCanvasElement} canvas
 * @param {Arrow[]} arrows of the frames up to this one
 * @param {Theme} colours
 */
export function drawDial(canvas, arrows, colours) {
  const { pen, width, height } = fit(canvas, DIAL);
  const [x, y] = [width / 2, height / 2];
  const radius = Math.min(x, y) - 26;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.moveTo(x - radius, y);
  pen.lineTo(x + radius, y);
  pen.moveTo(x, y - radius);
  pen.lineTo(x, y + radius);
  pen.stroke();
  const now = arrows[arrows.length - 1];
  // as in the images: blue above zero, orange below
  const inks = [now.re, now.im].map(part => (part < 0 ? colours.warm : colours.accent));
  const tip = { x: x + radius * now.re, y: y - radius * now.im };
  arrows.slice(-1 - TAIL, -1).forEach((each, i, tail) => {
    pen.globalAlpha = (0.5 * (i + 1)) / (tail.length + 1);
    drawArrow(pen, x, y, radius, each, 2, colours.fg);
  });
  pen.globalAlpha = 1;
  drawShadows(pen, { x, y }, tip, inks);
  drawArrow(pen, x, y, radius, now, 4, colours.fg);
  pen.textAlign = 'center';
  pen.fillStyle = inks[0];
  pen.fillText(`real ${signed(now.re)}`, x, height - 6);
  pen.fillStyle = inks[1];
  pen.fillText(`imaginary ${signed(now.im)}`, x, 14);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{x: number, y: number}} middle
 * @param {{x: number, y: number}} tip
 * @param {string[]} inks of the real and of the imaginary part
 */
function drawShadows(pen, middle, tip, inks) {
  pen.lineWidth = 5;
  for (const [colour, end] of /** @type {[string, {x: number, y: number}][]} */ ([
    [inks[0], { x: tip.x, y: middle.y }], [inks[1], { x: middle.x, y: tip.y }],
  ])) {
    pen.strokeStyle = colour;
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(middle.x, middle.y);
    pen.lineTo(end.x, end.y);
    pen.stroke();
    pen.lineWidth = 1;
    pen.setLineDash([3, 3]);
    pen.beginPath();
    pen.moveTo(end.x, end.y);
    pen.lineTo(tip.x, tip.y);
    pen.stroke();
    pen.lineWidth = 5;
  }
  pen.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} length of an arrow of 1
 * @param {Arrow} arrow
 * @param {number} thick
 * @param {string} colour
 */
function drawArrow(pen, x, y, length, { re, im }, thick, colour) {
  const angle = Math.atan2(-im, re);
  const tip = [x + length * re, y - length * im];
  const head = 3 + 2 * thick;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = thick;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(tip[0] - 0.7 * head * Math.cos(angle), tip[1] - 0.7 * head * Math.sin(angle));
  pen.stroke();
  pen.beginPath();
  pen.moveTo(tip[0], tip[1]);
  for (const side of [-0.45, 0.45]) {
    pen.lineTo(tip[0] - head * Math.cos(angle + side), tip[1] - head * Math.sin(angle + side));
  }
  pen.fill();
}

/**
 * The arrows of all frames, and the real and imaginary parts of the bins around the tone.
 * @param {HTMLCanvasElement} canvas
 * @param {Cells} cells
 * @param {{bin: number, frame: number, frames: number}} chosen the row and the column of the arrow
 * @param {Theme} colours
 */
export function drawRows(canvas, cells, { bin, frame, frames }, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const step = (width - RIGHT - LEFT) / frames;
  for (let i = 0; i < frames; i++) {
    const colour = i === frame ? colours.fg : colours.dim;
    const length = Math.min(0.9 * step, 0.9 * ROWS.arrows);
    const { re, im } = arrow(cells, bin, i, frames);
    const [x, y] = [LEFT + (i + 0.5) * step, ROWS.arrows / 2]; // the middle of the arrow
    drawArrow(pen, x - (length * re) / 2, y + (length * im) / 2, length, { re, im }, 1.5, colour);
  }
  const ramp = signedRamp(colours);
  const names = [`bin ${cells.first + bin}`, 'real', 'imaginary'];
  const tops = [0, 1, 2].map(i => (i ? ROWS.arrows + ROWS.gap + (i - 1) * (ROWS.gap + ROWS.image) : 0));
  [cells.real, cells.imaginary].forEach((values, i) => {
    drawImage(pen, values, cells, ramp, { top: tops[i + 1], width: width - RIGHT - LEFT, frames });
  });
  pen.fillStyle = colours.dim;
  pen.textAlign = 'right';
  names.forEach((name, i) => pen.fillText(name, LEFT - 8, tops[i] + (i ? ROWS.image : ROWS.arrows) / 2 + 4));
  for (const top of tops.slice(1)) {
    pen.fillText(`bin ${cells.first + cells.bins - 1}`, LEFT - 8, top + 10);
    pen.fillText(`bin ${cells.first}`, LEFT - 8, top + ROWS.image - 2);
  }
  pen.textAlign = 'center';
  for (let i = 0; i < frames; i += 4) pen.fillText(String(i), LEFT + (i + 0.5) * step, HEIGHT - ROWS.axis + 15);
  pen.fillText('frame', LEFT + (width - RIGHT - LEFT) / 2, HEIGHT - 4);
  pen.strokeStyle = colours.fg;
  pen.lineWidth = 2;
  pen.strokeRect(LEFT + frame * step, 1, step, HEIGHT - ROWS.axis - 1);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Float64Array} values
 * @param {Cells} cells
 * @param {Uint8ClampedArray} ramp
 * @param {{top: number, width: number, frames: number}} place
 */
function drawImage(pen, values, { bins, largest }, ramp, { top, width, frames }) {
  const image = new ImageData(frames, bins);
  values.forEach((value, i) => {
    const colour = 3 * Math.round(255 * (0.5 + value / largest / 2));
    const pixel = 4 * ((bins - 1 - Math.floor(i / frames)) * frames + (i % frames));
    for (let c = 0; c < 3; c++) image.data[pixel + c] = ramp[colour + c];
    image.data[pixel + 3] = 255;
  });
  pen.save();
  pen.translate(LEFT, top);
  stretch(pen, image, width, ROWS.image, false);
  pen.restore();
}

/** @param {number} value */
function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
