// The tug of war: drag two clouds of scores, and see the pull of each player on them.
import {
  button, calm, follow, keep, keyHint, node, ownKeys, say, watch,
} from '../../display/browser/common.js';
import { FARTHEST, RULES, mean, move, moveTo, spreadOut } from './losses.js';
import { BESIDE, LANES, LONGEST, drawTug, layout } from './picture.js';
import { finding, summary } from './sentences.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('./losses.js').Scores} Scores */
/** @typedef {'real' | 'fake'} Name */

const QUARTER = 0.25; // the step of a key
const GLIDE = 350; // ms
const TRAITS = ['real', 'fake', 'rule', 'one_sum', 'spread'];

class TugOfWar {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  legend = node('div', { class: 'legend', 'aria-hidden': 'true' });
  canvas = node('canvas', { 'aria-hidden': 'true' });
  root = node('div', { class: 'ci tug-of-war', role: 'group', 'aria-label': 'Tug of war',
    'data-lm-suppress-shortcuts': 'true' });
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    this.grips = { real: this.grip('real'), fake: this.grip('fake') };
    this.rules = Object.keys(RULES).map(rule =>
      button(rule, () => this.set({ rule }), { role: 'radio', 'data-rule': rule }));
    this.sums = [this.sumButton('each its own loss', false), this.sumButton('one sum for both', true)];
    this.spread = node('input', { type: 'range', min: '0', max: '1', step: '0.05', 'aria-label': 'spread' });
    this.spreadShown = node('output');
    this.build();
  }

  /** @returns {Scores} */
  get scores() {
    return { real: this.model.get('real'), fake: this.model.get('fake') };
  }

  build() {
    const group = (/** @type {string} */ label, /** @type {HTMLElement[]} */ parts) =>
      node('span', { class: 'seg', role: 'radiogroup', 'aria-label': label }, ...parts);
    const choices = node('div', { class: 'row' }, group('Rule', this.rules), group('Losses', this.sums),
      button('discriminator moves ▶', () => this.turn('discriminator')),
      button('generator moves ▶', () => this.turn('generator')),
      button('back', () => this.set(this.model.get('start'))));
    const spread = node('div', { class: 'row' }, node('label', {}, 'spread', this.spread), this.spreadShown,
      keyHint('drag a cloud · `←` `→` move it · `⇧` one'));
    this.spread.addEventListener('input', () => this.setSpread(Number(this.spread.value)));
    this.spread.addEventListener('change', () => this.model.save_changes());
    const field = node('div', { class: 'field' }, this.canvas, this.grips.real, this.grips.fake);
    this.root.append(this.title, this.words, this.legend, field, choices, spread);
  }

  /**
   * @param {string} label
   * @param {boolean} one_sum
   */
  sumButton(label, one_sum) {
    return button(label, () => this.set({ one_sum }), { role: 'radio', 'data-sum': String(one_sum) });
  }

  /**
   * What is dragged: the place of a cloud.
   * @param {Name} name
   */
  grip(name) {
    const made = node('div', { class: 'grip', role: 'slider', tabindex: '0', 'data-cloud': name,
      'aria-label': `mean of the ${name} scores`, 'aria-valuemin': String(-FARTHEST),
      'aria-valuemax': String(FARTHEST) });
    /** @type {{x: number, middle: number} | null} */ let held = null;
    made.addEventListener('pointerdown', event => {
      made.setPointerCapture(event.pointerId);
      cancelAnimationFrame(this.frame);
      held = { x: event.clientX, middle: mean(this.scores[name]) };
    });
    made.addEventListener('pointermove', event => {
      const { perScore } = layout(this.canvas.clientWidth);
      if (held) this.drag(name, held.middle + (event.clientX - held.x) / perScore);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      made.addEventListener(end, () => {
        held = null;
        this.model.save_changes();
      });
    }
    made.addEventListener('keydown', event => this.onKey(event, name));
    return made;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Name} name
   */
  onKey(event, name) {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.drag(name, mean(this.scores[name]) + way * (event.shiftKey ? 1 : QUARTER));
    this.model.save_changes();
  }

  /**
   * Move a cloud. The kernel isn't told before the learner lets go.
   * @param {Name} name
   * @param {number} middle
   */
  drag(name, middle) {
    this.model.set(name, moveTo(this.scores[name], middle));
    this.draw();
  }

  /** @param {number} spread */
  setSpread(spread) {
    const { real, fake } = this.scores;
    this.model.set('spread', spread);
    this.model.set('real', spreadOut(real, spread));
    this.model.set('fake', spreadOut(fake, spread));
    this.draw();
  }

  /** @param {Record<string, any>} values */
  set(values) {
    cancelAnimationFrame(this.frame);
    keep(this.model, values);
    this.draw();
  }

  /** @param {'discriminator' | 'generator'} player */
  turn(player) {
    const before = this.scores;
    const after = move(this.model.get('rule'), before, this.model.get('one_sum'), player);
    this.set(after);
    if (!calm()) this.glide(before, after, performance.now());
  }

  /**
   * Show the way of the scores; the kernel already has where it ends.
   * @param {Scores} before
   * @param {Scores} after
   * @param {number} since
   */
  glide(before, after, since) {
    const share = Math.min(1, (performance.now() - since) / GLIDE);
    const eased = share * share * (3 - 2 * share);
    const between = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
      a.map((from, i) => from + eased * (b[i] - from));
    this.draw({ real: between(before.real, after.real), fake: between(before.fake, after.fake) });
    if (share < 1) this.frame = requestAnimationFrame(() => this.glide(before, after, since));
  }

  draw(scores = this.scores) {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const rule = this.model.get('rule');
    const oneSum = this.model.get('one_sum');
    drawTug(this.canvas, rule, scores, oneSum);
    this.place('real', scores.real);
    this.place('fake', scores.fake);
    say(this.title, finding(rule, this.scores, oneSum));
    say(this.words, summary(rule, this.scores, oneSum));
    this.explain(oneSum);
    for (const each of this.rules) {
      each.setAttribute('aria-checked', String(each.dataset.rule === rule));
    }
    for (const each of this.sums) {
      each.setAttribute('aria-checked', String(each.dataset.sum === String(oneSum)));
    }
    this.spread.value = String(this.model.get('spread'));
    say(this.spreadShown, Number(this.spread.value).toFixed(2));
  }

  /**
   * @param {Name} name
   * @param {number[]} scores
   */
  place(name, scores) {
    const { x } = layout(this.canvas.clientWidth);
    const left = x(Math.min(...scores)) - BESIDE;
    const [top, bottom] = LANES[name];
    Object.assign(this.grips[name].style, { left: `${left}px`, top: `${top}px`,
      width: `${x(Math.max(...scores)) + BESIDE - left}px`, height: `${bottom - top}px` });
    this.grips[name].setAttribute('aria-valuenow', mean(scores).toFixed(2));
  }

  /** @param {boolean} oneSum */
  explain(oneSum) {
    const entry = (/** @type {string} */ kind, /** @type {string} */ ink, /** @type {string} */ words) =>
      node('span', { class: kind, style: `--ink: var(--ci-${ink})` }, words);
    const lines = oneSum
      ? [entry('line', 'accent', 'loss of real, for both'), entry('line dashed', 'good', 'the sum for fake, for both'),
        entry('line dotted', 'dim', 'its two parts')]
      : [entry('line', 'accent', 'discriminator'), entry('line dashed', 'good', 'generator')];
    this.legend.replaceChildren(entry('dot', 'fg', 'real score'), entry('square', 'warm', 'fake score'),
      ...lines, node('span', {}, `an arrow is as long as its pull, minus the slope of the loss; at most ${LONGEST}`));
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const stops = [follow(this.model, TRAITS, () => this.draw()), watch(this.root, () => this.draw())];
    return () => {
      stops.forEach(stop => stop());
      cancelAnimationFrame(this.frame);
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new TugOfWar(model).show(el);
}

export default { render };
