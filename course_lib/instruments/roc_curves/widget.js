// ROC curves: the threshold is dragged over the clips, or the point along its curve.
import { button, follow, keyHint, node, say, theme, watch } from '../../display/browser/common.js';
import { fixed } from '../fold_explorer/sentences.js';
import { DASHES, drawCurves, drawScores, place, scoreScale } from './picture.js';
import { area, furthest, roc, thresholds } from './roc.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('./picture.js').Curve} Curve */

const SVG = 'http://www.w3.org/2000/svg';

class RocCurves {
  title = node('h4');
  facts = node('p', { class: 'say', role: 'status' });
  curvesCanvas = this.canvas('Threshold, along the curve');
  scoresCanvas = this.canvas('Threshold, over the clips');
  root = node('div', { class: 'ci roc-curves', role: 'group', 'aria-label': 'ROC curves',
    'data-lm-suppress-shortcuts': 'true' });

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Curve[]} */ this.curves = model.get('curves').map((/** @type {Curve} */ curve) =>
      ({ ...curve, points: roc(curve.real, curve.fake), area: area(curve.real, curve.fake) }));
    this.choices = this.curves.map((curve, i) => this.choice(curve, i));
    say(this.title, model.get('finding'));
    this.root.append(this.title, this.facts);
    if (this.curves.length) this.build();
    for (const line of model.get('left_out')) this.root.append(node('p', {}, line));
  }

  build() {
    this.drag(this.curvesCanvas, (x, y) => this.nearestPoint(x, y));
    this.drag(this.scoresCanvas, x => this.nearestThreshold(x));
    this.root.append(
      node('div', { class: 'panes' },
        node('figure', {}, this.scoresCanvas, node('figcaption', {}, 'Each dot is a clip')),
        node('figure', {}, this.curvesCanvas, node('figcaption', {}, 'Each threshold is a point'))),
      node('div', { class: 'row' },
        node('div', { class: 'row', role: 'radiogroup', 'aria-label': 'Curve' }, ...this.choices),
        keyHint('drag the threshold, or the point · `←` `→` one clip')));
  }

  get chosen() {
    const found = this.curves.findIndex(({ name }) => name === this.model.get('chosen'));
    return Math.max(0, found);
  }

  get point() {
    const { points } = this.curves[this.chosen];
    const stored = this.model.get('point');
    return stored >= 0 && stored < points.length ? stored : furthest(points);
  }

  /** The score of the point; above all scores for the first one. */
  get threshold() {
    const { real, fake } = this.curves[this.chosen];
    return this.point ? thresholds(real, fake)[this.point - 1] : Infinity;
  }

  /** @param {string} label */
  canvas(label) {
    const canvas = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
      'aria-label': label, 'aria-valuemin': '0' });
    canvas.addEventListener('keydown', event => this.onKey(event));
    return canvas;
  }

  /**
   * A button with the line of its curve.
   * @param {Curve} curve
   * @param {number} i
   */
  choice({ name, area: under }, i) {
    const made = button('', () => this.choose(name), { role: 'radio', 'data-name': name });
    const svg = document.createElementNS(SVG, 'svg');
    const stroke = document.createElementNS(SVG, 'line');
    const style = { x1: '0', x2: '26', y1: '4', y2: '4', 'stroke-width': '3', stroke: 'currentColor',
      'stroke-dasharray': DASHES[i % DASHES.length].join(' ') || 'none' };
    for (const [key, value] of Object.entries({ width: '26', height: '8', 'aria-hidden': 'true' })) {
      svg.setAttribute(key, value);
    }
    for (const [key, value] of Object.entries(style)) stroke.setAttribute(key, value);
    svg.style.color = 'var(--ci-fg)';
    svg.append(stroke);
    made.append(svg, ` ${name}: ${fixed(under, 2)}`);
    return made;
  }

  /** @param {string} name */
  choose(name) {
    this.model.set('point', -1);
    this.model.set('chosen', name);
    this.model.save_changes();
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(x: number, y: number) => number} find the point under the pointer
   */
  drag(canvas, find) {
    const move = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      this.move(find(event.clientX - box.left, event.clientY - box.top));
    };
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener('pointermove', event => {
      if (canvas.hasPointerCapture(event.pointerId)) move(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, () => this.model.save_changes());
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  nearestPoint(x, y) {
    const width = this.curvesCanvas.clientWidth;
    const distances = this.curves[this.chosen].points.map(point => {
      const at = place(width, point);
      return Math.hypot(at.x - x, at.y - y);
    });
    return distances.indexOf(Math.min(...distances));
  }

  /** @param {number} x */
  nearestThreshold(x) {
    const curve = this.curves[this.chosen];
    const { toScore } = scoreScale(this.scoresCanvas.clientWidth, curve);
    return thresholds(curve.real, curve.fake).filter(score => score >= toScore(x)).length;
  }

  /** @param {number} point */
  move(point) {
    const last = this.curves[this.chosen].points.length - 1;
    this.model.set('point', Math.max(0, Math.min(last, point)));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const strict = event.currentTarget === this.scoresCanvas ? -1 : 1; // to the right: fewer clips
    const steps = { ArrowLeft: -strict, ArrowRight: strict, ArrowUp: strict, ArrowDown: -strict }[event.key];
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.point + steps);
    this.model.save_changes();
  }

  /** What the threshold does to the clips. */
  sentence() {
    const { name, real, fake, area: under } = this.curves[this.chosen];
    const called = (/** @type {number[]} */ scores) =>
      `${scores.filter(score => score >= this.threshold).length} of ${scores.length}`;
    return `${name}, at this threshold: ${called(real)} real clips are called real, and by mistake `
      + `${called(fake)} generated ones. Area ${fixed(under, 2)}; guessing has 0.50.`;
  }

  draw() {
    if (!this.root.isConnected || !this.curves.length) return;
    const { chosen, point } = this;
    const colours = theme(this.root);
    const words = this.sentence();
    say(this.facts, words);
    for (const canvas of [this.curvesCanvas, this.scoresCanvas]) {
      canvas.setAttribute('aria-valuemax', String(this.curves[chosen].points.length - 1));
      canvas.setAttribute('aria-valuenow', String(point));
      canvas.setAttribute('aria-valuetext', words);
    }
    this.choices.forEach((choice, i) => choice.setAttribute('aria-checked', String(i === chosen)));
    drawCurves(this.curvesCanvas, this.curves, chosen, point, colours);
    drawScores(this.scoresCanvas, this.curves[chosen], this.threshold, colours);
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['chosen', 'point'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => stops.forEach(stop => stop());
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new RocCurves(model).show(el);
}

export default { render };
