"""Six artefacts of generated sound, each at three strengths, next to the clean sound.

zoo = artefact_zoo()                     each artefact on a sound that makes it audible
zoo.choose("pre-echo", strength=3)
artefact_zoo(load("mine.wav"))           all of them on a sound of your own
"""

import html
from itertools import count
from pathlib import Path

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import State
from course_lib.display.bundle_modules import bundle
from course_lib.display.deck import DeckWidget, on_page, track
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.html_pieces import card
from course_lib.display.page_player import labelled_player
from course_lib.instruments.artefact_zoo.model import ABOUT, STRENGTHS, clean_sounds
from course_lib.sounds import ARTEFACTS, Sound, for_listening, spoil
from course_lib.sounds.levels import Levelled

SHOWN = 2  # the strength in the picture of a page without scripts


class ArtefactZooWidget(DeckWidget):
    """The traits of widget.js. The rows of the deck are those of one artefact: its strengths."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("artefact", *DeckWidget.KEPT)
    artefacts = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, facts, rows
    artefact = traitlets.Unicode("").tag(sync=True)


class ArtefactZoo(BrowserInstrument):
    """Sounds with artefacts, and what there is to know about them. Use `artefact_zoo`."""

    Widget = ArtefactZooWidget

    def __init__(self, sound: Sound | None = None) -> None:
        self.clean = clean_sounds(sound)
        self.artefact, self.strength = ARTEFACTS[0], 2
        self._levelled: dict[str, Levelled] = {}

    def choose(self, artefact: str | None = None, strength: int | None = None) -> None:
        """Choose an artefact from `ARTEFACTS`, and a strength from 0 to 3.

        Raises:
            ValueError: If there is no such artefact or strength.
        """
        name = self.artefact if artefact is None else artefact
        level = self.strength if strength is None else strength
        spoil(self.clean[self.artefact], name, level)  # raises before anything changes
        self.artefact, self.strength = next(a for a in ARTEFACTS if a == name), level

    def played_pair(self) -> tuple[Sound, Sound]:
        """Return the clean and the spoiled sound as they are played, at one gain."""
        sounds = self._strengths(self.artefact).sounds
        return sounds[0].renamed("clean"), sounds[self.strength].renamed(self._name())

    def summary(self) -> str:
        """Return what to listen for, what to look for, and the cause."""
        by_ear = ABOUT[self.artefact].by_ear
        return f"{self._name()}. Listen for {by_ear}. {self._facts(self.artefact)}"

    def text(self) -> str:
        """Return a line for each artefact: how it sounds, and its cause."""
        lines = [f"  {name}: {about.by_ear}; {about.cause}." for name, about in ABOUT.items()]
        how = (
            'choose("pre-echo", strength=3), then played_pair() returns the clean and the spoiled '
            "sound."
        )
        return "\n".join(["Artefact zoo: strengths 1 faint, 2 plain, 3 strong.", *lines, how])

    def state(self) -> State:
        """Return every artefact at every strength."""
        artefacts = [
            {"name": name, "facts": self._facts(name), "rows": self._rows(name)}
            for name in ARTEFACTS
        ]
        return {
            "artefacts": artefacts,
            "artefact": self.artefact,
            "current": self.strength,
            "view": "spectrogram",
        }

    def page_state(self, state: State) -> State:
        """Return the state with the players of the fallback in place of the samples."""
        number = count()
        artefacts = [
            {
                "name": name,
                "facts": self._facts(name),
                "rows": [on_page(row, next(number)) for row in self._rows(name)],
            }
            for name in ARTEFACTS
        ]
        return {**state, "artefacts": artefacts}

    def take(self, name: str, value: object) -> None:
        """Store the artefact and the strength that the learner chose."""
        if name == "artefact":
            self.choose(str(value))
        elif name == "current":
            self.choose(strength=int(str(value)))

    def fallback_html(self) -> str:
        """Return a picture, the players and the facts of each artefact."""
        parts = []
        for name in ARTEFACTS:
            sounds = self._strengths(name).sounds
            spoiled = sounds[SHOWN].renamed(f"{name}, {STRENGTHS[SHOWN]}")
            parts.append(wave_and_spectrogram(spoiled, finding=ABOUT[name].by_eye))
            rows = zip(sounds, STRENGTHS, strict=True)
            parts += [labelled_player(sound, f"{name}, {label}") for sound, label in rows]
            parts.append(
                f"<p>{html.escape(f'{name}: {ABOUT[name].by_ear}. {self._facts(name)}')}</p>"
            )
        return card("".join(parts), "zoo")

    def _strengths(self, artefact: str) -> Levelled:
        """Return the clean sound and the spoiled ones, all at one gain."""
        if artefact not in self._levelled:
            clean = self.clean[artefact]
            spoiled = [spoil(clean, artefact, strength) for strength in (0, 1, 2, 3)]
            self._levelled[artefact] = for_listening(*spoiled)
        return self._levelled[artefact]

    def _rows(self, artefact: str) -> list[State]:
        """Return the strengths as rows of the deck, each with the title of the instrument."""
        rows = zip(self._strengths(artefact).sounds, STRENGTHS, strict=True)
        return [
            {
                **track(sound.renamed(label)),
                "title": f"{artefact}, {label}: {ABOUT[artefact].by_ear}"
                if strength
                else f"{artefact}: the clean sound",
            }
            for strength, (sound, label) in enumerate(rows)
        ]

    def _facts(self, artefact: str) -> str:
        about = ABOUT[artefact]
        return (
            f"Look for {about.by_eye}. Where it comes from: {about.cause}. "
            f"Gain: {self._strengths(artefact).text}."
        )

    def _name(self) -> str:
        return f"{self.artefact}, strength {self.strength}"


def artefact_zoo(sound: Sound | None = None) -> ArtefactZoo:
    """Return the zoo.

    Args:
        sound: A sound to put every artefact on; None takes a suitable one for each artefact.
    """
    return ArtefactZoo(sound)
