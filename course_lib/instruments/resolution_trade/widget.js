// The resolution trade: the window is dragged in the spectrogram, and two windows lie side by side.
import {
  button, follow, keep, keyHint, node, ownKeys, say, theme, watch,
} from '../../display/browser/common.js';
import { drawCurve, drawSpectrogram, timeScale } from './picture.js';
import { finding, readOut, summary, target } from './sentences.js';
import { FIRST_CLICK, HOPS, LENGTHS, LOWER_TONE, RATE, SPLIT_DB, changed, windowView } from './trade.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('./trade.js').Setting} Setting */
/** @typedef {import('./trade.js').WindowView} WindowView */
/** @typedef {keyof Setting} Length */

const TALL = { alone: 386, beside: 330 }; // CSS pixels, of the spectrogram
const CURVE = 165;
/** @type {Length[]} */ const NAMES = ['window', 'n_fft', 'hop'];

/** The pictures and sliders of one transform. */
class Pane {
  name = node('b');
  words = node('p', { class: 'words' });
  tones = node('canvas', { role: 'img' });
  clicks = node('canvas', { role: 'img' });
  tonesName = node('b');
  clicksName = node('b');

  /**
   * @param {ResolutionTrade} trade
   * @param {number} which
   */
  constructor(trade, which) {
    this.trade = trade;
    this.which = which;
    const number = which + 1;
    this.picture = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
      'aria-label': `Window ${number}, in the picture` });
    this.picture.addEventListener('keydown', event => this.onKey(event));
    this.drag();
    this.sliders = NAMES.map(name => this.slider(name, `${name} ${number}`));
    this.root = node('section', { class: 'pane', 'aria-label': `Window ${number}` }, this.name,
      node('div', { class: 'views' }, this.picture, node('div', { class: 'curves' },
        node('div', {}, this.tonesName, this.tones), node('div', {}, this.clicksName, this.clicks))),
      this.words, ...this.sliders.map(({ row }) => row));
  }

  /** @returns {Setting} */
  get setting() {
    return this.trade.settings[this.which];
  }

  get centre() {
    return FIRST_CLICK + this.trade.apart.clicks / 2;
  }

  /**
   * @param {Length} name
   * @param {string} label
   */
  slider(name, label) {
    const input = node('input', { type: 'range', step: '1', min: '0', 'aria-label': label });
    const shown = node('output');
    const lengths = () => choices(name, this.setting[name]);
    input.addEventListener('input', () => this.move({ [name]: lengths()[Number(input.value)] }));
    input.addEventListener('change', () => this.trade.model.save_changes());
    const row = node('div', { class: 'control' }, node('span', {}, label), input, shown);
    return { name, input, shown, row };
  }

  drag() {
    const { picture } = this;
    const follow = (/** @type {PointerEvent} */ event) => {
      const box = picture.getBoundingClientRect();
      const x = timeScale(box.width);
      const perPixel = 1 / (x(1) - x(0));
      const half = Math.abs(event.clientX - box.left - x(this.centre)) * perPixel;
      const wanted = Math.log2(Math.max(1, 2 * half * RATE));
      const off = (/** @type {number} */ length) => Math.abs(Math.log2(length) - wanted);
      this.move({ window: LENGTHS.reduce((best, each) => (off(each) < off(best) ? each : best)) });
    };
    picture.addEventListener('pointerdown', event => {
      picture.setPointerCapture(event.pointerId);
      follow(event);
    });
    picture.addEventListener('pointermove', event => {
      if (picture.hasPointerCapture(event.pointerId)) follow(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      picture.addEventListener(end, () => this.trade.model.save_changes());
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const lengths = choices('window', this.setting.window);
    const next = lengths[lengths.indexOf(this.setting.window) + step];
    if (next) this.move({ window: next });
    this.trade.model.save_changes();
  }

  /** @param {Partial<Setting>} wanted */
  move(wanted) {
    const settings = this.trade.settings.map((/** @type {Setting} */ each, i) =>
      (i === this.which ? changed(each, wanted) : each));
    this.trade.model.set('settings', settings);
  }

  /**
   * @param {WindowView} view
   * @param {import('../../display/browser/common.js').Theme} colours
   */
  draw(view, colours) {
    const { setting, centre } = this;
    const { apart } = this.trade;
    const split = (/** @type {number} */ depth) =>
      `${depth >= SPLIT_DB ? 'split' : 'not split'}, valley ${depth.toFixed(1)} dB`;
    const words = summary(setting, view.valleys);
    say(this.name, finding([setting.window], [view.valleys]));
    this.name.hidden = this.trade.settings.length === 1; // the title says it
    say(this.words, words);
    say(this.tonesName, `Along frequency: tones ${split(view.valleys.tones)}`);
    say(this.clicksName, `Along time: clicks ${split(view.valleys.clicks)}`);
    const height = this.name.hidden ? TALL.alone : TALL.beside;
    drawSpectrogram(this.picture, height, view, { centre, window: setting.window }, colours);
    drawCurve(this.tones, CURVE, view.tones, [LOWER_TONE, LOWER_TONE + apart.tones],
      { unit: 'Hz', per: 1, axis: 'frequency' }, colours);
    drawCurve(this.clicks, CURVE, view.clicks, [FIRST_CLICK, FIRST_CLICK + apart.clicks],
      { unit: 'ms', per: 1000, axis: 'time' }, colours);
    this.picture.setAttribute('aria-valuemin', String(LENGTHS[0]));
    this.picture.setAttribute('aria-valuemax', String(LENGTHS[LENGTHS.length - 1]));
    this.picture.setAttribute('aria-valuenow', String(setting.window));
    this.picture.setAttribute('aria-valuetext', words);
    this.tones.setAttribute('aria-label', `Power along frequency. ${readOut(view.valleys)}.`);
    this.clicks.setAttribute('aria-label', `Power along time. ${readOut(view.valleys)}.`);
    for (const { name, input, shown } of this.sliders) {
      const lengths = choices(name, setting[name]);
      input.max = String(lengths.length - 1);
      input.value = String(lengths.indexOf(setting[name]));
      input.setAttribute('aria-valuetext', `${setting[name]} samples`);
      say(shown, String(setting[name]));
    }
  }
}

class ResolutionTrade {
  title = node('h4');
  words = node('p', { class: 'say target', role: 'status' });
  place = node('div', { class: 'panes' });
  answer = node('div', { class: 'answer every-window', hidden: '' });
  root = node('div', { class: 'ci resolution-trade', role: 'group', 'aria-label': 'Resolution trade',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Map<string, WindowView>} */ views = new Map();
  /** @type {Pane[]} */ panes = [];

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    this.second = button('Add a second window', () => this.addSecond());
    const every = button('Try every single window', () => this.tryEvery());
    this.root.append(this.title, this.words, this.place,
      node('div', { class: 'row' }, this.second, every,
        keyHint('drag the window in the picture · `←` `→` its length')), this.answer);
  }

  /** @returns {Setting[]} */
  get settings() {
    return this.model.get('settings');
  }

  get apart() {
    return { tones: this.model.get('tones_apart'), clicks: this.model.get('clicks_apart') };
  }

  /**
   * @param {Setting} setting
   * @returns {WindowView}
   */
  view(setting) {
    const key = JSON.stringify(setting);
    const view = this.views.get(key) ?? windowView(setting, this.apart);
    this.views.set(key, view);
    return view;
  }

  addSecond() {
    if (this.settings.length > 1) return;
    keep(this.model, { settings: [this.settings[0], this.settings[0]] });
  }

  tryEvery() {
    const views = LENGTHS.map(n =>
      ({ n, valleys: this.view({ n_fft: n, hop: Math.max(16, n / 4), window: n }).valleys }));
    const both = views.filter(({ valleys: { tones, clicks } }) =>
      tones >= SPLIT_DB && clicks >= SPLIT_DB).length;
    const mark = (/** @type {number} */ depth) => node('td', {}, depth >= SPLIT_DB ? 'split' : '–');
    const rows = views.map(({ n, valleys }) => node('tr', {},
      node('th', { scope: 'row' }, `${n} samples`), mark(valleys.tones), mark(valleys.clicks)));
    const heads = ['window', 'tones', 'clicks'].map(name => node('th', { scope: 'col' }, name));
    this.answer.hidden = false;
    this.answer.replaceChildren(
      node('p', { role: 'status' }, `${both} of ${LENGTHS.length} windows split both pairs.`),
      node('table', {}, node('thead', {}, node('tr', {}, ...heads)), node('tbody', {}, ...rows)));
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const { settings, apart } = this;
    if (this.panes.length !== settings.length) {
      this.panes = settings.map((_, i) => this.panes[i] ?? new Pane(this, i));
      this.place.replaceChildren(...this.panes.map(pane => pane.root));
      this.place.dataset.panes = String(settings.length);
    }
    const views = settings.map(setting => this.view(setting));
    const valleys = views.map(view => view.valleys);
    say(this.title, finding(settings.map(({ window }) => window), valleys));
    say(this.words, target(apart, valleys));
    this.second.disabled = settings.length > 1;
    const colours = theme(this.root);
    this.panes.forEach((pane, i) => pane.draw(views[i], colours));
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['settings'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => stops.forEach(stop => stop());
  }
}

/**
 * The lengths that a slider offers, and the present one.
 * @param {Length} name
 * @param {number} present
 */
function choices(name, present) {
  const lengths = name === 'hop' ? HOPS : LENGTHS;
  return lengths.includes(present) ? lengths : [...lengths, present].sort((a, b) => a - b);
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new ResolutionTrade(model).show(el);
}

export default { render };
