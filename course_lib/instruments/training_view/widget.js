// The training view: sounds, scores and curves of a run, while it runs and afterwards.
import { button, follow, keep, keyHint, node, ownKeys, say, watch } from '../../display/browser/common.js';
import { fromPcm16 } from '../../display/browser/sound.js';
import { Deck } from '../../display/deck/deck.js';
import { STYLES, drawChart, stepAt, valueAt } from './charts.js';
import { countdown, recordedSteps, upTo } from './clock.js';
import { describe, drawDistributions } from './distributions.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {import('../../display/browser/sound.js').Track} Track */
/** @typedef {import('./charts.js').Chart} Chart */
/** @typedef {{step: number, name: string, gain: string, rate: number, samples: DataView}} Row the first is
 *   the original */
/** @typedef {{step: number, subs: import('./distributions.js').SubScores[]}} StepScores */
/** @typedef {{canvas: HTMLCanvasElement, words: HTMLElement}} Cell */

const INTERRUPT = '[data-command="notebook:interrupt-kernel"]';
const STOP = '■ stop, and keep everything';
const NUMBERS = ['finding', 'progress', 'begun', 'done', 'running', 'left', 'charts', 'scores', 'at'];

class TrainingView {
  title = node('h4');
  words = node('p', { class: 'say', role: 'status' });
  bar = node('progress');
  track = node('div', { class: 'track-done' }, this.bar);
  clock = node('b', { class: 'clock', role: 'timer' });
  stopButton = button(STOP, () => this.stop(), { class: 'stop' });
  stopHint = node('span', { class: 'end' }, 'To stop, interrupt the kernel (■): everything is kept.');
  sounds = node('div', { class: 'sounds' });
  charts = node('div', { class: 'charts' });
  step = node('input', { type: 'range', step: '1', 'aria-label': 'step that is shown' });
  stepShown = node('output');
  newest = button('newest', () => this.choose(0));
  caption = node('p');
  distributions = node('div', { class: 'distributions' });
  legend = node('div', { class: 'legend' });
  root = node('div', { class: 'ci training-view', role: 'group', 'aria-label': 'Training view',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Deck | null} */ deck = null;
  /** @type {(() => void) | null} */ removeDeck = null;
  playing = ''; // which sounds the deck has
  /** @type {Cell[]} */ chartCells = [];
  /** @type {Cell[]} */ subCells = [];
  received = performance.now();
  timer = 0;
  frame = 0;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    this.build();
  }

  build() {
    const run = node('div', { class: 'row' }, this.track, this.clock, this.stopButton, this.stopHint);
    const timeline = node('div', { class: 'row timeline' }, node('label', {}, 'step', this.step),
      this.stepShown, this.newest,
      keyHint(`${this.model.get('sounds_only') ? '' : 'drag in a chart, or '}\`←\` \`→\``));
    const entry = (/** @type {string} */ kind, /** @type {string} */ ink, /** @type {string} */ text) =>
      node('span', { class: kind, style: `--ink: var(--ci-${ink})` }, text);
    this.legend.append(entry('square', 'accent', 'real sounds, above'),
      entry('square', 'warm', 'generated sounds, below'),
      entry('line dotted', 'fg', 'at the first recorded step'), node('span', {}, '▼ ▲ mean'));
    this.bar.setAttribute('aria-label', 'progress of the run');
    this.step.addEventListener('input', () => this.move(this.steps[Number(this.step.value)]));
    this.step.addEventListener('change', () => this.model.save_changes());
    this.root.append(this.title, this.words, run,
      this.model.get('sounds_only') ? this.sounds : node('div', { class: 'screen' }, this.sounds, this.charts),
      timeline, this.caption, this.legend,
      this.distributions);
  }

  /** @returns {Row[]} */
  get rows() {
    return this.model.get('rows');
  }

  /** @returns {StepScores[]} */
  get scores() {
    return this.model.get('scores');
  }

  /** The steps with scores or a sound, in order: one for each place of the slider. */
  get steps() {
    return recordedSteps(this.rows.slice(1), this.scores);
  }

  get span() {
    const [first, last] = [this.model.get('begun'), this.model.get('total')];
    return { first, last, at: this.model.get('at') || this.model.get('done') };
  }

