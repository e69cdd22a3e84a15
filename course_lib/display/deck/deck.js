// The deck: all sounds of a cell, a row for each, under one playhead.
import { BlindTest } from './abx.js';
import {
  button, fit, follow, keep, keyHint, levelRamp, node, say, theme, watch, withUnits,
} from '../browser/common.js';
import {
  drawImage, drawTimes, drawWave, labelHertz, partInUse, spectrogramImage,
} from '../browser/pictures.js';
import { Player, followPlayback } from '../browser/player.js';
import { spectrogram } from '../browser/sound.js';

/** @typedef {import('../browser/common.js').Model} Model */
/** @typedef {import('../browser/pictures.js').Spectrogram} Spectrogram */
/** @typedef {import('../browser/sound.js').Track} Track */
/**
 * What a row on the screen stands for.
 * @typedef {object} Row
 * @property {string} label
 * @property {string} finding
 * @property {number} track
 */

const STEP = 0.1; // seconds of ← and →
const SCRUB_PAUSE = 60; // ms between two restarts while the playhead is dragged
const HEIGHTS = { blind: 30, wave: 68, spectrogram: 92 }; // CSS pixels

let decks = 0;

/**
 * The rows: each track by its name, or lettered in the order of a test, with X below.
 * @param {Track[]} tracks
 * @param {BlindTest | null} test
 * @returns {Row[]}
 */
function rowsOf(tracks, test) {
  if (!test) return tracks.map(({ name, finding }, track) => ({ label: name, finding, track }));
  const lettered = test.order.map((track, i) =>
    ({ label: String.fromCharCode(65 + i), finding: '', track }));
  return [...lettered, { label: 'X', finding: 'one of the above', track: test.order[test.x] }];
}

export class Deck {
  title = node('h4');
  facts = node('p', { class: 'say', role: 'status' });
  list = node('div', { class: 'list', role: 'listbox', tabindex: '0',
    'aria-label': 'Sounds. Up and down, or 1 to 9, switch.' });
  clock = node('output');
  times = node('canvas', { role: 'slider', tabindex: '0', 'aria-label': 'Position in seconds',
    'aria-valuemin': '0' });
  head = node('div', { class: 'head', 'aria-hidden': 'true' });
  tracksBox = node('div', { class: 'tracks' }, this.list,
    node('div', { class: 'track axis' }, this.clock, this.times), this.head);
  playButton = button('', () => this.player.toggle(), { class: 'main' });
  loopButton = button('loop', () => this.setLoop(!this.player.loop));
  views = [this.viewButton('waveform', 'wave'), this.viewButton('spectrogram', 'spectrogram')];
  blindButton = button('blind test', () => this.setBlind(!this.test));
  hint = node('span', { class: 'end' });
  answers = node('div', { class: 'abx', hidden: '' });
  verdict = node('p', { class: 'verdict', role: 'status' });
  root = node('div', { class: 'ci deck', role: 'group', 'data-lm-suppress-shortcuts': 'true' });
  /** @type {HTMLCanvasElement[]} */ canvases = [];
  /** @type {Spectrogram[]} */ spectrograms = [];
  /** @type {OffscreenCanvas[]} */ images = []; // of the spectrograms, in the colours of a theme
  imagesRamp = '';
  transforming = false;
  /** @type {number | undefined} */ highest; // of all rows, in Hz
  /** @type {BlindTest | null} */ test = null;
  id = `ci-deck-${++decks}`;
  drawnRow = -1;
  frame = 0;
  lastScrub = 0;

  /**
   * @param {Track[]} tracks
   * @param {Model} model title, facts, current, view, loop, trials
   */
  constructor(tracks, model) {
    this.tracks = tracks;
    this.model = model;
    this.player = new Player(tracks, () => this.update());
    this.stopFollowing = () => {};
    this.rows = rowsOf(tracks, null);
    this.row = Math.min(model.get('current'), tracks.length - 1);
    this.player.current = this.row;
    this.player.loop = model.get('loop');
    this.build();
    this.buildRows();
    this.update();
  }

  /** True if no picture may answer before the ears do. */
  get blind() {
    return !!this.test || this.model.get('view') === 'none';
  }

  get asSpectrogram() {
    return this.model.get('view') === 'spectrogram' && !this.test;
  }

  build() {
    const views = node('span', { class: 'seg', role: 'radiogroup', 'aria-label': 'Picture' },
      ...this.views);
    const controls = node('div', { class: 'row' }, this.playButton, this.loopButton, views,
      this.blindButton, this.hint);
    this.blindButton.hidden = this.tracks.length < 2 || this.blind;
    views.hidden = this.blind;
    this.times.setAttribute('aria-valuemax', this.player.seconds.toFixed(2));
    this.root.setAttribute('aria-label', this.heading());
    this.root.append(this.title, this.facts, this.tracksBox, controls, this.answers);
    this.root.addEventListener('keydown', event => this.onKey(event));
    this.scrub(this.times, () => {});
  }

