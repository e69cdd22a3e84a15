// A deck inside an instrument: it shares some traits of the instrument, and has others of its own.

/** @typedef {import('../browser/common.js').Model} Model */

/**
 * A model in which some names have values of their own; all others are the traits of `model`.
 * @param {Model} model
 * @param {Record<string, any>} own
 * @returns {Model}
 */
export function overlay(model, own) {
  return {
    get: name => (name in own ? own[name] : model.get(name)),
    set(name, value) {
      if (name in own) own[name] = value;
      else model.set(name, value);
    },
    save_changes: () => model.save_changes(),
    on: (event, listener) => model.on(event, listener),
    off: (event, listener) => model.off(event, listener),
  };
}

/**
 * The model of a deck whose title is that of the chosen row.
 * @param {Model} model
 * @param {{title: string}[]} rows
 * @param {string} facts
 */
export function titled(model, rows, facts) {
  return overlay(model, {
    get title() {
      return rows[model.get('current')].title;
    },
    facts,
    score: [0, 0],
  });
}
