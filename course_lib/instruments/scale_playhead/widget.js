// One playhead over a sound and the scores of all scales: it is dragged in the spectrogram.
import {
  fit, follow, keyHint, levelRamp, node, ownKeys, say, theme, watch,
} from '../../display/browser/common.js';
import { drawSpectrogram } from '../../display/browser/pictures.js';
import { asWords, multiplesOf } from '../../display/browser/round_numbers.js';
import { forListening, fromPcm16, spectrogram } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { BOX, drawFrame, inside, scrub } from '../scale_listener/picture.js';
import { middleOf, momentAt, span, summary } from './reach.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('./reach.js').Scale} Scale */

const TALL = 190; // CSS pixels, of the spectrogram
const ROW = 68; // of the scores of one scale
const NAME = 24; // above it, with its name
const EDGE = 10; // from the highest score to the edge of its row
const BELOW = 8; // the last row
const STEP = 0.01; // seconds
// the playhead leaves out the numbers of the time axis
const UNSTRUCK = `background: linear-gradient(var(--ci-warm) 0 ${TALL - BOX.bottom - BOX.top + 4}px, transparent 0 ${TALL - BOX.top}px,
  var(--ci-warm) 0)`;

class ScalePlayhead {
  title = node('h4');
  words = node('p', { class: 'say words', role: 'status' });
  picture = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
    'aria-label': 'Playhead, in the spectrogram', 'aria-valuemin': '0' });
  rows = node('canvas', { class: 'draggable', role: 'img' });
  head = node('div', { class: 'head', 'aria-hidden': 'true', style: `top: ${BOX.top}px; bottom: 0; ${UNSTRUCK}` });
  slider = node('input', { type: 'range', min: '0', step: String(STEP), 'aria-label': 'playhead (s)' });
  shown = node('output');
  stretches = node('div', { class: 'answer' });
  root = node('div', { class: 'ci scale-playhead', role: 'group', 'aria-label': 'Playhead over all scales',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {(() => void) | null} */ removeDeck = null;
  later = 0; // the frame that makes the next deck

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.rate = model.get('rate');
    this.length = model.get('length');
    this.seconds = this.length / this.rate;
    /** @type {Scale[]} */ this.scales = model.get('scales');
    this.received = model.get('scales').map((/** @type {{samples: DataView}} */ scale) =>
      fromPcm16(scale.samples));
    this.span = span(this.scales);
    this.levels = spectrogram(fromPcm16(model.get('samples')), this.length);
    this.slider.max = String(this.seconds);
    ownKeys(this.root);
    for (const canvas of [this.picture, this.rows]) {
      scrub(canvas, () => this.seconds, at => this.move(at), () => this.release());
    }
    this.picture.addEventListener('keydown', event => this.onKey(event));
    this.slider.addEventListener('input', () => this.move(Number(this.slider.value)));
    this.slider.addEventListener('change', () => this.release());
    this.slider.addEventListener('keydown', event => this.onKey(event));
    this.root.append(this.title, this.words,
      node('div', { class: 'tracks' }, this.picture, this.rows, this.head),
      node('div', { class: 'control' }, node('span', {}, 'playhead'), this.slider, this.shown),
      node('div', { class: 'row' }, keyHint('drag the playhead in the picture · `←` `→` 10 ms · `⇧` 100 ms')),
      this.stretches);
  }

  /** @param {number} at in seconds */
  move(at) {
    this.model.set('at', Math.min(this.seconds, Math.max(0, at)));
  }

  /** Tell the kernel, and offer the sounds of this moment in the frame after the playhead's. */
  release() {
    this.model.save_changes();
    cancelAnimationFrame(this.later);
    this.later = requestAnimationFrame(() => {
      this.later = requestAnimationFrame(() => this.showDeck());
    });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.model.get('at') + step * (event.shiftKey ? 10 : 1));
    this.release();
  }

  /** The stretch that each scale hears, as it receives it, at one gain. */
  showDeck() {
    this.removeDeck?.();
    const at = this.model.get('at');
    const tracks = this.scales.map((scale, k) => {
      const { first, last } = momentAt(scale, at * this.rate, this.length);
      const finding = `${Math.round((1000 * (last - first + 1)) / this.rate)} ms`;
      return { name: `what scale ${k} hears here`, finding, rate: this.rate,
        samples: this.received[k].slice(first, last + 1) };
    });
    const { tracks: played, decibels } = forListening(tracks);
    const gain = `${decibels < 0 ? '−' : '+'}${Math.abs(decibels).toFixed(1)} dB`;
    const model = makeModel({ title: `What each scale hears at ${at.toFixed(2)} s`,
      facts: `Each row begins where its stretch begins. All sounds at one gain, ${gain}.`, current: 0, view: 'spectrogram', loop: false, trials: 10 });
    const place = node('div');
    this.stretches.replaceChildren(place);
    this.removeDeck = new Deck(played, model).show(place);
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const colours = theme(this.root);
    const surface = fit(this.picture, TALL);
    const box = inside(surface.width, TALL);
    surface.pen.save();
    surface.pen.translate(box.left, box.top);
    const { top } = this.levels;
    drawSpectrogram({ pen: surface.pen, width: box.width, height: box.height }, this.levels, top,
      levelRamp(colours));
    surface.pen.restore();
    drawFrame(surface, TALL, { seconds: this.seconds, top: this.rate / 2 }, colours);
    this.moveHead();
  }

  /** Draw what changes with the playhead. */
  moveHead() {
    const at = this.model.get('at');
    const colours = theme(this.root);
    const words = summary(this.scales, at, this.rate, this.length);
    say(this.title, this.model.get('title'));
    say(this.words, words);
    const surface = fit(this.rows, this.scales.length * (NAME + ROW) + BELOW);
    this.scales.forEach((scale, k) => this.drawRow(surface, scale, k, colours));
    const { left, width } = inside(surface.width, TALL);
    this.head.style.transform = `translateX(${left + (width * at) / this.seconds}px)`;
    this.slider.value = String(at);
    say(this.shown, `${at.toFixed(2)} s`);
    this.picture.setAttribute('aria-valuemax', this.seconds.toFixed(2));
    this.picture.setAttribute('aria-valuenow', at.toFixed(2));
    this.picture.setAttribute('aria-valuetext', words);
    this.rows.setAttribute('aria-label', `The scores of each scale over time. ${words}`);
  }

  /**
   * The scores of one scale, each above the middle of what it hears, and the stretch of one.
   * @param {import('../../display/browser/common.js').Surface} surface
   * @param {Scale} scale
   * @param {number} k
   * @param {Theme} colours
   */
  drawRow({ pen, width }, scale, k, colours) {
    const box = inside(width, TALL);
    const top = k * (NAME + ROW) + NAME;
    const x = (/** @type {number} */ sample) => box.left + (box.width * sample) / this.length;
    const { index, first, last } = momentAt(scale, this.model.get('at') * this.rate, this.length);
    pen.fillStyle = colours.raised;
    pen.fillRect(box.left, top, box.width, ROW);
    pen.globalAlpha = 0.28;
    pen.fillStyle = colours.accent;
    pen.fillRect(x(first), top, x(last) - x(first), ROW);
    pen.globalAlpha = 1;
    pen.fillRect(x(first), top, 2, ROW);
    pen.fillRect(x(last) - 2, top, 2, ROW);
    const [low, high] = this.span;
    const y = (/** @type {number} */ score) =>
      top + ROW - EDGE - ((ROW - 2 * EDGE) * (score - low)) / (high - low || 1);
    pen.fillStyle = colours.dim;
    pen.textAlign = 'left';
    pen.fillText(`scores of scale ${k}`, box.left, top - 7);
    pen.textAlign = 'right';
    const numbers = roundScores(low, high);
    asWords(numbers).forEach((words, i) => pen.fillText(words, box.left - 7, y(numbers[i]) + 4));
    scale.scores.forEach((score, i) => {
      const place = x(middleOf(scale, i));
      if (place < box.left || place > box.left + box.width) return;
      pen.fillStyle = i === index ? colours.warm : colours.fg;
      pen.beginPath();
      pen.arc(place, y(score), i === index ? 5 : 1.6, 0, 2 * Math.PI);
      pen.fill();
    });
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    this.showDeck();
    const stops = [
      follow(this.model, ['at'], () => this.moveHead()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      cancelAnimationFrame(this.later);
      this.removeDeck?.();
    };
  }
}

/**
 * Two to four round numbers between the lowest and the highest score.
 * @param {number} low
 * @param {number} high
 */
function roundScores(low, high) {
  const power = 10 ** Math.floor(Math.log10(high - low || 1));
  return [5, 2, 1, 0.5].map(digit => multiplesOf(digit * power, low, high))
    .find(numbers => numbers.length > 1) ?? [];
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new ScalePlayhead(model).show(el);
}

export default { render };