  /** Press JupyterLab's own ■, which works while the kernel is busy. It reacts to "mousedown". */
  stop() {
    this.interrupter()?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
    this.stopButton.disabled = true;
    say(this.stopButton, '■ stops after this step');
  }

  interrupter() {
    return this.root.closest('.jp-NotebookPanel')?.querySelector(INTERRUPT);
  }

  /**
   * Show the record up to a recorded step. The kernel isn't told before the learner lets go.
   * @param {number} wanted
   */
  move(wanted) {
    const { steps } = this;
    const near = steps.reduce((best, step) =>
      Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best, steps[0] ?? 0);
    this.model.set('at', near === steps.at(-1) ? 0 : near);
    this.draw();
  }

  /** @param {number} at */
  choose(at) {
    keep(this.model, { at });
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { steps } = this;
    const place = this.model.get('at') ? steps.indexOf(this.model.get('at')) : steps.length - 1;
    const next = steps[Math.max(0, Math.min(steps.length - 1, place + way))];
    this.move(next);
    this.model.save_changes();
  }

  draw() {
    if (!this.root.isConnected) return; // it has no width and no colours yet
    say(this.title, this.model.get('finding'));
    say(this.words, this.model.get('progress'));
    this.drawBar();
    this.drawClock();
    this.drawTimeline();
    this.drawCharts();
    this.drawDistributions();
    this.drawSounds();
  }

  /** The steps before this run are cut off at the left: it begins with an empty bar. */
  drawBar() {
    const [before, done, total] = ['begun', 'done', 'total'].map(name => this.model.get(name));
    this.bar.max = Math.max(1, total);
    this.bar.value = done;
    const wide = total > before ? total / (total - before) : 1;
    Object.assign(this.bar.style, { width: `${100 * wide}%`, marginLeft: `${100 * (1 - wide)}%` });
  }

  drawClock() {
    const running = this.model.get('running');
    const passed = running ? (performance.now() - this.received) / 1000 : 0;
    say(this.clock, countdown(this.model.get('box'), this.model.get('left') - passed, running));
    const reachable = !!this.interrupter();
    this.stopButton.hidden = !running || !reachable;
    this.stopHint.hidden = !running || reachable;
    if (running) return;
    this.stopButton.disabled = false;
    say(this.stopButton, STOP);
  }

  drawTimeline() {
    const { steps } = this;
    this.step.parentElement?.parentElement?.toggleAttribute('hidden', steps.length < 2);
    if (!steps.length) return;
    const shown = String(this.model.get('at') || steps.at(-1));
    this.step.min = '0';
    this.step.max = String(steps.length - 1);
    this.step.value = String(steps.map(String).indexOf(shown));
    this.step.setAttribute('aria-valuetext', `step ${shown}`);
    say(this.stepShown, shown);
    this.newest.setAttribute('aria-pressed', String(!this.model.get('at')));
  }

  drawCharts() {
    /** @type {Chart[]} */ const charts = this.model.get('charts');
    if (this.chartCells.length !== charts.length) this.buildCharts(charts);
    charts.forEach((chart, k) => {
      const { canvas, words } = this.chartCells[k];
      const values = chart.lines.map(line => `${line.name} ${valueAt(line, this.span.at)}`);
      const label = `${chart.title}. At step ${this.span.at}: ${values.join(', ')}.`;
      canvas.setAttribute('aria-valuemin', String(this.span.first));
      canvas.setAttribute('aria-valuemax', String(this.span.last));
      canvas.setAttribute('aria-valuenow', String(this.span.at));
      canvas.setAttribute('aria-valuetext', label);
      words.replaceChildren(...values.map((text, i) => {
        const [ink, dash] = STYLES[i % STYLES.length];
        const style = dash.length ? (dash[0] > 2 ? 'dashed' : 'dotted') : '';
        return node('span', { class: `line ${style}`, style: `--ink: var(--ci-${ink})` }, text);
      }));
      drawChart(canvas, chart, this.span);
    });
  }

