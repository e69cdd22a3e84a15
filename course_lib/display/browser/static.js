// An instrument on a page without a kernel: the same module, over a model that only stores.

/** @typedef {import('./common.js').Model} Model */
/** @typedef {import('./common.js').View} View */

const WAV_HEADER = 44; // bytes, as Python's wave module writes it

/**
 * What a module asks of its model.
 * @param {Record<string, any>} state
 * @returns {Model}
 */
export function makeModel(state) {
  /** @type {Map<string, Set<() => void>>} */ const listeners = new Map();
  return {
    get: name => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    save_changes() {},
    on: (event, listener) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off: (event, listener) => listeners.get(event)?.delete(listener),
  };
}

/**
 * Replace the words and players of a page by the instrument.
 * @param {(view: View) => unknown} render
 * @param {string} name finds the place
 * @param {Record<string, any>} state the traits of the widget
 */
export function mount(render, name, state) {
  const places = document.querySelectorAll(`[data-instrument="${name}"]`);
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (places)) {
    const model = makeModel(/** @type {Record<string, any>} */ (revive(state, place)));
    place.removeAttribute('data-instrument');
    render({ model: model, el: place });
  }
}

/**
 * Turn `{base64: …}` into bytes, and `{player: n}` into the samples of the n-th `<audio>`.
 * @param {any} value
 * @param {Element} place
 * @returns {unknown}
 */
function revive(value, place) {
  if (Array.isArray(value)) return value.map(item => revive(item, place));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.base64 === 'string') return bytes(value.base64, 0);
  if (typeof value.player === 'number') {
    const url = place.querySelectorAll('audio')[value.player].src;
    return bytes(url.slice(url.indexOf(',') + 1), WAV_HEADER);
  }
  const parts = Object.entries(value).map(([name, part]) => [name, revive(part, place)]);
  return Object.fromEntries(parts);
}

/**
 * @param {string} base64
 * @param {number} start bytes to leave out
 */
function bytes(base64, start) {
  const all = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  return new DataView(all.buffer, start);
}
