// The turning arrows: a tone and a hop are chosen, and the frame is dragged or played.
import {
  button, follow, keep, keyHint, node, ownKeys, say, signLegend, theme, watch,
} from '../../display/browser/common.js';
import { turningCells } from './arrows.js';
import { LEFT, arrow, drawDial, drawRows } from './picture.js';
import { finding, summary } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('./arrows.js').Sizes} Sizes */
/** @typedef {import('./arrows.js').Tone} Tone */

const TONES = { min: 900, max: 1100, step: 1 }; // Hz
const HOPS = { min: 8, max: 512, step: 8 }; // samples
const BEAT = 350; // milliseconds from frame to frame while it plays

class TurningArrows {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  dial = node('canvas', { role: 'img' });
  rows = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0', 'aria-label': 'Frame, in the picture' });
  root = node('div', { class: 'ci turning-arrows', role: 'group', 'aria-label': 'Turning arrows',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {number | undefined} */ timer;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    this.play = button('▶ Play', () => (this.timer === undefined ? this.start() : this.stop()), { class: 'main' });
    this.sliders = [
      this.slider('hertz', 'tone', { ...TONES, unit: 'Hz' }),
      this.slider('hop', 'hop', { ...HOPS, unit: 'samples' }),
    ];
    this.rows.addEventListener('keydown', event => this.onKey(event));
    this.drag();
    this.root.append(this.title, this.words,
      node('div', { class: 'arrows' }, this.dial, this.rows),
      signLegend('above zero', 'below zero', 'Each row of cells is a bin. The outlined column is the frame of the large arrow.'),
      node('div', { class: 'row' }, this.play, keyHint('drag the frame in the picture · `←` `→` one frame')),
      ...this.sliders.map(({ row }) => row));
  }

  /** @returns {Tone} */
  get tone() {
    return { hertz: this.model.get('hertz'), hop: this.model.get('hop') };
  }

  /** @returns {Sizes} */
  get sizes() {
    const [rate, n_fft, frames, around] = ['rate', 'n_fft', 'frames', 'around'].map(name => this.model.get(name));
    return { rate, n_fft, frames, around };
  }

  /**
   * @param {'hertz' | 'hop'} name
   * @param {string} label
   * @param {{min: number, max: number, step: number, unit: string}} range
   */
  slider(name, label, { min, max, step, unit }) {
    const input = node('input', { type: 'range', min: String(min), max: String(max), step: String(step), 'aria-label': label });
    const shown = node('output');
    input.addEventListener('input', () => this.model.set(name, Number(input.value)));
    input.addEventListener('change', () => this.model.save_changes());
    return { name, unit, input, shown, row: node('div', { class: 'control' }, node('span', {}, label), input, shown) };
  }

  drag() {
    const { rows } = this;
    const to = (/** @type {PointerEvent} */ event) => {
      const box = rows.getBoundingClientRect();
      const share = (event.clientX - box.left - LEFT) / (box.width - LEFT);
      this.move(Math.floor(share * this.sizes.frames));
    };
    rows.addEventListener('pointerdown', event => {
      this.stop();
      rows.setPointerCapture(event.pointerId);
      to(event);
    });
    rows.addEventListener('pointermove', event => {
      if (rows.hasPointerCapture(event.pointerId)) to(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      rows.addEventListener(end, () => this.model.save_changes());
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    this.move(this.model.get('frame') + step);
    this.model.save_changes();
  }

  /** @param {number} frame */
  move(frame) {
    this.model.set('frame', Math.max(0, Math.min(this.sizes.frames - 1, frame)));
  }

  start() {
    say(this.play, '⏸ Pause');
    this.timer = window.setInterval(() => {
      this.model.set('frame', (this.model.get('frame') + 1) % this.sizes.frames);
    }, BEAT);
  }

  stop() {
    if (this.timer === undefined) return;
    window.clearInterval(this.timer);
    this.timer = undefined;
    say(this.play, '▶ Play');
    keep(this.model, { frame: this.model.get('frame') });
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const { tone, sizes } = this;
    const frame = this.model.get('frame');
    const cells = turningCells(tone, sizes);
    const colours = theme(this.root);
    const upToNow = Array.from({ length: frame + 1 }, (_, i) => arrow(cells, sizes.around, i, sizes.frames));
    say(this.title, finding(tone, sizes));
    say(this.words, summary(tone, sizes));
    drawDial(this.dial, upToNow, colours);
    drawRows(this.rows, cells, { bin: sizes.around, frame, frames: sizes.frames }, colours);
    const { re, im } = upToNow[frame];
    const now = `Frame ${frame}: real part ${re.toFixed(2)}, imaginary part ${im.toFixed(2)} of the longest arrow`;
    this.dial.setAttribute('aria-label', now);
    this.rows.setAttribute('aria-valuemin', '0');
    this.rows.setAttribute('aria-valuemax', String(sizes.frames - 1));
    this.rows.setAttribute('aria-valuenow', String(frame));
    this.rows.setAttribute('aria-valuetext', now);
    for (const { name, unit, input, shown } of this.sliders) {
      const value = this.model.get(name);
      input.value = String(value);
      input.setAttribute('aria-valuetext', `${value} ${unit}`);
      say(shown, `${value} ${unit}`);
    }
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['hertz', 'hop', 'frame'], () => this.draw()),
      watch(this.root, () => this.draw()),
      () => this.stop(),
    ];
    return () => stops.forEach(stop => stop());
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new TurningArrows(model).show(el);
}

export default { render };
