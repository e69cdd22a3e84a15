// The ABX test. Nothing shows what X is before the last answer: no picture, no name, no score.
import { button, follow, keep, keyHint, node, say, theme, watch } from '../../display/browser/common.js';
import { Player } from '../../display/browser/player.js';
import { readTrack } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { drawChances } from './chances.js';
import { title, verdict } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */

const LETTERS = ['A', 'B'];
const SEEK = 0.1; // seconds of ← and →

class AbxTest {
  title = node('h4', { 'aria-live': 'polite' });
  facts = node('p', { class: 'say', role: 'status' });
  trialMarks = node('ol', { class: 'trials', 'aria-label': 'Trials' });
  pads = ['A', 'B', 'X'].map(letter => this.pad(letter));
  guesses = LETTERS.map((letter, i) =>
    button(`X is ${letter}`, () => this.answer(letter), { 'aria-keyshortcuts': String(i + 1) }));
  question = node('b', {}, 'Which is X?');
  loopButton = button('loop', () => this.player.setLoop(!this.player.loop));
  again = button('another test', () => this.restart(), { hidden: '' });
  chances = node('canvas', { role: 'img' });
  sounds = node('div');
  result = node('div', { class: 'answer', hidden: '' },
    node('p', {}, 'How often a person who only guesses gets each number right. '
      + 'The blue bars are as good as you, or better.'),
    this.chances, this.sounds);
  root = node('div', { class: 'ci abx-test', role: 'group', 'aria-label': 'ABX test', tabindex: '-1',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {(() => void) | null} */ removeDeck = null;
  chosen = ''; // the letter of the pad that plays
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.tracks = model.get('sounds').map(readTrack);
    this.player = new Player(this.tracks, () => this.update());
    if (!model.get('hidden').length) keep(model, { hidden: this.draws() });
    this.hint = keyHint(model.get('hint'));
    const answers = node('div', { class: 'row', role: 'group', 'aria-label': 'Your answer' },
      this.question, ...this.guesses, this.again, this.hint);
    this.root.append(this.title, this.facts,
      node('div', { class: 'row' }, this.trialMarks, this.loopButton), // beside the answers it looks like one
      node('div', { class: 'pads' }, ...this.pads), answers, this.result);
    this.root.addEventListener('keydown', event => this.onKey(event));
    this.update();
  }

  /** @returns {string[]} */
  get hidden() {
    return this.model.get('hidden');
  }

  /** @returns {string[]} */
  get given() {
    return this.model.get('answers');
  }

  get gain() {
    return `Gain: ${this.model.get('gain')}.`;
  }

  get done() {
    return this.given.length >= this.model.get('trials');
  }

  get right() {
    return this.given.filter((letter, i) => letter === this.hidden[i]).length;
  }

  /** A fair coin for each trial. */
  draws() {
    return Array.from({ length: this.model.get('trials') }, () =>
      LETTERS[Math.floor(2 * Math.random())]);
  }

  /** @param {string} letter */
  pad(letter) {
    const pad = button('', () => this.play(letter), { class: 'pad', 'data-letter': letter });
    const words = letter === 'X' ? 'the same as A, or as B' : '';
    pad.append(node('b', {}, letter), ' ', node('small', {}, words), node('span', { class: 'bar' }));
    pad.setAttribute('aria-label', `play ${letter}${words && ` ${words}`}`); // contains what is seen
    return pad;
  }

  /**
   * Play a sound; if another plays, switch to it at the same moment. A second press stops.
   * @param {string} letter
   */
  play(letter) {
    const { player } = this;
    if (letter === 'X' && this.done) return;
    const again = player.playing && this.chosen === letter;
    this.chosen = letter;
    player.current = LETTERS.indexOf(letter === 'X' ? this.hidden[this.given.length] : letter);
    if (again) player.pause();
    else if (player.playing) player.select(player.current);
    else player.play();
  }

  stop() {
    if (this.player.playing) this.player.pause();
    this.player.at = 0;
    this.chosen = '';
  }

  /** @param {string} letter */
  answer(letter) {
    if (this.done) return;
    this.stop();
    keep(this.model, { answers: [...this.given, letter] });
  }

  restart() {
    this.stop();
    keep(this.model, { hidden: this.draws(), answers: [] });
    this.pads[2].focus();
  }

  update() {
    const { done, right, player } = this;
    const [answered, trials] = [this.given.length, this.model.get('trials')];
    this.root.dataset.playing = player.playing ? this.chosen : '';
    say(this.title, title(right, answered, trials));
    const score = done || (this.model.get('running') && answered);
    const first = score ? verdict(right, answered, trials) : 'You see your score after the last trial.';
    say(this.facts, done ? first : `${first} ${this.gain}`); // at the end, the deck says the gain
    for (const pad of this.pads) {
      pad.setAttribute('aria-pressed', String(player.playing && pad.dataset.letter === this.chosen));
    }
    this.loopButton.setAttribute('aria-pressed', String(player.loop));
    const [focus, ends] = [document.activeElement, [this.pads[2], ...this.guesses]];
    for (const end of ends) end.disabled = done;
    for (const asked of [this.question, ...this.guesses]) asked.hidden = done;
    // a disabled button loses the focus, and the next key would go to the notebook
    if (done && ends.some(end => end === focus)) this.root.focus({ preventScroll: true });
    this.again.hidden = !done;
    this.hint.hidden = done;
    this.drawTrials();
    this.showResult();
    cancelAnimationFrame(this.frame);
    this.moveBars();
  }

  drawTrials() {
    const { hidden, given, done } = this;
    const marks = Array.from({ length: this.model.get('trials') }, (_, i) => {
      if (!done) {
        const state = i < given.length ? 'answered' : i === given.length ? 'now' : '';
        return node('li', { class: state }, i < given.length ? given[i] : '');
      }
      const right = given[i] === hidden[i];
      const words = `Trial ${i + 1}: X was ${hidden[i]}, you said ${given[i]}`;
      return node('li', { class: right ? 'right' : 'wrong', title: words },
        `${right ? '✓' : '✗'} ${hidden[i]}`);
    });
    this.trialMarks.replaceChildren(...marks);
  }

  showResult() {
    this.result.hidden = !this.done;
    if (!this.done) {
      this.removeDeck?.();
      this.removeDeck = null;
    } else if (!this.removeDeck) {
      const tracks = this.tracks.map((/** @type {import('../../display/browser/sound.js').Track} */ track,
        /** @type {number} */ i) => ({ ...track, name: LETTERS[i], finding: track.name }));
      const model = makeModel({ title: 'What you compared', facts: this.gain, current: 0,
        view: 'spectrogram', loop: false, trials: this.model.get('trials') });
      this.removeDeck = new Deck(tracks, model).show(this.sounds);
    }
    this.draw();
  }

  draw() {
    if (!this.root.isConnected || !this.done) return;
    const trials = this.model.get('trials');
    this.chances.setAttribute('aria-label', verdict(this.right, trials, trials));
    drawChances(this.chances, this.right, trials, theme(this.root));
  }

  moveBars() {
    const { playing, position, seconds } = this.player;
    for (const pad of this.pads) {
      const share = pad.dataset.letter === this.chosen ? position / seconds : 0;
      /** @type {HTMLElement} */ (pad.lastElementChild).style.width = `${100 * share}%`;
    }
    if (playing) this.frame = requestAnimationFrame(() => this.moveBars());
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest('.deck')) return; // has its own keys
    const key = event.key.toLowerCase();
    /** @type {Record<string, () => void>} */ const acts = {
      a: () => this.play('A'), b: () => this.play('B'), x: () => this.play('X'),
      1: () => this.answer('A'), 2: () => this.answer('B'),
      arrowleft: () => this.player.seek(this.player.position - SEEK),
      arrowright: () => this.player.seek(this.player.position + SEEK),
    };
    if (!acts[key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[key]();
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['answers', 'hidden'], () => this.update()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      cancelAnimationFrame(this.frame);
      this.stop();
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new AbxTest(model).show(el);
}

export default { render };