  /**
   * @param {string} label
   * @param {string} view
   */
  viewButton(label, view) {
    const press = () => keep(this.model, { view });
    return button(label, press, { role: 'radio', 'data-view': view });
  }

  buildRows() {
    this.rows = rowsOf(this.tracks, this.test);
    this.canvases = this.rows.map(() => node('canvas', { 'aria-hidden': 'true' }));
    this.list.replaceChildren(...this.rows.map((row, i) => this.buildRow(row, i)));
    this.answers.hidden = !this.test;
    this.answers.replaceChildren();
    if (this.test) {
      const guesses = this.test.order.map((_, i) =>
        button(`X is ${this.rows[i].label}`, () => this.answer(i)));
      this.answers.append(node('div', { class: 'row', role: 'group', 'aria-label': 'Your answer' },
        node('b', {}, 'Which is X?'), ...guesses), this.verdict);
      say(this.verdict, this.test.verdict());
    }
    const last = Math.min(9, this.rows.length);
    const keys = last > 1 ? `\`1\`–\`${last}\` switch · ` : '';
    this.hint.replaceChildren(keyHint(`${keys}\`space\` play · \`←\` \`→\` seek`));
  }

  /**
   * @param {Row} row
   * @param {number} i
   */
  buildRow(row, i) {
    const name = node('span', { class: 'name' }, node('kbd', {}, String(i + 1)),
      node('b', {}, row.label), node('small', {}, withUnits(row.finding)));
    name.addEventListener('click', () => this.choose(i));
    this.scrub(this.canvases[i], () => this.choose(i));
    return node('div', { class: 'track', role: 'option', id: `${this.id}-${i}` }, name,
      this.canvases[i]);
  }

