// The gradient mixer: drag the weights of losses, and see their shares of the gradient.
import {
  button, fit, follow, keep, keyHint, node, ownKeys, say, theme, watch, write,
} from '../../display/browser/common.js';
import { forListening, fromPcm16 } from '../../display/browser/sound.js';
import { makeModel } from '../../display/browser/static.js';
import { Deck } from '../../display/deck/deck.js';
import { bars, equallyLoud, factorsOf, mixed, weightForShare } from './mix.js';
import { AT_LEAST, finding, general, percent, summary, target } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/common.js').Theme} Theme */
/** @typedef {import('./mix.js').Mix} Mix */
/** @typedef {{name: string, peak: number, samples: DataView}} SentGradient */
/** @typedef {{name: string, canvas: HTMLCanvasElement, slider: HTMLInputElement, shown: HTMLElement}} Row */

const BAR = 17, GAP = 4; // CSS pixels
const RIGHT = 64; // for the percents
const HEIGHT = 3 * (BAR + GAP) + 8;
/** @type {['dim' | 'accent' | 'good', string, string][]} */
const PLACES = [['dim', 'square', 'share of the weights'], ['accent', 'square', 'of the gradient at the output'],
  ['good', 'square', 'of the gradient in the parameters']];
const KINDS = /** @type {[string, boolean][]} */ ([['multipliers', false], ['shares, balanced at the output', true]]);

class GradientMixer {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  goal = node('p', { class: 'goal' });
  axis = node('canvas', { 'aria-hidden': 'true' });
  sounds = node('div', { class: 'answer', hidden: '' });
  root = node('div', { class: 'ci gradient-mixer', role: 'group', 'aria-label': 'Gradient mixer',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {(() => void) | null} */ removeDeck = null;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    /** @type {number[]} */ this.steps = model.get('steps');
    this.rows = Object.keys(model.get('weights')).map(name => this.row(name));
    this.kinds = KINDS.map(([label, balanced]) => button(label, () => this.set({ balanced }),
      { role: 'radio', 'data-balanced': String(balanced) }));
    this.build();
  }

  /** @returns {Mix} */
  get mix() {
    const [weights, output, parameters, balanced] = ['weights', 'at_output', 'in_parameters', 'balanced']
      .map(name => this.model.get(name));
    return { weights, output, parameters, balanced };
  }

  build() {
    const legend = node('div', { class: 'legend', 'aria-hidden': 'true' }, ...PLACES.map(([ink, kind, text]) =>
      node('span', { class: kind, style: `--ink: var(--ci-${ink})` }, text)),
    node('span', {}, `dotted: the target, ${percent(AT_LEAST)}`));
    const controls = node('div', { class: 'row' }, 'weights are',
      node('span', { class: 'seg', role: 'radiogroup', 'aria-label': 'weights are' }, ...this.kinds),
      button('▶ the gradients', () => this.play()),
      button('back', () => this.set({ weights: this.model.get('first') })),
      keyHint('drag a bar of weights · `←` `→` change it'));
    const rows = this.rows.map(({ name, canvas, slider, shown }) => node('div', { class: 'loss' },
      node('span', { class: 'name' }, node('b', {}, name), shown), canvas, slider));
    this.root.append(this.title, this.words, legend, ...rows,
      node('div', { class: 'loss' }, node('small', {}, 'share'), this.axis), this.goal, controls, this.sounds);
  }

  /**
   * @param {string} name
   * @returns {Row}
   */
  row(name) {
    const canvas = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
      'aria-label': `share of ${name} in the weights`, 'aria-valuemin': '0', 'aria-valuemax': '100' });
    const slider = node('input', { type: 'range', min: '0', max: String(this.steps.length - 1), step: '1',
      'aria-label': `weight of ${name}` });
    slider.addEventListener('input', () => this.weigh(name, this.steps[Number(slider.value)]));
    slider.addEventListener('change', () => this.model.save_changes());
    const follow = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      const share = (event.clientX - box.left) / (box.width - RIGHT);
      const weight = weightForShare(this.mix.weights, name, share);
      if (weight !== null) this.weigh(name, weight);
    };
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener('pointermove', event => {
      if (canvas.hasPointerCapture(event.pointerId)) follow(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, () => this.model.save_changes());
    }
    canvas.addEventListener('keydown', event => this.onKey(event, name));
    return { name, canvas, slider, shown: node('small') };
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} name
   */
  onKey(event, name) {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const weight = this.mix.weights[name];
    const next = way > 0 ? this.steps.find(step => step > weight)
      : this.steps.filter(step => step < weight).at(-1);
    if (next === undefined) return;
    this.weigh(name, next);
    this.model.save_changes();
  }

  /**
   * Set a weight. The kernel isn't told before the learner lets go.
   * @param {string} name
   * @param {number} weight
   */
  weigh(name, weight) {
    this.model.set('weights', { ...this.mix.weights, [name]: weight });
    this.clear();
    this.draw();
  }

  /** @param {Record<string, any>} values */
  set(values) {
    keep(this.model, values);
    this.clear();
    this.draw();
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const { mix } = this;
    const colours = theme(this.root);
    const shares = bars(mix);
    say(this.title, finding(mix));
    say(this.words, summary(mix));
    say(this.goal, target(mix));
    for (const { name, canvas, slider, shown } of this.rows) {
      const own = shares.map(of => of[name]);
      drawBars(canvas, own, colours);
      say(shown, `weight ${general(mix.weights[name])}`);
      canvas.setAttribute('aria-valuenow', (100 * own[0]).toFixed(1));
      canvas.setAttribute('aria-valuetext', PLACES.map(([, , words], i) => `${percent(own[i])} ${words}`).join(', '));
      slider.value = String(nearest(this.steps, mix.weights[name]));
      slider.setAttribute('aria-valuetext', general(mix.weights[name]));
    }
    drawPercents(this.axis, colours);
    for (const kind of this.kinds) {
      kind.setAttribute('aria-checked', String(kind.dataset.balanced === String(mix.balanced)));
    }
  }

  /** Take away the sounds: they were those of other weights. */
  clear() {
    this.removeDeck?.();
    this.removeDeck = null;
    this.sounds.replaceChildren();
    this.sounds.hidden = true;
  }

  play() {
    this.clear();
    this.sounds.hidden = false;
    /** @type {SentGradient[]} */ const sent = this.model.get('gradients');
    const gradients = Object.fromEntries(sent.map(({ name, peak, samples }) =>
      [name, { peak, samples: fromPcm16(samples) }]));
    const waves = [mixed(gradients, factorsOf(this.mix)), ...sent.map(({ name }) => gradients[name].samples)];
    const rate = this.model.get('rate');
    const tracks = equallyLoud(waves).map((samples, i) => ({ samples, rate,
      name: ['the mix', ...sent.map(({ name }) => name)][i],
      finding: i ? `half of its power is below ${(this.model.get('middles')[i - 1] / 1000).toFixed(1)} kHz` : 'the weighted sum' }));
    const { tracks: played } = forListening(tracks);
    const facts = 'All are brought to the same RMS: a gradient has no loudness of its own.';
    const title = 'A step of gradient descent subtracts these from the wave';
    const model = makeModel({ title, facts, current: 0, view: 'spectrogram', loop: false, trials: 10 });
    const place = node('div');
    this.sounds.append(place);
    this.removeDeck = new Deck(played, model).show(place);
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['weights', 'balanced'], () => this.draw()),
      watch(this.root, () => this.draw()),
    ];
    return () => {
      stops.forEach(stop => stop());
      this.clear();
    };
  }
}

