// The explorer: sliders in the browser, and a picture that the kernel draws anew for each value.
import { ask, follow, keep, node, ownKeys, say } from '../../display/browser/common.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */

class Explorer {
  title = node('h4');
  alert = node('p', { class: 'say alert', role: 'alert' });
  place = node('div', { class: 'picture' });
  root = node('div', { class: 'ci explorer', role: 'group', 'data-lm-suppress-shortcuts': 'true' });
  busy = false;
  stale = false;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    ownKeys(this.root);
    say(this.title, model.get('title'));
    this.root.setAttribute('aria-label', model.get('title'));
    this.sliders = model.get('names').map((/** @type {string} */ name, /** @type {number} */ i) =>
      this.slider(name, i));
    const rows = this.sliders.map((/** @type {any} */ { row }) => row);
    this.root.append(this.title, this.alert, this.place, ...rows);
  }

  /**
   * @param {string} name
   * @param {number} index
   */
  slider(name, index) {
    const last = this.model.get('labels')[index].length - 1;
    const input = node('input', { type: 'range', min: '0', max: String(last), step: '1',
      'aria-label': name });
    const shown = node('output');
    input.addEventListener('input', () => this.move(index, Number(input.value)));
    input.addEventListener('change', () => this.model.save_changes());
    return { input, shown, row: node('div', { class: 'control' }, node('span', {}, name), input, shown) };
  }

  /**
   * @param {number} index
   * @param {number} value
   */
  move(index, value) {
    const chosen = this.model.get('chosen').slice();
    chosen[index] = value;
    this.model.set('chosen', chosen);
  }

  /** Ask for a picture; while one is drawn, only the newest values wait. */
  async refresh() {
    this.stale = true;
    if (this.busy) return;
    this.busy = true;
    while (this.stale) {
      this.stale = false;
      const reply = await ask(this.model, { chosen: this.model.get('chosen') });
      if (!reply) break;
      say(this.alert, reply.error ?? '');
      if (reply.picture) keep(this.model, { picture: reply.picture });
    }
    this.busy = false;
  }

  draw() {
    const labels = this.model.get('labels');
    this.model.get('chosen').forEach((/** @type {number} */ value, /** @type {number} */ i) => {
      const { input, shown } = this.sliders[i];
      input.value = String(value);
      input.setAttribute('aria-valuetext', labels[i][value]);
      say(shown, labels[i][value]);
    });
  }

  showPicture() {
    // a picture with its alt text, made by this course
    const page = new DOMParser().parseFromString(this.model.get('picture'), 'text/html');
    this.place.replaceChildren(...page.body.childNodes);
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    if (!this.model.send) return () => {}; // without a kernel, its three pictures stay
    el.replaceChildren(this.root);
    const stops = [
      follow(this.model, ['chosen'], () => { this.draw(); this.refresh(); }),
      follow(this.model, ['picture'], () => this.showPicture()),
    ];
    this.draw();
    this.showPicture();
    if (!this.model.get('picture')) this.refresh(); // the first drawing failed: say why
    return () => stops.forEach(stop => stop());
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new Explorer(model).show(el);
}

export default { render };
