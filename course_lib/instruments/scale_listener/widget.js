// The scale listener: the spectrogram of what a scale receives is the scrubber, with one playhead.
import {
  button, fit, follow, keep, keyHint, levelRamp, node, ownKeys, say, theme, watch, write,
} from '../../display/browser/common.js';
import { drawSpectrogram } from '../../display/browser/pictures.js';
import { Player, followPlayback } from '../../display/browser/player.js';
import { fromPcm16, spectrogram } from '../../display/browser/sound.js';
import { BOX, drawFrame, inside, scrub } from './picture.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('../../display/browser/pictures.js').Spectrogram} Spectrogram */
/** @typedef {import('../../display/browser/sound.js').Track} Track */
/** @typedef {[number, number, number, number, number]} Line two corners in s and Hz, and dB */
/**
 * What Python computed for one setting.
 * @typedef {object} Shown
 * @property {string} decimator
 * @property {string} title
 * @property {string} words
 * @property {string} gain
 * @property {number} limit in Hz
 * @property {number} rate in Hz
 * @property {Line[]} lines the predicted aliases
 * @property {{name: string, finding: string, rate: number, samples: DataView}[]} tracks
 */

const HEIGHT = 360; // CSS pixels
const RAIL = 5; // CSS pixels from a predicted alias to each of its dashed lines
const MOST_LABELS = 3;
const STEP = 0.1; // seconds of ← and →

