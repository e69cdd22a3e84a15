"""The deck: the one player for all sounds of a cell.

deck.py      `Deck`: sounds at one gain, their pictures and their words
deck.js      rows under one playhead, switched to the sample while they play
abx.js       its blind test
widget.js    what the browser loads
"""

from course_lib.display.deck.deck import Deck, DeckWidget, on_page, track

__all__ = ["Deck", "DeckWidget", "on_page", "track"]