/**
 * The bars of one loss, and the target.
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} shares of the weights, at the output, in the parameters
 * @param {Theme} colours
 */
function drawBars(canvas, shares, colours) {
  const { pen, width } = fit(canvas, HEIGHT);
  const across = width - RIGHT;
  pen.fillStyle = colours.line;
  for (const part of [0, 0.25, 0.5, 0.75, 1]) pen.fillRect(across * part, 0, 1, HEIGHT);
  const top = (/** @type {number} */ i) => 4 + i * (BAR + GAP);
  shares.forEach((share, i) => {
    pen.fillStyle = colours[PLACES[i][0]];
    pen.fillRect(0, top(i), Math.max(1, across * share), BAR);
  });
  pen.fillStyle = colours.fg;
  for (let y = top(2); y < HEIGHT - 3; y += 4) pen.fillRect(across * AT_LEAST, y, 1.5, 2);
  shares.forEach((share, i) => {
    const left = across * share + 7;
    pen.fillStyle = colours.bg; // the target would strike the number through
    pen.fillRect(left - 3, top(i), pen.measureText(percent(share)).width + 6, BAR);
    pen.fillStyle = colours.fg;
    write(pen, percent(share), left, top(i) + BAR - 4, colours.bg);
  });
  const handle = across * shares[0];
  pen.fillRect(handle - 1.5, 2, 3, BAR + 4);
}

/**
 * The percents below all bars.
 * @param {HTMLCanvasElement} canvas
 * @param {Theme} colours
 */
function drawPercents(canvas, colours) {
  const { pen, width } = fit(canvas, 18);
  pen.fillStyle = colours.dim;
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    pen.textAlign = part ? 'center' : 'left';
    pen.fillText(`${100 * part} %`, (width - RIGHT) * part, 12);
  }
}

/**
 * The place of the step that is nearest to a weight.
 * @param {number[]} steps
 * @param {number} weight
 */
function nearest(steps, weight) {
  return steps.reduce((best, step, i) =>
    (Math.abs(step - weight) < Math.abs(steps[best] - weight) ? i : best), 0);
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new GradientMixer(model).show(el);
}

export default { render };
