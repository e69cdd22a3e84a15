// The failure zoo: diagnose a recorded run, first by eye, then by ear. Python keeps what isn't shown yet.
import { ask, button, follow, keep, keyHint, node, ownKeys, say, watch } from '../../display/browser/common.js';
import { fromPcm16 } from '../../display/browser/sound.js';
import { Deck } from '../../display/deck/deck.js';
import { STYLES, drawChart, stepAt, valueAt } from '../training_view/charts.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../training_view/charts.js').Chart} Chart */
/** @typedef {{name: string, finding: string, rate: number, samples: DataView}} Row */
/** @typedef {{canvas: HTMLCanvasElement, words: HTMLElement}} Cell */

const NO_KERNEL = 'To see more, and to diagnose, open the notebook: a page has no kernel.';
const EIGHTHS = 8; // as in model.py
/** @type {Record<string, string>} */
const DIAGNOSE = { curves: 'diagnose from the curves', ear: 'diagnose by ear', cause: 'done' };
const TRAITS = ['heading', 'where', 'task', 'result', 'stage', 'eighths', 'number', 'charts', 'rows', 'choice'];

class FailureZoo {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  charts = node('div', { class: 'charts zoo' });
  shown = node('input', { type: 'range', min: '1', max: String(EIGHTHS), step: '1', 'aria-label': 'eighths shown' });
  shownWords = node('output');
  choice = node('select', { 'aria-label': 'diagnosis' });
  task = node('p', { class: 'task', role: 'status' });
  result = node('p', { class: 'score' });
  alert = node('p', { class: 'alert', role: 'alert', hidden: '' });
  sounds = node('div', { class: 'answer', hidden: '' });
  root = node('div', { class: 'ci failure-zoo', role: 'group', 'aria-label': 'Failure zoo',
    'data-lm-suppress-shortcuts': 'true' });
  diagnose = button('', () => this.act({ do: 'diagnose', name: this.choice.value }), { class: 'main' });
  giveUp = button('show me', () => this.act({ do: 'give_up' }), { title: 'Reveal the cause: no points' });
  next = button('next run', () => this.act({ do: 'next' }));
  seeMore = keyHint('drag the line in a chart to see more');
  /** @type {Cell[]} */ cells = [];
  /** @type {(() => void) | null} */ removeDeck = null;
  playing = ''; // which sounds the deck has
  wanted = 0; // eighths, while they are dragged
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    this.build();
  }

  build() {
    const legend = node('div', { class: 'legend' },
      node('span', { class: 'line', style: '--ink: var(--ci-dim)' }, 'grey: a healthy run, to its end'),
      node('span', {}, 'lines are means over the last 10 steps'));
    this.choice.append(...this.model.get('options').map((/** @type {[string, string]} */ [name, title]) =>
      node('option', { value: name }, title)));
    this.choice.addEventListener('change', () => keep(this.model, { choice: this.choice.value }));
    this.shown.addEventListener('input', () => this.preview(Number(this.shown.value)));
    this.shown.addEventListener('change', () => this.showMore());
    const look = node('div', { class: 'row' }, node('label', {}, 'eighths shown', this.shown), this.shownWords,
      this.seeMore);
    const answer = node('div', { class: 'row' }, node('label', {}, 'diagnosis', this.choice), this.diagnose,
      this.giveUp, this.next);
    this.root.append(this.title, this.words, legend, this.charts);
    if (this.model.send) this.root.append(look, answer); // the kernel knows the rest of the run
    this.root.append(this.alert, this.task, this.sounds, this.result);
  }

  get eighths() {
    return this.wanted || this.model.get('eighths');
  }

  get span() {
    const last = this.model.get('steps');
    return { first: 0, last, at: Math.floor((last * this.eighths) / EIGHTHS), covered: 'covered' };
  }

  /** @param {number} eighths */
  preview(eighths) {
    if (!this.model.send || this.model.get('stage') !== 'curves') return;
    this.wanted = Math.max(this.model.get('eighths'), Math.min(EIGHTHS, eighths));
    this.draw();
  }

  /** Ask for the eighths that were chosen. */
  showMore() {
    const eighths = this.wanted;
    this.wanted = 0;
    if (eighths > this.model.get('eighths')) this.act({ do: 'show', eighths });
    else this.draw();
  }

  /** @param {{do: string, name?: string, eighths?: number}} move */
  async act(move) {
    const reply = await ask(this.model, move);
    this.alert.hidden = !reply?.error;
    say(this.alert, reply?.error ?? '');
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    const [heading, where, task, result, stage] = ['heading', 'where', 'task', 'result', 'stage']
      .map(name => this.model.get(name));
    say(this.title, heading);
    say(this.words, where);
    say(this.task, this.model.send ? task : NO_KERNEL);
    say(this.result, result);
    const over = stage === 'cause';
    say(this.diagnose, DIAGNOSE[stage]);
    for (const control of [this.diagnose, this.giveUp, this.choice]) control.disabled = over;
    this.shown.disabled = stage !== 'curves';
    this.seeMore.hidden = this.shown.disabled || this.eighths === EIGHTHS;
    this.shown.value = String(this.eighths);
    const cost = this.wanted ? `, costs ${this.wanted - this.model.get('eighths')}` : '';
    say(this.shownWords, `${this.eighths} of ${EIGHTHS}${cost}`);
    if (this.model.get('choice')) this.choice.value = this.model.get('choice');
    this.drawCharts();
    this.drawSounds();
  }

  drawCharts() {
    /** @type {Chart[]} */ const charts = this.model.get('charts');
    if (!this.cells.length) this.buildCharts(charts);
    charts.forEach((chart, k) => {
      const { canvas, words } = this.cells[k];
      const values = chart.lines.map(line => `${line.name} ${valueAt(line, this.span.at)}`);
      const said = `${chart.title}: ${values.join(', ')}`;
      if (this.model.send) {
        canvas.setAttribute('aria-valuenow', String(this.eighths));
        canvas.setAttribute('aria-valuetext', said);
      } else canvas.setAttribute('aria-label', said);
      words.replaceChildren(...values.map((text, i) => {
        const [ink, dash] = STYLES[i];
        const style = dash.length ? (dash[0] > 2 ? 'dashed' : 'dotted') : '';
        return node('span', { class: `line ${style}`, style: `--ink: var(--ci-${ink})` }, text);
      }));
      drawChart(canvas, chart, this.span);
    });
  }

  /** @param {Chart[]} charts */
  buildCharts(charts) {
    this.cells = charts.map(({ title }) => {
      const words = node('div', { class: 'legend' });
      if (!this.model.send) { // all that is shown was shown before
        return { canvas: node('canvas', { role: 'img' }), words };
      }
      const canvas = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
        'aria-label': `eighths shown, in the chart: ${title}`, 'aria-valuemin': '1', 'aria-valuemax': String(EIGHTHS) });
      const follow = (/** @type {PointerEvent} */ event) => {
        const box = canvas.getBoundingClientRect();
        const step = stepAt((event.clientX - box.left) / box.width, box.width, this.span);
        this.preview(Math.ceil((EIGHTHS * step) / this.span.last));
      };
      canvas.addEventListener('pointerdown', event => {
        canvas.setPointerCapture(event.pointerId);
        follow(event);
      });
      canvas.addEventListener('pointermove', event => {
        if (canvas.hasPointerCapture(event.pointerId)) follow(event);
      });
      canvas.addEventListener('pointerup', () => this.showMore());
      canvas.addEventListener('keydown', event => this.onKey(event));
      return { canvas, words };
    });
    this.charts.replaceChildren(...charts.map(({ title }, k) => node('figure', {},
      node('figcaption', {}, title), this.cells[k].canvas, this.cells[k].words)));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!['ArrowRight', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.preview(this.eighths + 1);
    this.showMore();
  }

  drawSounds() {
    /** @type {Row[]} */ const rows = this.model.get('rows');
    const names = rows.length ? `${this.model.get('number')}` : '';
    if (this.playing === names) return;
    this.playing = names;
    this.removeDeck?.();
    this.removeDeck = null;
    this.sounds.hidden = !rows.length;
    this.sounds.replaceChildren();
    if (!rows.length) return;
    const place = node('div');
    this.sounds.append(place);
    const tracks = rows.map(row => ({ ...row, samples: fromPcm16(row.samples) }));
    this.removeDeck = new Deck(tracks, this.model).show(place);
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const redraw = () => { // an answer changes many traits
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    };
    const stops = [follow(this.model, TRAITS, redraw), watch(this.root, () => this.draw())];
    return () => {
      stops.forEach(stop => stop());
      cancelAnimationFrame(this.frame);
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new FailureZoo(model).show(el);
}

export default { render };