  /**
   * Play from the place that is pressed, and follow the pointer.
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} first
   */
  scrub(canvas, first) {
    const place = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      return share * this.player.seconds;
    };
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      first();
      this.lastScrub = event.timeStamp;
      this.player.play(place(event));
    });
    canvas.addEventListener('pointermove', event => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      if (event.timeStamp - this.lastScrub < SCRUB_PAUSE) return;
      this.lastScrub = event.timeStamp;
      this.player.play(place(event));
    });
  }

  /** @param {number} i */
  choose(i) {
    this.row = i;
    this.player.select(this.rows[i].track);
    if (!this.test) keep(this.model, { current: i });
  }

  /** @param {boolean} on */
  setLoop(on) {
    this.player.setLoop(on);
    keep(this.model, { loop: on });
  }

  /** @param {boolean} on */
  setBlind(on) {
    if (this.player.playing) this.player.pause();
    this.test = on ? new BlindTest(this.tracks.length, this.model.get('trials')) : null;
    this.buildRows();
    this.drawnRow = 0; // so that choosing it doesn't draw the rows once more
    this.choose(0);
    this.draw();
  }

  /** @param {number} guess */
  answer(guess) {
    const { test } = this;
    if (!test || test.done) return;
    const was = test.answer(guess);
    const x = test.order.length;
    this.rows[x].track = test.order[test.x];
    if (this.row === x) this.player.select(this.rows[x].track);
    const mark = guess === was ? '✓' : `✗ it was ${this.rows[was].label}.`;
    say(this.verdict, `${mark} ${test.verdict()}`);
    keep(this.model, { score: [test.right, test.answered] });
    if (test.done) this.reveal(test);
  }

  /** @param {BlindTest} test */
  reveal(test) {
    test.order.forEach((track, i) => {
      const words = `was: ${this.tracks[track].name}`;
      say(/** @type {Element} */ (this.list.children[i].querySelector('small')), words);
    });
    for (const guess of this.answers.querySelectorAll('button')) guess.disabled = true;
  }

  heading() {
    if (this.test) return 'Which row is X? Decide by ear alone.';
    const { label, finding } = this.rows[this.row];
    return this.model.get('title') || (finding ? `${label}: ${finding}` : label);
  }

  /** Show what plays, and which row is chosen. */
  update() {
    const { playing, loop } = this.player;
    const { label } = this.rows[this.row];
    this.root.dataset.playing = String(playing);
    say(this.playButton, playing ? '❚❚ pause' : '▶ play');
    this.loopButton.setAttribute('aria-pressed', String(loop));
    this.blindButton.setAttribute('aria-pressed', String(!!this.test));
    say(this.title, this.heading());
    say(this.facts, `${playing ? `Playing: ${label}. ` : ''}${this.model.get('facts')}`);
    [...this.list.children].forEach((row, i) =>
      row.setAttribute('aria-selected', String(i === this.row)));
    this.list.setAttribute('aria-activedescendant', `${this.id}-${this.row}`);
    if (this.drawnRow !== this.row && !this.asSpectrogram) this.draw();
    else this.moveHead();
    this.stopFollowing();
    this.stopFollowing = followPlayback(this.player, () => this.moveHead());
  }

  moveHead() {
    const { position, seconds } = this.player;
    const times = this.times.getBoundingClientRect();
    const left = times.left - this.tracksBox.getBoundingClientRect().left;
    const words = `${position.toFixed(2)} / ${seconds.toFixed(2)} s`;
    this.head.style.transform = `translateX(${left + (times.width * position) / seconds}px)`;
    say(this.clock, words);
    this.times.setAttribute('aria-valuenow', position.toFixed(2));
    this.times.setAttribute('aria-valuetext', words);
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const colours = theme(this.root);
    this.drawnRow = this.row;
    if (this.asSpectrogram) this.drawSpectrograms(colours);
    else this.canvases.forEach((canvas, i) => this.drawRow(canvas, i, colours));
    drawTimes(fit(this.times, 22), this.player.seconds, colours.dim);
    for (const view of this.views) {
      const on = (view.dataset.view === 'spectrogram') === this.asSpectrogram;
      view.setAttribute('aria-checked', String(on));
      view.disabled = !!this.test;
    }
    this.moveHead();
  }

  /**
   * Compute a spectrogram in each of the next frames, then draw all. The frame that shows this deck
   * has no time for it: a playhead may be dragged, which replaces the deck. Then this one stops.
   */
  transform() {
    if (this.transforming) return;
    this.transforming = true;
    const next = () => {
      const track = this.tracks[this.spectrograms.length];
      if (track && this.root.isConnected) {
        this.spectrograms.push(spectrogram(track.samples, this.player.seconds * track.rate));
        requestAnimationFrame(next);
        return;
      }
      this.transforming = false;
      this.draw();
    };
    requestAnimationFrame(() => requestAnimationFrame(next));
  }

  /** @param {import('../browser/common.js').Theme} colours */
  drawSpectrograms(colours) {
    const surfaces = this.canvases.map(canvas => fit(canvas, HEIGHTS.spectrogram));
    if (this.spectrograms.length < this.tracks.length) {
      this.transform();
      return;
    }
    const top = Math.max(...this.spectrograms.map(picture => picture.top));
    const highest = this.highest ??= Math.max(...this.spectrograms.map((picture, i) =>
      partInUse(picture, top) * this.tracks[i].rate / 2)); // one scale for all rows
    const parts = this.tracks.map(({ rate }) => Math.min(1, highest / (rate / 2)));
    const ramp = levelRamp(colours);
    const key = ramp.join();
    if (this.imagesRamp !== key) { // another theme
      this.imagesRamp = key;
      this.images = this.spectrograms.map((picture, i) =>
        spectrogramImage(picture, top, ramp, parts[i]));
    }
    surfaces.forEach((surface, i) => {
      drawImage(surface.pen, this.images[i], surface.width, surface.height, true);
      labelHertz(surface, parts[i] * this.tracks[i].rate / 2, colours);
    });
  }

  /**
   * A waveform, or in a blind test a line that gives nothing away.
   * @param {HTMLCanvasElement} canvas
   * @param {number} i
   * @param {import('../browser/common.js').Theme} colours
   */
  drawRow(canvas, i, colours) {
    const surface = fit(canvas, this.blind ? HEIGHTS.blind : HEIGHTS.wave);
    const { pen, width, height } = surface;
    const chosen = i === this.row;
    pen.fillStyle = this.blind && chosen ? colours.accent : colours.line;
    pen.fillRect(0, height / 2 - (this.blind ? 2 : 0), width, this.blind ? 4 : 1);
    const track = this.tracks[this.rows[i].track];
    if (!this.blind) {
      drawWave(surface, track, this.player.seconds, chosen ? colours.accent : colours.dim);
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {(() => void) | undefined}
   */
  action({ key, shiftKey, target }) {
    const step = shiftKey ? 10 * STEP : STEP;
    const { player, rows, row } = this;
    if (/^[1-9]$/.test(key)) {
      return Number(key) <= rows.length ? () => this.choose(Number(key) - 1) : undefined;
    }
    // a button in focus keeps its space
    if (key === ' ') return target instanceof HTMLButtonElement ? undefined : () => player.toggle();
    /** @type {Record<string, () => void>} */ const acts = {
      ArrowLeft: () => player.seek(player.position - step),
      ArrowRight: () => player.seek(player.position + step),
      Home: () => player.seek(0),
      ArrowUp: () => this.choose(Math.max(0, row - 1)),
      ArrowDown: () => this.choose(Math.min(rows.length - 1, row + 1)),
    };
    return acts[key];
  }

  /** Take what the kernel set. */
  obey() {
    const current = this.model.get('current');
    if (!this.test && current !== this.row && this.rows[current]) this.choose(current);
    this.update();
  }

  /**
   * Show it in an element.
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    /** @type {HTMLElement & {deck?: Deck}} */ (this.root).deck = this; // for tests in a browser
    const stops = [
      follow(this.model, ['current', 'title', 'facts'], () => this.obey()),
      follow(this.model, ['view'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.stopFollowing();
      if (this.player.playing) this.player.pause();
    };
  }
}
