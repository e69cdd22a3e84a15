"""Six artefacts of generated sound, each at three strengths, next to the clean sound.

zoo = artefact_zoo()                     each artefact on a sound that makes it audible
zoo.choose("pre-echo", strength=3)
artefact_zoo(load("mine.wav"))           all of them on a sound of your own
"""

import html
from typing import NamedTuple

from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player
from course_lib.display.keys import key_line
from course_lib.display.panels import stack, toggle_buttons
from course_lib.instruments.listen.panels import PairPanel
from course_lib.sounds import ARTEFACTS, Sound, beat, for_listening, pluck, spoil, vowel
from course_lib.sounds.levels import Levelled

KEYS = "Click here, then use the keys: `C` plays the clean sound · `S` plays the spoiled one"
STRENGTHS = (("0 clean", 0), ("1 faint", 1), ("2 plain", 2), ("3 strong", 3))


class About(NamedTuple):
    """What you hear and see of an artefact, and what causes it."""

    by_ear: str
    by_eye: str
    cause: str


ABOUT = {
    "comb buzz": About(
        "a steady buzz that does not belong there",
        "evenly spaced horizontal lines, all the time",
        "a generator makes the same small mistake in each of its frames",
    ),
    "pre-echo": About(
        "a short, faint rush before each hit",
        "a hit that begins too early, in all its frequencies",
        "a hit is smeared over a whole window, and part of it comes too early",
    ),
    "dull top": About(
        "a sound behind a curtain, without air or hiss",
        "an empty upper part, as if cut off with a knife",
        "the generator leaves out high frequencies",
    ),
    "phasiness": About(
        "a hollow, roomy voice, as from the end of a pipe",
        "blurred lines, whose level flickers",
        "partials no longer move together: their phases are wrong",
    ),
    "DC thump": About(
        "soft, deep blows; you need headphones, small loudspeakers may not play them",
        "bumps of the wave to one side, bright dashes at the very bottom",
        "an offset that comes and goes",
    ),
    "clicks": About(
        "single ticks, as from a scratched record",
        "thin vertical lines through all frequencies",
        "pieces of sound that do not fit where they meet",
    ),
}


class ArtefactZoo(Instrument):
    """Sounds with artefacts, and what there is to know about them. Use `artefact_zoo`."""

    def __init__(self, sound: Sound | None = None) -> None:
        voice, string, drums = vowel(f0=140, seconds=1.2), pluck(220, 1.2), beat(120)
        own = {"pre-echo": drums, "dull top": drums, "DC thump": string, "clicks": string}
        self.clean = {name: sound or own.get(name, voice) for name in ARTEFACTS}
        self.artefact, self.strength = ARTEFACTS[0], 2
        self._levelled: dict[str, Levelled] = {}
        self._drawn: dict[tuple[str, int], str] = {}

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
        sounds = self._all_strengths().sounds
        return sounds[0].renamed("clean"), sounds[self.strength].renamed(self._name())

    def summary(self) -> str:
        """Return what to listen for, what to look for, and the cause."""
        about = ABOUT[self.artefact]
        return (
            f"{self._name()}. Listen for {about.by_ear}. Look for {about.by_eye}. "
            f"Where it comes from: {about.cause}. Gain: {self._all_strengths().text}."
        )

    def pictures(self) -> tuple[str, str]:
        """Return wave and spectrogram of the clean sound, and those of the spoiled one."""
        clean, spoiled = self.played_pair()
        seen = ABOUT[self.artefact].by_eye if self.strength else ""
        return self._picture((self.artefact, 0), clean, ""), self._picture(
            (self.artefact, self.strength), spoiled, seen
        )

    def text(self) -> str:
        """Return a line for each artefact: how it sounds, and its cause."""
        lines = [f"  {name}: {about.by_ear}; {about.cause}." for name, about in ABOUT.items()]
        how = (
            'choose("pre-echo", strength=3), then played_pair() returns the clean and the spoiled '
            "sound."
        )
        return "\n".join(["Artefact zoo: strengths 1 faint, 2 plain, 3 strong.", *lines, how])

    def static_html(self) -> str:
        """Return picture, players and summary of each artefact at strength 2."""
        chosen = (self.artefact, self.strength)
        parts = []
        for name in ARTEFACTS:
            self.choose(name, 2)
            players = "".join(labelled_player(sound, sound.name) for sound in self.played_pair())
            parts.append(f"{self.pictures()[1]}{players}<p>{html.escape(self.summary())}</p>")
        self.choose(*chosen)
        return card("".join(parts), "zoo")

    def widget(self) -> WidgetLike:
        """Return two rows of buttons, and the players and pictures that follow them."""
        kind = toggle_buttons("", ARTEFACTS, self.artefact)
        level = toggle_buttons("", STRENGTHS, self.strength)
        panel = PairPanel(self, "cs", "zoo")
        for control in (kind, level):
            panel.on_change(control, lambda: self.choose(kind.value, level.value))
        panel.refresh()
        parts = [kind, level, key_line(KEYS), panel.players, panel.picture, panel.message]
        return stack(parts, "course-zoo", keys=True)

    def _all_strengths(self) -> Levelled:
        if self.artefact not in self._levelled:
            clean = self.clean[self.artefact]
            spoiled = [spoil(clean, self.artefact, strength) for strength in (0, 1, 2, 3)]
            self._levelled[self.artefact] = for_listening(*spoiled)
        return self._levelled[self.artefact]

    def _name(self) -> str:
        return f"{self.artefact}, strength {self.strength}"

    def _picture(self, key: tuple[str, int], sound: Sound, finding: str) -> str:
        if key not in self._drawn:
            self._drawn[key] = wave_and_spectrogram(sound, finding=finding)
        return self._drawn[key]


def artefact_zoo(sound: Sound | None = None) -> ArtefactZoo:
    """Return the zoo.

    Args:
        sound: A sound to put every artefact on; None takes a suitable one for each artefact.
    """
    return ArtefactZoo(sound)