  /** @param {Chart[]} charts */
  buildCharts(charts) {
    this.chartCells = charts.map(({ title }) => {
      const canvas = node('canvas', { class: 'draggable', role: 'slider', tabindex: '0',
        'aria-label': `step, in the chart: ${title}` });
      const follow = (/** @type {PointerEvent} */ event) => {
        const box = canvas.getBoundingClientRect();
        this.move(stepAt((event.clientX - box.left) / box.width, box.width, this.span));
      };
      canvas.addEventListener('pointerdown', event => {
        canvas.setPointerCapture(event.pointerId);
        follow(event);
      });
      canvas.addEventListener('pointermove', event => {
        if (canvas.hasPointerCapture(event.pointerId)) follow(event);
      });
      canvas.addEventListener('pointerup', () => this.model.save_changes());
      canvas.addEventListener('keydown', event => this.onKey(event));
      return { canvas, words: node('div', { class: 'legend' }) };
    });
    this.charts.replaceChildren(...charts.map(({ title }, k) => node('figure', {},
      node('figcaption', {}, title), this.chartCells[k].canvas, this.chartCells[k].words)));
  }

  drawDistributions() {
    const place = upTo(this.scores, this.model.get('at'));
    const shown = this.scores[place];
    this.legend.hidden = this.caption.hidden = !shown;
    if (!shown) {
      this.distributions.replaceChildren();
      this.subCells = [];
      return;
    }
    say(this.caption, `Scores (logits) of held-out sounds at step ${shown.step}: a score to the right `
      + 'of 0 means “real”.');
    if (this.subCells.length !== shown.subs.length) this.buildDistributions(shown.subs.length);
    shown.subs.forEach((sub, k) => {
      const { canvas, words } = this.subCells[k];
      say(words, `${sub.name} · ${Math.round(100 * sub.right)} % right`);
      canvas.setAttribute('aria-label', describe(sub));
      const first = this.scores[0].subs.find(({ name }) => name === sub.name);
      drawDistributions(canvas, sub, place ? first : undefined);
    });
  }

  /** @param {number} count */
  buildDistributions(count) {
    this.subCells = Array.from({ length: count }, () =>
      ({ canvas: node('canvas', { role: 'img' }), words: node('figcaption') }));
    this.distributions.replaceChildren(...this.subCells.map(({ canvas, words }) =>
      node('figure', {}, words, canvas)));
  }

  /** Put new sounds into the deck. If it plays, it goes on from the same place. */
  drawSounds() {
    const [original, ...recorded] = this.rows;
    if (!original || this.deck?.test) return; // a blind test isn't interrupted
    const now = Math.max(0, upTo(recorded, this.model.get('at')));
    const wanted = [recorded[0], ...(now ? [recorded[now]] : []), original];
    const names = wanted.map(({ name, gain }) => name + gain).join();
    if (this.playing === names) return;
    this.playing = names;
    const track = (/** @type {Row} */ row, /** @type {string} */ name, /** @type {string} */ finding) =>
      ({ name, finding: `${finding}, ${row.gain}`, rate: row.rate, samples: fromPcm16(row.samples) });
    const tracks = [track(recorded[0], 'start', recorded[0].name)];
    if (now) tracks.push(track(recorded[now], this.model.get('at') ? 'then' : 'now', recorded[now].name));
    this.replaceDeck([...tracks, track(original, 'original', 'the target')]);
  }

  /** @param {Track[]} tracks */
  replaceDeck(tracks) {
    const before = this.deck?.player;
    const { playing, position } = before ?? { playing: false, position: 0 };
    const focused = this.deck?.list.matches(':focus');
    const place = node('div');
    this.deck = new Deck(tracks, this.model);
    const remove = this.deck.show(place);
    this.sounds.replaceChildren(place);
    if (playing) this.deck.player.play(position); // it silences the other
    else this.deck.player.at = position;
    this.removeDeck?.();
    this.removeDeck = remove;
    if (focused) this.deck.list.focus();
    this.deck.draw();
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    const redraw = () => { // an update changes many traits
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    };
    const received = () => {
      this.received = performance.now();
    };
    const stops = [
      follow(this.model, ['left', 'running'], received),
      follow(this.model, NUMBERS, redraw),
      follow(this.model, ['rows', 'facts'], redraw),
      watch(this.root, () => this.draw()),
    ];
    this.timer = setInterval(() => this.drawClock(), 250);
    return () => {
      stops.forEach(stop => stop());
      clearInterval(this.timer);
      cancelAnimationFrame(this.frame);
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new TrainingView(model).show(el);
}

export default { render };
