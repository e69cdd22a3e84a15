// The picture of the tug of war: the losses above, both clouds of scores below, on one axis.
import { fit, theme, write } from '../../display/browser/common.js';
import { RULES, mean, pulls, sumOf } from './losses.js';

/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('./losses.js').Curve} Curve */
/** @typedef {import('./losses.js').LossRule} LossRule */
/** @typedef {import('./losses.js').Scores} Scores */
/** @typedef {{who: string, pull: number[], ink: string}} Player */
/** @typedef {{name: 'real' | 'fake', scores: number[], ink: string, players: Player[]}} Cloud */
/** @typedef {{pen: CanvasRenderingContext2D, at: Layout, colours: Theme}} Picture */

const END = 5; // of the axis, in scores
const HIGHEST = 5.2; // loss in the picture
const PER_PULL = 44; // CSS pixels for a pull of 1
export const LONGEST = 3; // the pull of the longest arrow: of 10, it would leave the picture
const CURVES = [22, 196]; // top and bottom, in CSS pixels; the names of the dotted lines are above
const NAMED_AT = 4; // the loss at which a curve has its name: lower, a dotted line would cross it
const AXIS = 468;
const HEIGHT = 506;
/** @type {Record<'real' | 'fake', [number, number]>} */
export const LANES = { real: [208, 326], fake: [334, 460] };
const CAPTION = 19; // from the top of a lane to the mark of the mean
export const BESIDE = 12; // from the outermost score of a cloud to its edge

/** @typedef {ReturnType<typeof layout>} Layout */
/**
 * Where scores and losses are.
 * @param {number} width
 * @param {number} lowest the smallest loss
 */
