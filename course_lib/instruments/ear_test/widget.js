// The ear test: one clip at a time, five answers, and nothing revealed before the last of them.
import { button, follow, keep, keyHint, node, say } from '../../display/browser/common.js';
import { Player } from '../../display/browser/player.js';
import { readTrack } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { finding, missed, question, verdict } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/sound.js').Track} Track */
/** @typedef {[number, string]} Answer a score, and what it says */

class EarTest {
  title = node('h4', { 'aria-live': 'polite' });
  facts = node('p', { class: 'say', role: 'status' });
  progress = node('ol', { class: 'trials', 'aria-label': 'Clips' });
  pad = button('', () => this.toggle(), { class: 'pad' });
  label = node('b');
  bar = node('span', { class: 'bar' });
  test = node('div');
  result = node('div', { hidden: '' });
  place = node('div');
  root = node('div', { class: 'ci ear-test', role: 'group', 'aria-label': 'Ear test', tabindex: '-1',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Player | null} */ player = null;
  /** @type {Deck | null} */ deck = null;
  /** @type {(() => void) | null} */ removeDeck = null;
  /** @type {number[]} */ shown = []; // the clips in the deck
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Track[]} */ this.tracks = model.get('clips').map(readTrack);
    /** @type {Answer[]} */ this.answers = model.get('answers');
    const bytes = model.get('real');
    this.real = this.tracks.map((_, k) => bytes.getUint8(k) === 1);
    const buttons = this.answers.map(([score, words], i) => {
      const made = button('', () => this.answer(score));
      made.append(node('kbd', {}, String(i + 1)), ` ${words}`);
      return made;
    });
    this.pad.append(this.label, ' ', node('small', {}, 'play it as often as you like'), this.bar);
    this.test.append(this.progress, node('div', { class: 'pads one' }, this.pad),
      node('div', { class: 'scale', role: 'group', 'aria-label': 'Your answer' }, ...buttons),
      node('div', { class: 'row' }, keyHint(`\`X\` play · \`1\`–\`${buttons.length}\` answer`)));
    this.root.append(this.title, this.facts, this.test, this.result);
    this.root.addEventListener('keydown', event => this.onKey(event));
    this.update();
  }

  /** @returns {number[]} */
  get scores() {
    return this.model.get('scores');
  }

  get done() {
    return this.scores.length >= this.tracks.length;
  }

  /** Play the clip of this trial from its start, or stop it. */
  toggle() {
    if (this.done) return;
    this.player ??= new Player([this.tracks[this.scores.length]], () => this.moved());
    this.player.toggle();
  }

  stop() {
    if (this.player?.playing) this.player.pause();
    this.player = null;
    this.moved();
  }

  /** @param {number} score */
  answer(score) {
    if (this.done) return;
    this.stop();
    keep(this.model, { scores: [...this.scores, score] });
  }

  moved() {
    const { player } = this;
    this.root.dataset.playing = String(!!player?.playing);
    this.pad.setAttribute('aria-pressed', String(!!player?.playing));
    cancelAnimationFrame(this.frame);
    this.moveBar();
  }

  moveBar() {
    const { player } = this;
    this.bar.style.width = player ? `${(100 * player.position) / player.seconds}%` : '0';
    if (player?.playing) this.frame = requestAnimationFrame(() => this.moveBar());
  }

  update() {
    const { scores, tracks, done } = this;
    const focused = this.test.contains(document.activeElement);
    this.test.hidden = done;
    // what is hidden loses the focus, and the next key would go to the notebook
    if (done && focused) this.root.focus({ preventScroll: true });
    this.result.hidden = !done;
    if (done) {
      this.showResult();
      return;
    }
    say(this.title, question(scores.length, tracks.length));
    say(this.facts, 'You see your results after the last clip. All clips have the same level.');
    say(this.label, tracks[scores.length].name);
    this.progress.replaceChildren(...tracks.map((_, k) => {
      const state = k < scores.length ? 'answered' : k === scores.length ? 'now' : '';
      return node('li', { class: state }, String(k + 1));
    }));
    this.moved();
  }

  showResult() {
    const { scores, tracks, real } = this;
    const misses = missed(scores, real);
    say(this.title, finding(misses.length, tracks.length));
    say(this.facts, verdict(scores, real));
    if (this.deck) return;
    const switches = node('div', { class: 'row' });
    if (misses.length) {
      switches.append(button('hear the missed clips', () => this.showDeck(misses)),
        button('hear all clips', () => this.showDeck(tracks.map((_, k) => k))));
    }
    this.result.append(this.table(), switches, this.place);
    this.showDeck(misses.length ? misses : tracks.map((_, k) => k));
  }

  /** Each clip below its score; a press plays it. */
  table() {
    const head = node('tr', {}, node('td'),
      ...this.answers.map(([, words]) => node('th', { scope: 'col' }, words)));
    const rows = [true, false].map(kind => node('tr', {},
      node('th', { scope: 'row' }, kind ? 'real' : 'made'),
      ...this.answers.map(([score]) => node('td', {}, ...this.chips(kind, score)))));
    return node('table', { class: 'rated' }, node('caption', {}, 'Your scores; press a clip to hear it'),
      head, ...rows);
  }

  /**
   * @param {boolean} kind
   * @param {number} score
   */
  chips(kind, score) {
    const here = this.scores.flatMap((given, k) => (given === score && this.real[k] === kind ? [k] : []));
    return here.map(k => {
      const wrong = kind ? score < 0 : score > 0;
      const state = wrong ? 'wrong' : score ? 'right' : '';
      const mark = wrong ? '✗ ' : score ? '✓ ' : '';
      return button(`${mark}${k + 1}`, () => this.hear(k), { class: state, 'aria-label':
        `play ${this.describe(k)}` });
    });
  }

  /** @param {number} k */
  describe(k) {
    return `clip ${k + 1}, ${this.model.get('names')[k]}, ${this.real[k] ? 'real' : 'made'}`;
  }

  /** @param {number} k */
  hear(k) {
    if (!this.shown.includes(k)) this.showDeck(this.tracks.map((_, i) => i));
    this.deck?.choose(this.shown.indexOf(k));
    this.deck?.player.play(0);
  }

  /** @param {number[]} clips */
  showDeck(clips) {
    this.removeDeck?.();
    this.shown = clips;
    const words = new Map(this.answers);
    const tracks = clips.map(k => ({ ...this.tracks[k],
      name: `clip ${k + 1}, ${this.model.get('names')[k]}`,
      finding: `${this.real[k] ? 'real' : 'made'}; you said ${words.get(this.scores[k])}` }));
    this.deck = new Deck(tracks, makeModel({ title: '', facts: 'All clips have the same level.', current: 0, view: 'spectrogram',
      loop: false, trials: 10 }));
    this.removeDeck = this.deck.show(this.place);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest('.deck')) return; // has its own keys
    const key = event.key.toLowerCase();
    const answer = this.answers[Number(key) - 1];
    if (key !== 'x' && !answer) return;
    event.preventDefault();
    event.stopPropagation();
    if (answer) this.answer(answer[0]);
    else this.toggle();
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const unfollow = follow(this.model, ['scores'], () => this.update());
    return () => {
      unfollow();
      this.stop();
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new EarTest(model).show(el);
}

export default { render };
