// What every instrument uses: its model, the theme's colours, sharp canvases, buttons.

/**
 * The traits of a widget, as anywidget passes them; `makeModel` in static.js is the same without a
 * kernel.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: (reply?: any) => void) => void} on
 * @property {(event: string, listener: (reply?: any) => void) => void} off
 * @property {(question: object) => void} [send] to the kernel, if there is one
 */
/** @typedef {{model: Model, el: HTMLElement}} View */
/** @typedef {[number, number, number]} Rgb red, green and blue, from 0 to 255 */
/**
 * The colours of theme.css, resolved.
 * @typedef {Record<'fg' | 'dim' | 'bg' | 'raised' | 'line' | 'accent' | 'warm' | 'good', string>} Theme
 */
/** @typedef {{pen: CanvasRenderingContext2D, width: number, height: number}} Surface */

const COLOURS = ['fg', 'dim', 'bg', 'raised', 'line', 'accent', 'warm', 'good'];

/**
 * The colours at the place of an element.
 * @param {Element} el
 * @returns {Theme}
 */
export function theme(el) {
  const style = getComputedStyle(el);
  const pairs = COLOURS.map(name => [name, style.getPropertyValue(`--ci-${name}`).trim()]);
  return /** @type {Theme} */ (Object.fromEntries(pairs));
}

/**
 * The channels of a resolved colour, `rgb(…)` or `rgba(…)`.
 * @param {string} css
 * @returns {Rgb}
 */
export function channels(css) {
  const [red = 0, green = 0, blue = 0] = (css.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/**
 * The colour that is `share` of the way from `a` to `b`.
 * @param {Rgb} a
 * @param {Rgb} b
 * @param {number} share
 * @returns {Rgb}
 */
export function mix(a, b, share) {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])];
}

/**
 * 256 colours that pass evenly spaced stops, as a flat table of red, green, blue.
 * @param {Rgb[]} stops
 */
export function ramp(stops) {
  const table = new Uint8ClampedArray(3 * 256);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const before = Math.min(stops.length - 2, Math.floor(place));
    table.set(mix(stops[before], stops[before + 1], place - before), 3 * i);
  }
  return table;
}

/**
 * Colours for levels: from the ground through the accent to the text. Lightness is monotone.
 * @param {Theme} colours
 */
export function levelRamp(colours) {
  const [ground, accent, text] = [colours.bg, colours.accent, colours.fg].map(channels);
  return ramp([ground, mix(ground, accent, 0.35), accent, mix(accent, text, 0.55), text]);
}

/**
 * Colours for samples: warm below zero, the ground at zero, accent above. Beyond half of the range
 * both ends darken or lighten towards the text, so the sign stays readable in grey.
 * @param {Theme} colours
 */
export function signedRamp(colours) {
  const [ground, warm, accent, text] = ['bg', 'warm', 'accent', 'fg'].map(name =>
    channels(colours[/** @type {keyof Theme} */ (name)]));
  return ramp([mix(warm, text, 0.6), warm, ground, accent, mix(accent, text, 0.6)]);
}

/**
 * A legend of `signedRamp`.
 * @param {string} above
 * @param {string} below
 * @param {string[]} words what else the picture needs
 */
export function signLegend(above, below, ...words) {
  const sign = (/** @type {string} */ ink, /** @type {string} */ text) =>
    node('span', { class: 'ramp', style: `--ink: var(--ci-${ink})` }, text);
  return node('div', { class: 'legend' }, sign('accent', above), sign('warm', below), ...words);
}

/**
 * Make a canvas as sharp as the screen. One unit of the pen is one CSS pixel.
 * @param {HTMLCanvasElement} canvas
 * @param {number} height in CSS pixels
 * @returns {Surface}
 */
export function fit(canvas, height) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth || 600;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  return { pen, width, height };
}

/**
 * Write on a picture, with a rim in the colour of the ground.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {string} ground
 */
