// The pictures of one window: the spectrogram with the window over it, and the two curves.
import { fit, levelRamp, write } from '../../display/browser/common.js';
import { stretch } from '../../display/browser/pictures.js';
import { RATE, SHOWN_SECONDS, SHOWN_TO } from './trade.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('../../display/browser/common.js').Surface} Surface */
/** @typedef {import('./trade.js').WindowView} WindowView */
/** @typedef {(value: number) => number} Scale */

const LEFT = 64; // CSS pixels: room for the numbers of the frequency axis
const TOP = 8;
const BOTTOM = 44; // below the picture: numbers, and the name of the axis
const RIGHT = 10;
const LEVELS = [-45, 15]; // dB, of every picture
const DEEPEST = 30; // dB from the top of a curve to the bottom of its plot
const AROUND = 2.5; // distances on both sides of a pair that a curve shows
const MOST_DOTS = 60; // cells of a curve that are still drawn one by one

/**
 * @param {number} low
 * @param {number} high
 * @param {number} start
 * @param {number} stop
 * @returns {Scale}
 */
function scale(low, high, start, stop) {
  return value => start + ((stop - start) * (value - low)) / (high - low);
}

/**
 * Where a moment of the spectrogram is, in CSS pixels.
 * @param {number} width of the canvas
 */
export function timeScale(width) {
  return scale(SHOWN_SECONDS[0], SHOWN_SECONDS[1], LEFT, width - RIGHT);
}

/**
 * The spectrogram, with the window drawn over it at its own length.
 * @param {HTMLCanvasElement} canvas
 * @param {number} height
 * @param {WindowView} view
 * @param {{centre: number, window: number}} handle in seconds and samples
 * @param {Theme} colours
 */
export function drawSpectrogram(canvas, height, { part }, handle, colours) {
  const surface = fit(canvas, height);
  const { pen, width } = surface;
  const x = timeScale(width);
  const y = scale(0, SHOWN_TO, height - BOTTOM, TOP);
  const image = new ImageData(part.frames, part.bins);
  const table = levelRamp(colours);
  for (let frame = 0, i = 0; frame < part.frames; frame++) {
    for (let bin = 0; bin < part.bins; bin++, i++) {
      const share = (part.levels[i] - LEVELS[0]) / (LEVELS[1] - LEVELS[0]);
      const colour = 3 * Math.round(255 * Math.max(0, Math.min(1, share)));
      const pixel = 4 * ((part.bins - 1 - bin) * part.frames + frame);
      for (let c = 0; c < 3; c++) image.data[pixel + c] = table[colour + c];
      image.data[pixel + 3] = 255;
    }
  }
  pen.save();
  frame(pen, LEFT, TOP, width - RIGHT, height - BOTTOM, colours);
  pen.clip();
  const [left, right] = part.seconds.map(x);
  const [bottom, top] = part.hertz.map(y);
  pen.translate(left, top);
  stretch(pen, image, right - left, bottom - top, false);
  pen.restore();
  drawAxes(surface, height, x, y, colours);
  drawWindow(surface, height, x, handle, colours);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @param {Theme} colours
 */
function frame(pen, left, top, right, bottom, colours) {
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.stroke();
}

/**
 * @param {Surface} surface
 * @param {number} height
 * @param {Scale} x
 * @param {Scale} y
 * @param {Theme} colours
 */
function drawAxes({ pen, width }, height, x, y, colours) {
  pen.fillStyle = colours.dim;
  pen.textAlign = 'right';
  for (const hertz of [500, 1000, 1500, 2000]) {
    pen.fillText(`${hertz}${hertz === SHOWN_TO ? ' Hz' : ''}`, LEFT - 7, y(hertz) + (hertz === SHOWN_TO ? 9 : 4));
  }
  pen.textAlign = 'center';
  for (const second of [0.25, 0.3, 0.35]) {
    pen.fillRect(x(second), height - BOTTOM, 1, 4);
    pen.fillText(`${1000 * second} ms`, x(second), height - BOTTOM + 17);
  }
  pen.fillText('time', (LEFT + width - RIGHT) / 2, height - 8);
}

/**
 * The Hann window at its own length, above the two clicks.
 * @param {Surface} surface
 * @param {number} height
 * @param {Scale} x
 * @param {{centre: number, window: number}} handle
 * @param {Theme} colours
 */
function drawWindow({ pen, width }, height, x, { centre, window }, colours) {
  const half = window / RATE / 2;
  const base = height - BOTTOM;
  const tall = 0.3 * (base - TOP);
  const edges = [centre - half, centre + half].map(x);
  const hann = () => {
    pen.beginPath();
    for (let i = 0; i <= 80; i++) {
      const across = edges[0] + ((edges[1] - edges[0]) * i) / 80;
      pen.lineTo(across, base - tall * Math.sin((Math.PI * i) / 80) ** 2);
    }
    pen.stroke();
  };
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, TOP, width - RIGHT - LEFT, base - TOP);
  pen.clip();
  for (const [colour, thick] of /** @type {[string, number][]} */ ([[colours.bg, 5], [colours.warm, 2]])) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    hann();
  }
  pen.restore();
  pen.fillStyle = colours.warm;
  for (const edge of edges.map(at => Math.max(LEFT, Math.min(width - RIGHT, at)))) {
    pen.beginPath();
    pen.arc(edge, base, 6, 0, 2 * Math.PI);
    pen.fill();
  }
}