class ScaleListener {
  title = node('h4');
  words = node('p', { class: 'say words', role: 'status' });
  canvas = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
    'aria-label': 'Playhead, in the spectrogram', 'aria-valuemin': '0' });
  head = node('div', { class: 'head', 'aria-hidden': 'true',
    style: `top: ${BOX.top}px; bottom: ${BOX.bottom}px` });
  clock = node('output');
  heard = node('span', { class: 'seg heard', role: 'group', 'aria-label': 'What you hear' });
  playButton = button('', () => this.player.toggle(), { class: 'main' });
  tone = node('input', { type: 'range', 'aria-label': 'tone (Hz)' });
  toneShown = node('output');
  root = node('div', { class: 'ci scale-listener', role: 'group', 'aria-label': 'Scale listener',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Track[]} */ tracks = [];
  /** @type {(Spectrogram | undefined)[]} */ spectrograms = [];
  /** @type {Shown} */ shown;
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.choice = Math.min(1, model.get('views')[0].tracks.length - 1);
    this.player = new Player([], () => this.update());
    this.stopFollowing = () => {};
    this.shown = this.find();
    this.load();
    this.build();
  }

  /** @returns {Shown} the view of the chosen decimator, or the one that is there */
  find() {
    /** @type {Shown[]} */ const views = this.model.get('views');
    return views.find(view => view.decimator === this.model.get('decimator')) ?? views[0];
  }

  /** Play other tracks, from the same moment. */
  load() {
    const { playing, position } = this.player;
    if (playing) this.player.pause();
    this.shown = this.find();
    this.tracks = this.shown.tracks.map(track => ({ ...track, samples: fromPcm16(track.samples) }));
    this.spectrograms = [];
    this.player = new Player(this.tracks, () => this.update());
    this.player.at = Math.min(position, this.player.seconds) || 0;
    this.player.current = Math.min(this.choice, this.tracks.length - 1);
    this.heard.replaceChildren(...this.tracks.map(({ name }, i) =>
      button(name, () => this.choose(i), { 'data-key': String(i + 1) })));
    if (playing) this.player.play();
  }

  build() {
    scrub(this.canvas, () => this.player.seconds, at => this.player.play(at));
    ownKeys(this.root);
    this.root.addEventListener('keydown', event => this.onKey(event));
    const { low, high, step } = this.model.get('hertz');
    Object.assign(this.tone, { min: low, max: high, step });
    this.tone.addEventListener('input', () => say(this.toneShown, this.tone.value));
    this.tone.addEventListener('change', () => this.set('frequency', Number(this.tone.value)));
    this.toneRow = node('div', { class: 'control' }, node('span', {}, 'tone (Hz)'), this.tone,
      this.toneShown);
    this.root.append(this.title, this.words,
      node('div', { class: 'tracks' }, this.canvas, this.head),
      node('div', { class: 'row' }, this.playButton, this.heard, this.clock,
        keyHint('drag the playhead · `1`–`3` switch · `space` play · `←` `→` seek')),
      node('div', { class: 'row' }, ...this.choices()), this.toneRow);
  }

  /** The controls; what needs the kernel is left out without one. */
  choices() {
    const names = Object.entries(/** @type {Record<string, string>} */ (this.model.get('decimators')));
    const decimators = names.map(([name, tip]) => this.option('decimator', name, name, tip));
    const parts = [group('decimator', decimators)];
    this.options = decimators;
    if (!this.model.send) return parts;
    const scales = this.model.get('scales').map((/** @type {number} */ scale) =>
      this.option('scale', scale, `scale ${scale}`, `one sample in ${2 ** scale}`));
    this.clip = node('select', { 'aria-label': 'clip' },
      ...this.model.get('clips').map((/** @type {string} */ name) => node('option', {}, name)));
    this.clip.addEventListener('change', () => this.set('clip', this.clip?.value));
    this.options = [...scales, ...decimators];
    return [node('span', {}, 'clip'), this.clip, group('scale', scales), ...parts];
  }

  /**
   * @param {string} trait
   * @param {string | number} value
   * @param {string} label
   * @param {string} tip
   */
  option(trait, value, label, tip) {
    return button(label, () => this.set(trait, value),
      { title: tip, 'data-trait': trait, 'data-value': String(value) });
  }

  /**
   * @param {string} trait
   * @param {unknown} value
   */
  set(trait, value) {
    keep(this.model, { [trait]: value });
    if (!this.model.send) this.refresh();
  }

  /** @param {number} i */
  choose(i) {
    this.choice = i;
    this.player.select(i);
    this.draw();
  }

  refresh() {
    this.load();
    this.draw();
  }

  /** Show what plays, and where. */
  update() {
    const { playing, current } = this.player;
    this.root.dataset.playing = String(playing);
    say(this.playButton, playing ? '❚❚ pause' : '▶ play');
    [...this.heard.children].forEach((each, i) =>
      each.setAttribute('aria-pressed', String(i === current)));
    this.moveHead();
    this.stopFollowing();
    this.stopFollowing = followPlayback(this.player, () => this.moveHead());
  }

  moveHead() {
    const { position, seconds } = this.player;
    const words = `${position.toFixed(2)} / ${seconds.toFixed(2)} s`;
    const { left, width } = inside(this.canvas.clientWidth || 600, HEIGHT);
    this.head.style.transform = `translateX(${left + (width * position) / seconds}px)`;
    say(this.clock, words);
    this.canvas.setAttribute('aria-valuenow', position.toFixed(2));
    this.canvas.setAttribute('aria-valuetext', words);
    this.canvas.setAttribute('aria-valuemax', seconds.toFixed(2));
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const colours = theme(this.root);
    const { shown, model } = this;
    say(this.title, shown.title);
    say(this.words, `${shown.words} Gain: ${shown.gain}.`);
    for (const each of this.options ?? []) {
      const { trait = '', value } = each.dataset;
      each.setAttribute('aria-pressed', String(String(model.get(trait)) === value));
    }
    if (this.clip) this.clip.value = model.get('clip');
    if (this.toneRow) this.toneRow.hidden = model.get('clip') !== 'tone' || !model.send;
    this.tone.value = model.get('frequency');
    say(this.toneShown, this.tone.value);
    this.drawPicture(colours);
    this.update();
  }

  /** @param {Theme} colours */
  drawPicture(colours) {
    const { player, shown } = this;
    const whole = player.seconds * shown.rate;
    this.tracks.forEach((track, i) => { this.spectrograms[i] ??= spectrogram(track.samples, whole); });
    const levels = /** @type {Spectrogram[]} */ (this.spectrograms);
    const top = Math.max(...levels.map(each => each.top));
    const surface = fit(this.canvas, HEIGHT);
    const { pen } = surface;
    const box = inside(surface.width, HEIGHT);
    pen.save();
    pen.translate(box.left, box.top);
    drawSpectrogram({ pen, width: box.width, height: box.height }, levels[player.current], top,
      levelRamp(colours));
    pen.restore();
    drawFrame(surface, HEIGHT, { seconds: player.seconds, top: shown.rate / 2 }, colours);
    if (player.current === 0) return;
    this.drawNoRoom(pen, box, colours);
    this.drawLines(pen, box, colours);
  }

  /**
   * The band that this scale can't carry.
   * @param {CanvasRenderingContext2D} pen
   * @param {import('./picture.js').Box} box
   * @param {Theme} colours
   */
  drawNoRoom(pen, box, colours) {
    const { limit, rate } = this.shown;
    const height = box.height * (1 - (2 * limit) / rate);
    pen.fillStyle = colours.raised;
    pen.fillRect(box.left, box.top, box.width, height);
    pen.strokeStyle = colours.line;
    pen.strokeRect(box.left, box.top, box.width, height);
    pen.fillStyle = colours.dim;
    pen.textAlign = 'center';
    const words = `above ${limit} Hz this scale has no room`;
    pen.fillText(words, box.left + box.width / 2, box.top + height / 2 + 4);
  }

  /**
   * A pair of dashed lines for each predicted alias, which should appear between them.
   * @param {CanvasRenderingContext2D} pen
   * @param {import('./picture.js').Box} box
   * @param {Theme} colours
   */
  drawLines(pen, box, colours) {
    const { lines, rate } = this.shown;
    const x = (/** @type {number} */ s) => box.left + (box.width * Math.min(s / this.player.seconds, 1));
    const y = (/** @type {number} */ hertz) => box.top + box.height * (1 - (2 * hertz) / rate);
    pen.save();
    pen.beginPath();
    pen.rect(box.left, box.top, box.width, box.height); // beside a tone of 0 Hz is no place
    pen.clip();
    pen.lineWidth = 2;
    pen.setLineDash([7, 4]);
    pen.strokeStyle = colours.warm;
    lines.forEach(([t0, f0, t1, f1]) => {
      const [dx, dy] = [x(t1) - x(t0), y(f1) - y(f0)];
      const length = Math.hypot(dx, dy) || 1;
      for (const side of [RAIL / length, -RAIL / length]) {
        pen.beginPath();
        pen.moveTo(x(t0) - side * dy, y(f0) + side * dx);
        pen.lineTo(x(t1) - side * dy, y(f1) + side * dx);
        pen.stroke();
      }
    });
    pen.restore();
    pen.fillStyle = colours.warm;
    pen.textAlign = 'left';
    lines.slice(0, MOST_LABELS).forEach(([t0, f0, t1, f1, level]) => {
      const words = `predicted, ${level < 0 ? '−' : ''}${Math.abs(level).toFixed(1)} dB`;
      const beside = f1 > f0 ? 24 : -14; // below a line that rises, above one that falls
      const middle = x((t0 + t1) / 2) + 14;
      write(pen, words, Math.min(middle, box.left + box.width - 124), y((f0 + f1) / 2) + beside, colours.bg);
    });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const own = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const act = own ? undefined : this.action(key, target instanceof HTMLButtonElement);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /**
   * @param {string} key
   * @param {boolean} onButton a button in focus keeps its space
   * @returns {(() => void) | undefined}
   */
  action(key, onButton) {
    const { player, tracks } = this;
    if (/^[1-9]$/.test(key) && Number(key) <= tracks.length) return () => this.choose(Number(key) - 1);
    if (key === ' ' && !onButton) return () => player.toggle();
    if (key === 'ArrowLeft') return () => player.seek(player.position - STEP);
    if (key === 'ArrowRight') return () => player.seek(player.position + STEP);
    return undefined;
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['views'], () => this.refresh()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.stopFollowing();
      if (this.player.playing) this.player.pause();
    };
  }
}

/**
 * @param {string} label
 * @param {HTMLButtonElement[]} buttons
 */
function group(label, buttons) {
  return node('span', { class: 'seg', role: 'group', 'aria-label': label }, ...buttons);
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new ScaleListener(model).show(el);
}

export default { render };
