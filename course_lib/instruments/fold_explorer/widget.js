// The fold explorer: the period is dragged in the picture, and no kernel is asked meanwhile.
import {
  ask, button, follow, keyHint, node, ownKeys, say, signLegend, theme, watch,
} from '../../display/browser/common.js';
import { forListening, fromPcm16, peakOf } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { drawAxis } from './axis.js';
import { drawComb } from './comb.js';
import { aliasPartners, column, countRows, uprightness } from './columns.js';
import { setPeriodByHand } from './drag_period.js';
import { drawFold } from './draw_fold.js';
import { describeAliases, describeColumn, describeFold, finding, short } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/sound.js').Track} Track */
/** @typedef {{label: string, input: HTMLInputElement, shown: HTMLOutputElement}} Slider */

const ROWS = 32;
const PLAYED_SECONDS = 3;
const TONE_SECONDS = 1;
const EXAMPLE_HERTZ = 500; // the tone to explain aliases with if the pitch is unknown
const COMB = 'These samples in the whole sound. Below, a part of it magnified: each line is a sample, and those with a dot count.';

class FoldExplorer {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  about = node('p');
  grid = node('canvas', { class: 'draggable', tabindex: '0', role: 'slider',
    'aria-label': 'Period, in the picture', 'aria-valuemin': '1' });
  legend = signLegend('sample above 0', 'below 0', 'time runs to the right, then on in the next row');
  axis = node('canvas', { role: 'img' });
  answer = node('div', { class: 'answer', hidden: '' });
  root = node('div', { class: 'ci fold-explorer', role: 'group', 'aria-label': 'Fold explorer',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {(() => void) | null} */ removeDeck = null;
  /** @type {(() => void) | null} */ drawAnswer = null;
  moving = false;
  sliders = [this.slider('period', 'period p'), this.slider('offset', 'start offset'),
    this.slider('column', 'column')];

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.samples = fromPcm16(model.get('samples'));
    this.peak = peakOf(this.samples.subarray(0, ROWS * model.get('longest'))) || 1;
    this.jumps = this.jumpButtons();
    this.build();
  }

  get settings() {
    const [period, offset, index] = ['period', 'offset', 'column'].map(n => this.model.get(n));
    return { period, offset, index, rate: this.model.get('rate') };
  }

  build() {
    const questions = node('div', { class: 'row' },
      button('▶ column', () => this.playColumn()),
      button('alias partners', () => this.showAliases()));
    if (this.model.send) questions.append(button("one logit's samples", () => this.showLogit()));
    questions.append(keyHint('drag the picture · `←` `→` one sample · `⇧` ten'));
    const sliders = this.sliders.map(({ label, input, shown }) =>
      node('div', { class: 'control' }, node('span', {}, label), input, shown));
    say(this.about, this.model.get('about'));
    this.grid.setAttribute('aria-valuemax', this.model.get('longest'));
    setPeriodByHand(this.grid, {
      period: () => this.settings.period,
      move: period => this.move({ period }),
      release: () => this.model.save_changes(),
    });
    ownKeys(this.root);
    this.root.append(this.title, this.words, this.legend, this.grid, this.axis, ...sliders,
      node('div', { class: 'row' }, 'Jump to p =', ...this.jumps), questions, this.answer, this.about);
  }

  /**
   * @param {string} trait
   * @param {string} label
   * @returns {Slider & {trait: string}}
   */
  slider(trait, label) {
    const input = node('input', { type: 'range', step: '1', 'aria-label': label });
    input.addEventListener('input', () => this.move({ [trait]: Number(input.value) }));
    input.addEventListener('change', () => this.model.save_changes());
    return { trait, label, input, shown: node('output') };
  }

  jumpButtons() {
    const fitting = this.model.get('fitting');
    const periods = this.model.get('periods').map((/** @type {number} */ p) => [String(p), p]);
    if (fitting.length) periods.push([`${fitting[0]}: ${fitting[1]}`, fitting[1]]);
    return periods.map((/** @type {[string, number]} */ [label, period]) =>
      button(label, () => this.set({ period }),
        { 'data-period': String(period), 'aria-label': `Fold at period ${label}` }));
  }

  /**
   * Set some sliders, and tell the kernel.
   * @param {{period?: number, offset?: number, column?: number}} wanted
   */
  set(wanted) {
    this.move(wanted);
    this.model.save_changes();
  }

  /**
   * Set some sliders, each within its range. The column follows the period. The kernel isn't told
   * before the learner lets go.
   * @param {{period?: number, offset?: number, column?: number}} wanted
   */
  move(wanted) {
    const { period, offset, index } = this.settings;
    const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
      Math.max(low, Math.min(high, Math.round(value)));
    const next = within(wanted.period ?? period, 1, this.model.get('longest'));
    this.moving = true; // one picture for the three of them
    this.model.set('period', next);
    this.model.set('offset', within(wanted.offset ?? offset, 0, this.model.get('most_offset')));
    this.model.set('column', within(wanted.column ?? index, 0, next - 1));
    this.moving = false;
    this.clear();
    this.draw();
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const { period, offset, rate } = this.settings;
    const rows = countRows(this.samples, period, offset, ROWS);
    const folded = this.samples.subarray(offset, offset + rows * period);
    const upright = uprightness(folded, period);
    const truePeriod = this.model.get('true_period') || null;
    const words = describeFold(period, upright, truePeriod, rate);
    const colours = theme(this.root);
    const column = this.settings.index;
    drawFold(this.grid, folded, { period, column, peak: this.peak }, colours);
    drawAxis(this.axis, { periods: this.model.get('periods'), pitch: this.model.get('pitch'),
      beat: this.model.get('beat'), current: period, rate }, colours);
    say(this.title, `${this.model.get('name')}, ${finding(period, upright, truePeriod)}`);
    say(this.words, words);
    this.grid.setAttribute('aria-valuenow', String(period));
    this.grid.setAttribute('aria-valuetext', words);
    this.axis.setAttribute('aria-label', `Time axis, logarithmic. The slider is at ${period}.`);
    this.drawAnswer?.();
    this.drawControls();
  }

  drawControls() {
    const { period } = this.settings;
    const highest = [this.model.get('longest'), this.model.get('most_offset'), period - 1];
    this.sliders.forEach(({ trait, input, shown }, i) => {
      input.min = trait === 'period' ? '1' : '0';
      input.max = String(highest[i]);
      input.value = String(this.model.get(trait));
      say(shown, input.value);
    });
    for (const jump of this.jumps) {
      jump.setAttribute('aria-pressed', String(Number(jump.dataset.period) === period));
    }
  }

  /** Take away the answer: it was about other settings. */
  clear() {
    this.removeDeck?.();
    this.removeDeck = null;
    this.drawAnswer = null;
    this.answer.replaceChildren();
    this.answer.hidden = true;
  }

  /**
   * Say the answer at once, and make its sounds when that is painted: they take longer than a frame.
   * @param {string} title
   * @param {string} words
   * @param {() => Track[]} makeTracks
   */
  answerWithSounds(title, words, makeTracks) {
    this.clear();
    this.answer.hidden = false;
    const place = node('div');
    this.answer.append(node('p', { role: 'status' }, words), place);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (place.isConnected) this.showDeck(place, title, makeTracks());
    }));
  }

  /**
   * @param {HTMLElement} place
   * @param {string} title
   * @param {Track[]} tracks
   */
  showDeck(place, title, tracks) {
    const { tracks: played, decibels } = forListening(tracks);
    const sign = decibels < 0 ? '−' : '+';
    const facts = `All sounds at one gain, ${sign}${Math.abs(decibels).toFixed(1)} dB.`;
    const model = makeModel({ title, facts, current: 0, view: 'spectrogram', loop: false, trials: 10 });
    this.removeDeck = new Deck(played, model).show(place);
  }

  playColumn() {
    const { period, offset, index, rate } = this.settings;
    const clip = this.samples.slice(offset, offset + PLAYED_SECONDS * rate);
    this.answerWithSounds(`Listen for what column ${index} keeps`, describeColumn(period, index, rate), () => [
      { name: this.model.get('name'), finding: 'every sample', rate, samples: clip },
      { name: `column ${index} of ${period}`, finding: `one sample in ${period}`, rate,
        samples: column(clip, period, index) },
    ]);
  }

  showAliases() {
    const { period, rate } = this.settings;
    const pitch = this.model.get('true_period');
    const frequency = pitch ? rate / pitch : Math.min(EXAMPLE_HERTZ, rate / 4);
    const partners = aliasPartners(frequency, period, rate);
    const about = pitch ? '' : "The pitch of this sound isn't known; an example: ";
    const words = about + describeAliases(frequency, period, rate, partners);
    if (!partners.length) {
      this.clear();
      this.answer.hidden = false;
      this.answer.append(node('p', { role: 'status' }, words));
      return;
    }
    const pair = [frequency, partners[0]];
    this.answerWithSounds(`At p = ${period}, ${pair.map(short).join(' and ')} Hz are the same tone`, words,
      () => tonesAndColumns(pair, period, rate));
  }

  async showLogit() {
    const { period, offset, index } = this.settings;
    const reply = await ask(this.model, { period, offset, column: index });
    this.clear();
    this.answer.hidden = false;
    if (reply.error) {
      this.answer.append(node('p', { class: 'alert', role: 'alert' }, reply.error));
      return;
    }
    const canvas = node('canvas', { role: 'img', 'aria-label': reply.text });
    this.answer.append(node('p', { role: 'status' }, reply.text), node('p', {}, COMB), canvas);
    const samples = this.samples.subarray(offset, offset + reply.length);
    // again whenever its width or the theme changes
    this.drawAnswer = () => drawComb(canvas, samples, reply.where, period, theme(this.root));
    this.drawAnswer();
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['period', 'offset', 'column'], () => this.moving || this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.clear();
    };
  }
}

/**
 * Two tones, and what column 0 keeps of each.
 * @param {number[]} pair their frequencies in Hz
 * @param {number} period
 * @param {number} rate
 * @returns {Track[]}
 */
function tonesAndColumns(pair, period, rate) {
  const tones = pair.map(hertz => cosine(hertz, rate));
  const track = (/** @type {string} */ name, /** @type {Float32Array<ArrayBuffer>} */ samples) =>
    ({ name, finding: '', rate, samples });
  return [
    ...pair.map((hertz, i) => track(`tone ${short(hertz)} Hz`, tones[i])),
    ...pair.map((hertz, i) => track(`column 0 of ${short(hertz)} Hz`, column(tones[i], period, 0))),
  ];
}

/**
 * A cosine, since the sines of two alias partners can differ in sign, which nobody hears.
 * @param {number} hertz
 * @param {number} rate
 */
function cosine(hertz, rate) {
  const samples = new Float32Array(TONE_SECONDS * rate);
  const turn = (2 * Math.PI * hertz) / rate;
  for (let i = 0; i < samples.length; i++) samples[i] = 0.5 * Math.cos(turn * i);
  return samples;
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new FoldExplorer(model).show(el);
}

export default { render };
