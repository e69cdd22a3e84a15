// The time machine: a deck with the original and every stage, and a curve on which the stage is dragged.
import { button, follow, keep, keyHint, node, theme, watch } from '../../display/browser/common.js';
import { readTrack } from '../../display/browser/sound.js';
import { Deck } from '../../display/deck/deck.js';
import { titled } from '../../display/deck/overlay.js';
import { drawDistances, stageScale } from './distances.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {{name: string, gain: string, distances: number[], rows: any[]}} Trained */

class TimeMachine {
  place = node('div');
  curve = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
    'aria-label': 'Training steps', 'aria-valuemin': '0' });
  root = node('div', { class: 'ci time-machine', role: 'group', 'aria-label': 'Time machine',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Deck | null} */ deck = null;
  /** @type {(() => void) | null} */ removeDeck = null;
  stage = 0; // the last one that was chosen, for the key G

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Trained[]} */ this.sounds = model.get('sounds');
    /** @type {number[]} */ this.steps = model.get('steps');
    this.buttons = this.sounds.map(({ name }) =>
      button(name, () => this.set({ sound: name }), { role: 'radio' }));
    this.curve.setAttribute('aria-valuemax', String(this.steps.length - 1));
    const choice = node('div', { class: 'row', role: 'radiogroup', 'aria-label': 'Sound' },
      ...this.buttons);
    this.root.append(this.place, this.curve, node('div', { class: 'row' }, choice,
      keyHint('drag along the curve · `O` original · `G` generator')));
    this.root.addEventListener('keydown', event => this.onKey(event));
    this.curve.addEventListener('keydown', event => this.onStep(event));
    this.drag();
  }

  get chosen() {
    const found = this.sounds.findIndex(({ name }) => name === this.model.get('sound'));
    return Math.max(0, found);
  }

  /** @param {Record<string, any>} values */
  set(values) {
    keep(this.model, values);
  }

  /** Put the stages of the chosen sound into the deck; if one was playing, go on with these. */
  update() {
    const { gain, rows } = this.sounds[this.chosen];
    const playing = !!this.deck?.player.playing;
    this.removeDeck?.();
    this.deck = new Deck(rows.map(readTrack), titled(this.model, rows, `Gain: ${gain}.`));
    this.removeDeck = this.deck.show(this.place);
    if (playing) this.deck.player.play(0);
    this.buttons.forEach((each, i) => each.setAttribute('aria-checked', String(i === this.chosen)));
    this.draw();
  }

  drag() {
    const move = (/** @type {PointerEvent} */ event) => {
      const box = this.curve.getBoundingClientRect();
      const { toStage } = stageScale(box.width, this.steps.length);
      this.model.set('current', 1 + toStage(event.clientX - box.left));
    };
    this.curve.addEventListener('pointerdown', event => {
      this.curve.setPointerCapture(event.pointerId);
      move(event);
    });
    this.curve.addEventListener('pointermove', event => {
      if (this.curve.hasPointerCapture(event.pointerId)) move(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      this.curve.addEventListener(end, () => this.model.save_changes());
    }
  }

  /** @param {KeyboardEvent} event on the curve */
  onStep(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.set({ current: 1 + Math.max(0, Math.min(this.steps.length - 1, this.stage + step)) });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const row = { o: 0, g: 1 + this.stage }[event.key.toLowerCase()];
    if (row === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set({ current: row });
    if (!this.deck?.player.playing) this.deck?.player.play(0);
  }

  draw() {
    const row = this.model.get('current');
    if (row > 0) this.stage = row - 1;
    if (!this.root.isConnected) return;
    const { distances } = this.sounds[this.chosen];
    const words = `${this.steps[this.stage]} steps, ${distances[this.stage].toFixed(1)} dB away`;
    this.curve.setAttribute('aria-valuenow', String(this.stage));
    this.curve.setAttribute('aria-valuetext', words);
    drawDistances(this.curve, this.steps, distances, row - 1, theme(this.root));
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    this.update();
    const stops = [
      follow(this.model, ['sound'], () => this.update()),
      follow(this.model, ['current'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new TimeMachine(model).show(el);
}

export default { render };