export function write(pen, words, x, y, ground) {
  pen.save();
  pen.strokeStyle = ground;
  pen.lineWidth = 4;
  pen.lineJoin = 'round';
  pen.strokeText(words, x, y);
  pen.restore();
  pen.fillText(words, x, y);
}

/**
 * Draw again whenever the size or the theme changes. While JupyterLab changes its theme, an element
 * has no width for a moment, so the picture waits for the next frame.
 * @param {Element} el
 * @param {() => void} draw
 * @returns {() => void} stops it
 */
export function watch(el, draw) {
  const redraw = () => {
    if (el.clientWidth) draw();
    // hidden: for a moment, while a theme is loaded, or until its cell is shown, which changes its size
    else requestAnimationFrame(() => el.isConnected && el.clientWidth && draw());
  };
  const later = () => requestAnimationFrame(redraw);
  const size = new ResizeObserver(redraw);
  const look = new MutationObserver(later);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const attributeFilter = ['data-jp-theme-name', 'data-jp-theme-light', 'class', 'theme'];
  size.observe(el);
  for (const place of [document.body, document.documentElement]) {
    look.observe(place, { attributes: true, attributeFilter });
  }
  dark.addEventListener('change', later);
  return () => {
    size.disconnect();
    look.disconnect();
    dark.removeEventListener('change', later);
  };
}

/** True if the reader asked for less motion. */
export function calm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/**
 * Make an element with attributes and contents.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} contents
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function node(tag, attributes = {}, ...contents) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...contents);
  return made;
}

/**
 * Make a button.
 * @param {string} label
 * @param {() => void} press
 * @param {Record<string, string>} [attributes]
 */
export function button(label, press, attributes = {}) {
  const made = node('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

/**
 * A line about keys, each key between backticks: "`space` play".
 * @param {string} text
 */
export function keyHint(text) {
  const parts = text.split('`');
  const pieces = parts.map((part, i) => (i % 2 ? node('kbd', {}, part) : part));
  return node('span', { class: 'end' }, ...pieces);
}

/**
 * Leave the arrow keys to sliders and menus: JupyterLab would take them from the page.
 * @param {HTMLElement} root
 */
export function ownKeys(root) {
  root.addEventListener('keydown', event => {
    const { target } = event;
    const own = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (own && /^(Arrow|Home|End|Page)/.test(event.key)) event.stopPropagation();
  });
}

// a space between a number and its unit, its thousands, or the sign of a factor
const WITHIN_A_NUMBER = /(\d) (?=%|\d{3}\b|(?:dB|k?Hz|ms|s|min)\b)|(×) (?=\d)/g;

/**
 * Words in which no line ends between a number and its unit.
 * @param {string} words
 */
export function withUnits(words) {
  return words.replace(WITHIN_A_NUMBER, '$1$2\u00a0');
}

/**
 * Change the words of an element only if they differ, so a screen reader says each once.
 * @param {Element} el
 * @param {string} words
 */
export function say(el, words) {
  const kept = withUnits(words);
  if (el.textContent !== kept) el.textContent = kept;
}

/**
 * Set traits, and send them to the kernel if there is one.
 * @param {Model} model
 * @param {Record<string, any>} values
 */
export function keep(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/**
 * Listen to traits of a model.
 * @param {Model} model
 * @param {string[]} names
 * @param {() => void} listener
 * @returns {() => void} stops it
 */
export function follow(model, names, listener) {
  for (const name of names) model.on(`change:${name}`, listener);
  return () => names.forEach(name => model.off(`change:${name}`, listener));
}

/**
 * Ask the kernel something; null without a kernel.
 * @param {Model} model
 * @param {Record<string, any>} question
 * @returns {Promise<any> | null} its reply, which has an `error` if it failed
 */
export function ask(model, question) {
  if (!model.send) return null;
  const id = Math.random().toString(36).slice(2);
  model.send({ ...question, id });
  return new Promise(resolve => {
    const listener = (/** @type {any} */ reply) => {
      if (reply.id !== id) return;
      model.off('msg:custom', listener);
      resolve(reply);
    };
    model.on('msg:custom', listener);
  });
}
