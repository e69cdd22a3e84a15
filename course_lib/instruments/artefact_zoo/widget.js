// The artefact zoo: a deck with the clean sound and three strengths of one artefact.
import { button, follow, node } from '../../display/browser/common.js';
import { readTrack } from '../../display/browser/sound.js';
import { Deck } from '../../display/deck/deck.js';
import { titled } from '../../display/deck/overlay.js';

/** @typedef {import('../../display/browser/common.js').Model} Model */
/** @typedef {{name: string, facts: string, rows: any[]}} Artefact */

class ArtefactZoo {
  place = node('div');
  root = node('div', { class: 'ci artefact-zoo', role: 'group', 'aria-label': 'Artefact zoo',
    'data-lm-suppress-shortcuts': 'true' });
  /** @type {Deck | null} */ deck = null;
  /** @type {(() => void) | null} */ removeDeck = null;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Artefact[]} */ this.artefacts = model.get('artefacts');
    this.buttons = this.artefacts.map(({ name }) => {
      const press = () => {
        model.set('artefact', name);
        model.save_changes();
      };
      return button(name, press, { role: 'radio' });
    });
    const choice = node('div', { class: 'row', role: 'radiogroup', 'aria-label': 'Artefact' },
      ...this.buttons);
    this.root.append(this.place, choice);
  }

  get chosen() {
    const found = this.artefacts.findIndex(({ name }) => name === this.model.get('artefact'));
    return Math.max(0, found);
  }

  /** Put the sounds of the chosen artefact into the deck; if one was playing, go on with these. */
  update() {
    const { facts, rows } = this.artefacts[this.chosen];
    const playing = !!this.deck?.player.playing;
    this.removeDeck?.();
    this.deck = new Deck(rows.map(readTrack), titled(this.model, rows, facts));
    this.removeDeck = this.deck.show(this.place);
    if (playing) this.deck.player.play(0);
    this.buttons.forEach((each, i) => each.setAttribute('aria-checked', String(i === this.chosen)));
  }

  /**
   * @param {HTMLElement} el
   * @returns {() => void} removes it
   */
  show(el) {
    el.replaceChildren(this.root);
    this.update();
    const unfollow = follow(this.model, ['artefact'], () => this.update());
    return () => {
      unfollow();
      this.removeDeck?.();
    };
  }
}

/** @param {import('../../display/browser/common.js').View} view */
function render({ model, el }) {
  return new ArtefactZoo(model).show(el);
}

export default { render };