export function layout(width, lowest = 0) {
  const left = 52, right = width - 14;
  const [top, bottom] = CURVES;
  return {
    left,
    right,
    perScore: (right - left) / (2 * END),
    x: (/** @type {number} */ score) => left + ((right - left) * (score + END)) / (2 * END),
    y: (/** @type {number} */ loss) =>
      bottom - ((bottom - top) * (loss - lowest)) / (HIGHEST - lowest),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} name of the rule
 * @param {Scores} scores
 * @param {boolean} oneSum
 */
export function drawTug(canvas, name, scores, oneSum) {
  const rule = RULES[name];
  const colours = theme(canvas);
  const { pen, width } = fit(canvas, HEIGHT);
  const picture = { pen, at: layout(width, rule.lowest), colours };
  const { dReal, dFake, gFake } = pulls(name, scores, oneSum);
  drawGround(picture, rule);
  drawLosses(picture, rule, scores, oneSum);
  if (!oneSum) nameCurves(picture, rule); // the legend of a sum names its parts
  nameMarks(picture, rule);
  const discriminator = { who: oneSum ? 'both' : 'discriminator', ink: colours.accent };
  drawCloud(picture, { name: 'real', scores: scores.real, ink: colours.fg,
    players: [{ ...discriminator, pull: dReal }] });
  drawCloud(picture, { name: 'fake', scores: scores.fake, ink: colours.warm, players: oneSum
    ? [{ who: 'both', pull: dFake, ink: colours.good }]
    : [{ ...discriminator, pull: dFake }, { who: 'generator', pull: gFake, ink: colours.good }] });
}

/**
 * Axes, and lines at the scores that matter.
 * @param {Picture} picture
 * @param {LossRule} rule
 */
function drawGround({ pen, at, colours }, { marks }) {
  pen.fillStyle = colours.dim;
  pen.textAlign = 'center';
  pen.fillRect(at.left, AXIS, at.right - at.left, 1);
  for (let score = 1 - END; score < END; score++) {
    pen.fillRect(at.x(score), AXIS, 1, 5);
    pen.fillText(String(score).replace('-', '−'), at.x(score), AXIS + 18);
  }
  pen.fillText('score (logit)', at.x(0), AXIS + 34);
  pen.fillRect(at.left, at.y(0), at.right - at.left, 1);
  for (const [score] of marks) {
    for (let y = CURVES[0]; y < AXIS; y += 6) pen.fillRect(at.x(score), y, 1, 2);
  }
  pen.textAlign = 'right';
  for (const loss of [0, 2, 4]) pen.fillText(String(loss), at.left - 8, at.y(loss) + 4);
  pen.textAlign = 'center';
  pen.save();
  pen.translate(14, (CURVES[0] + CURVES[1]) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText('loss of one score', 0, 0);
  pen.restore();
}

/**
 * What the dotted lines are, above the curves.
 * @param {Picture} picture
 * @param {LossRule} rule
 */
function nameMarks({ pen, at, colours }, { marks }) {
  pen.fillStyle = colours.dim;
  marks.forEach(([score, words], i) => {
    const last = i === marks.length - 1;
    pen.textAlign = last ? 'left' : 'right';
    write(pen, words, at.x(score) + (last ? 6 : -6), CURVES[0] - 8, colours.bg);
  });
}

/**
 * The discriminator has two losses of one colour, for real and for fake sound.
 * @param {Picture} picture
 * @param {LossRule} rule
 */
function nameCurves({ pen, at, colours }, { dReal, dFake }) {
  pen.fillStyle = colours.accent;
  for (const [words, curve, side] of /** @type {[string, Curve, 1 | -1][]} */ ([
    ['of real', dReal, -1], ['of fake', dFake, 1]])) {
    let score = 0;
    while (curve.value(score) < NAMED_AT) score += 0.05 * side;
    pen.textAlign = side > 0 ? 'right' : 'left'; // between the two curves, above its own
    write(pen, words, at.x(score) - 7 * side, at.y(NAMED_AT) - 2, colours.bg);
  }
}

/**
 * The curves of the losses, and where the scores are on them.
 * @param {Picture} picture
 * @param {LossRule} rule
 * @param {Scores} scores
 * @param {boolean} oneSum
 */
function drawLosses(picture, rule, { real, fake }, oneSum) {
  const { accent, good, dim, fg, warm } = picture.colours;
  const part = { ink: dim, width: 1.3, dash: [3, 4] };
  drawCurve(picture, rule.dReal, { ink: accent, width: 2.5, dash: [] });
  drawCurve(picture, rule.dFake, oneSum ? part : { ink: accent, width: 2.5, dash: [] });
  drawCurve(picture, rule.gFake, oneSum ? part : { ink: good, width: 2.5, dash: [8, 6] });
  if (oneSum) drawCurve(picture, sumOf(rule), { ink: good, width: 3, dash: [8, 6] });
  drawOnCurve(picture, rule.dReal, { name: 'real', scores: real, ink: fg });
  for (const curve of oneSum ? [sumOf(rule)] : [rule.dFake, rule.gFake]) {
    drawOnCurve(picture, curve, { name: 'fake', scores: fake, ink: warm });
  }
}

/**
 * @param {Picture} picture
 * @param {Curve} curve
 * @param {{ink: string, width: number, dash: number[]}} style
 */
function drawCurve({ pen, at }, curve, { ink, width, dash }) {
  pen.save();
  pen.beginPath();
  pen.rect(at.left, CURVES[0], at.right - at.left, CURVES[1] - CURVES[0]);
  pen.clip();
  pen.beginPath();
  for (let x = at.left; x <= at.right; x++) {
    pen.lineTo(x, at.y(curve.value((x - at.left) / at.perScore - END)));
  }
  pen.strokeStyle = ink;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
  pen.restore();
}

/**
 * A small mark for each score, and a large one for their mean.
 * @param {Picture} picture
 * @param {Curve} curve
 * @param {{name: 'real' | 'fake', scores: number[], ink: string}} cloud
 */
function drawOnCurve({ pen, at, colours }, curve, { name, scores, ink }) {
  const y = (/** @type {number} */ score) =>
    Math.min(CURVES[1], Math.max(CURVES[0], at.y(curve.value(score))));
  const middle = mean(scores);
  pen.fillStyle = ink;
  pen.globalAlpha = 0.5;
  for (const score of scores) mark(pen, at.x(score), y(score), 2.4, name);
  pen.globalAlpha = 1;
  pen.fillStyle = colours.bg;
  mark(pen, at.x(middle), y(middle), 8, name);
  pen.fillStyle = ink;
  mark(pen, at.x(middle), y(middle), 6, name);
}

/**
 * A cloud: a row for each score with its arrows, and the mean pull of each player above.
 * @param {Picture} picture
 * @param {Cloud} cloud
 */
function drawCloud(picture, { name, scores, ink, players }) {
  const { pen, at } = picture;
  const [top, bottom] = LANES[name];
  const first = top + 40;
  const step = (bottom - first - 6) / scores.length;
  // players side by side, so that no arrow hides another
  const apart = (/** @type {number} */ k, /** @type {number} */ gap) =>
    (k - (players.length - 1) / 2) * gap;
  pen.globalAlpha = 0.85;
  players.forEach(({ pull, ink: colour }, k) => scores.forEach((score, i) =>
    arrow(pen, at.x(score), first + step * (i + 0.5) + apart(k, 2.6), pull[i], colour, 1.4)));
  pen.globalAlpha = 1;
  pen.fillStyle = ink;
  scores.forEach((score, i) => mark(pen, at.x(score), first + step * (i + 0.5), 3.8, name));
  const middle = at.x(mean(scores));
  const half = at.x(Math.max(...scores)) - middle + BESIDE;
  players.forEach((player, k) =>
    drawMeanPull(picture, { x: middle, half }, top + CAPTION + apart(k, 16), player));
  pen.fillStyle = ink;
  mark(pen, middle, top + CAPTION, 7, name);
  pen.textAlign = 'left';
  pen.fillText(name, 4, (top + bottom) / 2);
}

/**
 * A thick arrow from the mean of a cloud, and the size of the pull beside the cloud.
 * @param {Picture} picture
 * @param {{x: number, half: number}} cloud where its mean is, and how far its edges are from there
 * @param {number} y
 * @param {Player} player
 */
function drawMeanPull({ pen, at, colours }, { x, half }, y, { who, pull, ink }) {
  const size = mean(pull);
  const sign = Math.sign(size) || 1;
  arrow(pen, x + sign * 9, y, size, ink, 4);
  const shown = Math.abs(size).toFixed(2);
  const words = shown === '0.00' ? `${who}: no pull on average` : `${who} ${shown}`;
  const ahead = x + sign * Math.max(half + 7, lengthOf(size) + 17);
  const room = sign > 0 ? at.right - ahead : ahead - at.left;
  const fits = room >= pen.measureText(words).width; // otherwise on the other side of the cloud
  pen.fillStyle = ink;
  pen.textAlign = fits === (sign > 0) ? 'left' : 'right';
  write(pen, words, fits ? ahead : x - sign * (half + 7), y + 4, colours.bg);
}

/** @param {number} pull */
function lengthOf(pull) {
  return PER_PULL * Math.min(LONGEST, Math.abs(pull));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} pull
 * @param {string} ink
 * @param {number} width
 */
function arrow(pen, x, y, pull, ink, width) {
  const sign = Math.sign(pull);
  const length = lengthOf(pull);
  if (length < 1.5) return;
  const end = x + sign * length;
  const tip = Math.min(length, 3 + 1.6 * width);
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(end - sign * tip, y);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(end, y);
  pen.lineTo(end - sign * tip, y - 0.62 * tip);
  pen.lineTo(end - sign * tip, y + 0.62 * tip);
  pen.fill();
}

/**
 * A disc for real, a square for fake.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {'real' | 'fake'} name
 */
function mark(pen, x, y, radius, name) {
  pen.beginPath();
  if (name === 'real') pen.arc(x, y, radius, 0, 2 * Math.PI);
  else pen.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
  pen.fill();
}
