// The logit inspector: a score is chosen in the map, and the samples that it depends on light up.
import {
  ask, button, follow, node, keyHint, ownKeys, say, signLegend, theme, watch,
} from '../../display/browser/common.js';
import { forListening, fromPcm16 } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { drawComb } from '../fold_explorer/comb.js';
import { drawMap } from './map.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('./map.js').ScoreMap} ScoreMap */
/** @typedef {{name: string, sub: number, row: number, place: number}} Choice */
/** @typedef {{choice: Choice, title: string, words: string, where: number[]}} Field */

const MAGNIFIED = 10; // as if the period were this long: enough samples to see a comb

class LogitInspector {
  title = node('h4');
  words = node('p', { class: 'say words', role: 'status' });
  map = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
    'aria-label': 'Score, in the map', 'aria-valuemin': '0' });
  about = node('p', {}, 'These samples in the whole sound. Below, some of them magnified: the height is the sample value.');
  comb = node('canvas', { role: 'img' });
  answer = node('div', { class: 'answer', hidden: '' });
  root = node('div', { class: 'ci logit-inspector', role: 'group', 'aria-label': 'Logit inspector',
    'data-lm-suppress-shortcuts': 'true' });
  row = this.slider('row', 'score, in time', 'in time');
  place = this.slider('place', 'place', 'place');
  placeKeys = node('span');
  /** @type {(() => void) | null} */ removeDeck = null;
  waiting = false;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.samples = fromPcm16(model.get('samples'));
    /** @type {Field} */ this.field = model.get('fields')[this.choice.name];
    this.name = node('select', { 'aria-label': 'discriminator' },
      ...Object.keys(model.get('maps')).map(name => node('option', {}, name)));
    this.sub = node('select', { 'aria-label': 'sub-discriminator' });
    this.name.addEventListener('change', () => this.choose(this.middle(this.name.value, 0)));
    this.sub.addEventListener('change', () =>
      this.choose(this.middle(this.choice.name, Number(this.sub.value))));
    this.build();
  }

  /** @returns {Choice} */
  get choice() {
    return this.model.get('choice');
  }

  /** @returns {ScoreMap} */
  get scores() {
    return this.model.get('maps')[this.choice.name][this.choice.sub];
  }

  build() {
    ownKeys(this.root);
    const live = !!this.model.send; // autograd needs the kernel
    const menus = node('div', { class: 'row' }, 'discriminator', this.name);
    if (live) menus.append('sub-discriminator', this.sub);
    const play = button('Play what it hears', () => this.play(), { class: 'main' });
    const controls = live ? [this.row.line, this.place.line] : [];
    const left = this.model.get('left_out').map((/** @type {string} */ words) => node('p', {}, words));
    const row = node('div', { class: 'row' }, play);
    if (live) {
      this.placeKeys.append(' · ', ...keyHint('`↑` `↓` place').childNodes);
      const keys = keyHint('drag in the map · `←` `→` in time');
      keys.append(this.placeKeys);
      row.append(keys);
      this.map.addEventListener('keydown', event => this.onKey(event));
      this.drag();
    } else {
      this.map.className = '';
      this.map.setAttribute('role', 'img');
      for (const name of ['tabindex', 'aria-valuemin']) this.map.removeAttribute(name);
    }
    const legend = signLegend('score above the mean', 'below it');
    this.root.append(this.title, this.words, legend, this.map, this.about, this.comb, menus, ...controls, row,
      this.answer, ...left);
  }

  /**
   * @param {'row' | 'place'} trait
   * @param {string} label
   * @param {string} word beside the slider
   */
  slider(trait, label, word) {
    const input = node('input', { type: 'range', min: '0', step: '1', 'aria-label': label });
    const shown = node('output');
    input.addEventListener('input', () => this.move({ [trait]: Number(input.value) }));
    input.addEventListener('change', () => this.model.save_changes());
    return { input, shown, line: node('div', { class: 'control' }, node('span', {}, word), input, shown) };
  }

  drag() {
    const { map } = this;
    const follow = (/** @type {PointerEvent} */ event) => {
      const box = map.getBoundingClientRect();
      const { rows, places } = this.scores;
      this.move({ row: Math.floor((rows * (event.clientX - box.left)) / box.width),
        place: Math.floor((places * (event.clientY - box.top - 10)) / (box.height - 42)) });
    };
    map.addEventListener('pointerdown', event => {
      map.setPointerCapture(event.pointerId);
      follow(event);
    });
    map.addEventListener('pointermove', event => map.hasPointerCapture(event.pointerId) && follow(event));
    for (const end of ['pointerup', 'pointercancel']) {
      map.addEventListener(end, () => this.model.save_changes());
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { row, place } = this.choice;
    this.move({ row: row + step[0] * (event.shiftKey ? 10 : 1), place: place + step[1] });
    this.model.save_changes();
  }

  /**
   * The middle score of a sub-discriminator, or the one that a page has without a kernel.
   * @param {string} name
   * @param {number} sub
   * @returns {Choice}
   */
  middle(name, sub) {
    if (!this.model.send) return this.model.get('fields')[name].choice;
    const { rows, places } = this.model.get('maps')[name][sub];
    return { name, sub, row: rows >> 1, place: places >> 1 };
  }

  /** @param {Choice} choice */
  choose(choice) {
    this.model.set('choice', choice);
    this.model.save_changes();
  }

  /** @param {{row?: number, place?: number}} wanted */
  move(wanted) {
    const { rows, places } = this.scores;
    const within = (/** @type {number} */ i, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, i));
    const { row, place } = { ...this.choice, ...wanted };
    this.model.set('choice', { ...this.choice, row: within(row, rows), place: within(place, places) });
  }

  /** Ask which samples the score depends on; while a reply is due, only the last choice waits. */
  async find() {
    if (this.waiting || same(this.field.choice, this.choice)) return;
    this.waiting = true;
    const { choice } = this;
    const reply = await ask(this.model, { choice });
    this.waiting = false;
    this.field = reply.error ? { choice, title: 'This score has no answer', words: reply.error, where: [] }
      : reply;
    this.draw();
  }

  /** Take away the sounds: they were of another score. */
  clear() {
    this.removeDeck?.();
    this.removeDeck = null;
    this.answer.replaceChildren();
    this.answer.hidden = true;
  }

  play() {
    this.clear();
    const { where } = this.field;
    const inside = new Float32Array(this.samples.length);
    for (const i of where) inside[i] = this.samples[i];
    const rate = this.model.get('rate');
    const { tracks, decibels } = forListening([
      { name: this.model.get('name'), finding: 'the whole sound', rate, samples: this.samples },
      { name: 'what one score hears', finding: 'the rest is silent', rate, samples: inside }]);
    const facts = `All sounds at one gain, ${decibels < 0 ? '−' : '+'}${Math.abs(decibels).toFixed(1)} dB.`;
    const model = makeModel({ title: '', facts, current: 1, view: 'wave', loop: false, trials: 10 });
    const place = node('div');
    this.answer.hidden = false;
    this.answer.append(place);
    this.removeDeck = new Deck(tracks, model).show(place);
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    if (!this.model.send) this.field = this.model.get('fields')[this.choice.name];
    const colours = theme(this.root);
    const { choice, scores, field } = this;
    drawMap(this.map, scores, choice, this.samples.length / this.model.get('rate'), colours);
    this.drawControls();
    if (!same(this.shown, field.choice)) this.clear();
    this.shown = field.choice;
    say(this.title, field.title);
    say(this.words, field.words);
    this.map.setAttribute(this.model.send ? 'aria-valuetext' : 'aria-label', `${field.title}. ${field.words}`);
    this.comb.hidden = this.about.hidden = !field.where.length;
    if (!this.comb.hidden) {
      drawComb(this.comb, this.samples, field.where, MAGNIFIED, colours);
      this.comb.setAttribute('aria-label', field.words);
    }
    this.find();
  }

  drawControls() {
    const { choice, scores: { rows, places } } = this;
    const subs = this.model.get('maps')[choice.name].length;
    if (this.sub.options.length !== subs) {
      this.sub.replaceChildren(...Array.from({ length: subs }, (_, i) => node('option', {}, String(i))));
    }
    this.name.value = choice.name;
    this.sub.value = String(choice.sub);
    for (const [{ input, shown }, value, count] of /** @type {const} */ ([
      [this.row, choice.row, rows], [this.place, choice.place, places]])) {
      input.max = String(count - 1);
      input.value = String(value);
      say(shown, String(value));
    }
    this.place.line.hidden = this.placeKeys.hidden = places === 1;
    if (!this.model.send) return; // the map is a picture
    this.map.setAttribute('aria-valuemax', String(rows - 1));
    this.map.setAttribute('aria-valuenow', String(choice.row));
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['choice'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.clear();
    };
  }
}

/**
 * @param {Choice | undefined} a
 * @param {Choice} b
 */
function same(a, b) {
  return !!a && a.name === b.name && a.sub === b.sub && a.row === b.row && a.place === b.place;
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new LogitInspector(model).show(el);
}

export default { render };
