"""Two panels that listening instruments share: a pair of sounds, and a blind test of one clip."""

from collections.abc import Mapping
from functools import partial
from typing import Protocol

import ipywidgets

from course_lib.display.html_pieces import card, labelled_player, status
from course_lib.display.keys import keyed
from course_lib.display.panels import Action, Panel, button
from course_lib.sounds import Sound


class SoundPair(Protocol):
    """An instrument that compares two sounds, as a `PairPanel` uses it."""

    def played_pair(self) -> tuple[Sound, Sound]:
        """Return the two sounds as they are played, at one gain."""

    def pictures(self) -> tuple[str, str]:
        """Return a picture of each."""

    def summary(self) -> str:
        """Return a sentence that compares them."""


class PairPanel(Panel):
    """Two players with a key each, two pictures, and a summary.

    Args:
        pair: The instrument.
        keys: The keys of the two players, as in "cs".
        name: The beginning of the CSS classes of players and pictures.
    """

    def __init__(self, pair: SoundPair, keys: str, name: str) -> None:
        super().__init__()
        self.pair, self.keys, self.name = pair, keys, name
        self.players, self.picture = ipywidgets.HTML(), ipywidgets.HTML()

    def refresh(self) -> None:
        """Show players, pictures and summary of the chosen pair."""
        pairs = zip(self.keys, self.pair.played_pair(), strict=True)
        shown = (keyed(key, labelled_player(sound, sound.name)) for key, sound in pairs)
        self.players.value = card("".join(shown), f"{self.name}-players")
        self.picture.value = card("".join(self.pair.pictures()), f"{self.name}-picture")
        self.message.value = status(self.pair.summary(), "words")


class BlindTest(Protocol):
    """A blind test, as a `BlindTestPanel` uses it."""

    @property
    def done(self) -> bool:
        """True after the last answer."""

    def x(self) -> Sound:
        """Return the clip of this trial."""

    def label(self) -> str:
        """Return the name of this trial's player, a new one in each trial."""

    def question(self) -> str:
        """Return the question of this trial, or the result."""


class BlindTestPanel(Panel):
    """The player of the hidden clip, and a button for each answer.

    Args:
        test: The test.
        answers: For each answer its label, its tooltip and the function that gives it. The first
            button has the key 1, the second 2, and so on.
        name: The CSS class of the player's card.
    """

    def __init__(
        self, test: BlindTest, answers: Mapping[str, tuple[str, Action]], name: str
    ) -> None:
        super().__init__()
        self.test, self.name = test, name
        self.hidden = ipywidgets.HTML()
        self.buttons = [
            button(label, tooltip, partial(self.change, give), key=str(number))
            for number, (label, (tooltip, give)) in enumerate(answers.items(), start=1)
        ]
        self.refresh()

    def refresh(self) -> None:
        """Show the question and the player of this trial; after the last one, the result."""
        self.message.value = status(self.test.question())
        self.hidden.value = "" if self.test.done else card(self._player(), self.name)
        for answer in self.buttons:
            answer.disabled = self.test.done

    def _player(self) -> str:
        return keyed("x", labelled_player(self.test.x(), self.test.label()))
