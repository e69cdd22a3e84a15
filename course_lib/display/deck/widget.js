// The deck as a widget: rows arrive as 16-bit samples.
import { readTrack } from '../browser/sound.js';
import { Deck } from './deck.js';

/** @param {import('../browser/common.js').View} view */
function render({ model, el }) {
  return new Deck(model.get('rows').map(readTrack), model).show(el);
}

export default { render };
