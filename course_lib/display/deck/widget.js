// The deck as a widget: rows arrive as 16-bit samples.
import { fromPcm16 } from '../browser/sound.js';
import { Deck } from './deck.js';

/** @typedef {{name: string, finding: string, rate: number, samples: DataView}} SentRow */

/** @param {import('../browser/common.js').View} view */
function render({ model, el }) {
  const tracks = model.get('rows').map((/** @type {SentRow} */ row) =>
    ({ ...row, samples: fromPcm16(row.samples) }));
  return new Deck(tracks, model).show(el);
}

export default { render };