/**
 * One curve in dB below its largest value, with marks at the true places of the pair.
 * @param {HTMLCanvasElement} canvas
 * @param {number} height
 * @param {import('./trade.js').PowerCurve} curve
 * @param {[number, number]} pair
 * @param {{unit: string, per: number, axis: string}} axis unit and name; how many units are one
 * @param {Theme} colours
 */
export function drawCurve(canvas, height, { places, power }, pair, axis, colours) {
  const { pen, width } = fit(canvas, height);
  const apart = pair[1] - pair[0];
  const [low, high] = [pair[0] - AROUND * apart, pair[1] + AROUND * apart];
  const base = height - BOTTOM;
  const x = scale(low, high, LEFT, width - RIGHT);
  const y = scale(-DEEPEST, 0, base, TOP + 6);
  pen.fillStyle = colours.raised;
  pen.fillRect(LEFT, TOP, width - RIGHT - LEFT, base - TOP);
  frame(pen, LEFT, TOP, width - RIGHT, base, colours);
  pen.fillStyle = colours.dim;
  pen.textAlign = 'right';
  pen.fillText('0 dB', LEFT - 7, TOP + 10);
  pen.fillText(`−${DEEPEST}`, LEFT - 7, base);
  pen.strokeStyle = colours.warm;
  pen.setLineDash([4, 3]);
  pair.forEach((place, i) => {
    pen.beginPath();
    pen.moveTo(x(place), TOP);
    pen.lineTo(x(place), base + 4);
    pen.stroke();
    pen.textAlign = i ? 'left' : 'right';
    pen.fillText(`${Number((place * axis.per).toPrecision(6))} ${axis.unit}`, x(place) + (i ? -4 : 4), base + 17);
  });
  pen.setLineDash([]);
  pen.textAlign = 'center';
  pen.fillText(axis.axis, (LEFT + width - RIGHT) / 2, height - 8);
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, TOP, width - RIGHT - LEFT, base - TOP);
  pen.clip();
  drawLine(pen, { places, power }, [low, high], x, y, colours);
  pen.restore();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {import('./trade.js').PowerCurve} curve
 * @param {[number, number]} range
 * @param {Scale} x
 * @param {Scale} y
 * @param {Theme} colours
 */
function drawLine(pen, { places, power }, [low, high], x, y, colours) {
  const inside = [...places.keys()].filter(i => places[i] >= low && places[i] <= high);
  if (!inside.length) {
    pen.textAlign = 'left';
    pen.fillStyle = colours.fg;
    write(pen, 'no cell in this range', LEFT + 10, y(-DEEPEST / 2), colours.raised);
    return;
  }
  const most = Math.max(...inside.map(i => power[i]), 1e-12);
  const [first, last] = [Math.max(0, inside[0] - 1), Math.min(places.length - 1, inside[inside.length - 1] + 1)];
  pen.strokeStyle = pen.fillStyle = colours.accent;
  pen.lineWidth = 2;
  pen.beginPath();
  const points = [];
  for (let i = first; i <= last; i++) {
    const level = 10 * Math.log10(Math.max(1e-12, power[i]) / most);
    points.push([x(places[i]), y(Math.max(-DEEPEST, Math.min(0, level)))]);
  }
  for (const [px, py] of points) pen.lineTo(px, py);
  pen.stroke();
  if (points.length > MOST_DOTS) return;
  for (const [px, py] of points) {
    pen.beginPath();
    pen.arc(px, py, 3, 0, 2 * Math.PI);
    pen.fill();
  }
}
