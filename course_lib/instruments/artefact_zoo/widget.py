"""Hear six artefacts of generated sound, each at three strengths, beside the clean sound.

zoo = artefact_zoo()                     each artefact on a sound that lets it be heard
zoo.choose("pre-echo", strength=3)
artefact_zoo(load("mine.wav"))           all of them on a sound of your own
"""

import html
from typing import NamedTuple

import ipywidgets

from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.keys import PANEL, key_line, key_script, keyed
from course_lib.sounds import ARTEFACTS, Sound, beat, for_listening, pluck, spoil, vowel
from course_lib.sounds.levels import Levelled

KEYS = "Click here, then by keys: `C` plays the clean sound · `S` plays the spoiled one"


class About(NamedTuple):
    """What is told of an artefact."""

    heard: str
    seen: str
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
        "soft, deep blows; headphones tell, small loudspeakers may not",
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
    """Sounds with artefacts, and what there is to know of them; made by `artefact_zoo`."""

    def __init__(self, sound: Sound | None = None) -> None:
        voice, string, drums = vowel(f0=140, seconds=1.2), pluck(220, 1.2), beat(120)
        own = {"pre-echo": drums, "dull top": drums, "DC thump": string, "clicks": string}
        self.clean = {name: sound or own.get(name, voice) for name in ARTEFACTS}
        self.artefact, self.strength = ARTEFACTS[0], 2
        self._levelled: dict[str, Levelled] = {}
        self._drawn: dict[tuple[str, int], str] = {}

    def choose(self, artefact: str | None = None, strength: int | None = None) -> None:
        """Choose what is heard: one of `ARTEFACTS`, and a strength from 0 to 3."""
        wanted = self.artefact if artefact is None else artefact
        level = self.strength if strength is None else strength
        spoil(self.clean[self.artefact], wanted, level)  # says what there is, where there is not
        self.artefact, self.strength = next(a for a in ARTEFACTS if a == wanted), level

    def heard(self) -> tuple[Sound, Sound]:
        """Give the clean and the spoiled sound as they are played, at one gain."""
        sounds = self._all_strengths().sounds
        return sounds[0].renamed("clean"), sounds[self.strength].renamed(self._name())

    def words(self) -> str:
        """Say what to listen for, what to look for, and where it comes from."""
        about = ABOUT[self.artefact]
        return (
            f"{self._name()}. Listen for {about.heard}. Look for {about.seen}. "
            f"Where it comes from: {about.cause}. Gain: {self._all_strengths().text}."
        )

    def pictures(self) -> tuple[str, str]:
        """Show wave and spectrogram of the clean sound, and the same of the spoiled one."""
        clean, spoiled = self.heard()
        look = ABOUT[self.artefact].seen if self.strength else ""
        return self._picture((self.artefact, 0), clean, ""), self._picture(
            (self.artefact, self.strength), spoiled, look
        )

    def text(self) -> str:
        """Say of each artefact what is heard."""
        lines = [f"  {name}: {about.heard}; {about.cause}." for name, about in ABOUT.items()]
        how = 'choose("pre-echo", strength=3), then heard() gives the clean and the spoiled sound.'
        return "\n".join(["Artefact zoo: strengths 1 faint, 2 plain, 3 strong.", *lines, how])

    def static_html(self) -> str:
        """Show each artefact once, at plain strength."""
        here = (self.artefact, self.strength)
        parts = []
        for name in ARTEFACTS:
            self.choose(name, 2)
            players = "".join(labelled_player(sound, sound.name) for sound in self.heard())
            parts.append(f"{self.pictures()[1]}{players}<p>{html.escape(self.words())}</p>")
        self.choose(*here)
        return card("".join(parts), "zoo")

    def widget(self) -> WidgetLike:
        """Build the two rows of buttons, the players and the picture that follow them."""
        return _panel(self)

    def _all_strengths(self) -> Levelled:
        if self.artefact not in self._levelled:
            clean = self.clean[self.artefact]
            made = [spoil(clean, self.artefact, strength) for strength in (0, 1, 2, 3)]
            self._levelled[self.artefact] = for_listening(*made)
        return self._levelled[self.artefact]

    def _name(self) -> str:
        return f"{self.artefact}, strength {self.strength}"

    def _picture(self, key: tuple[str, int], sound: Sound, finding: str) -> str:
        if key not in self._drawn:
            self._drawn[key] = wave_and_spectrogram(sound, finding=finding)
        return self._drawn[key]


def artefact_zoo(sound: Sound | None = None) -> ArtefactZoo:
    """Open the zoo; with ``sound``, every artefact is put on that one."""
    return ArtefactZoo(sound)


def _panel(zoo: ArtefactZoo) -> WidgetLike:
    picture, players, words = (ipywidgets.HTML() for _ in range(3))
    kind = ipywidgets.ToggleButtons(options=list(ARTEFACTS), value=zoo.artefact)
    kind.style.button_width = "auto"
    strengths = [("0 clean", 0), ("1 faint", 1), ("2 plain", 2), ("3 strong", 3)]
    level = ipywidgets.ToggleButtons(options=strengths, value=zoo.strength)
    level.style.button_width = "auto"

    def refresh(_: object = None) -> None:
        try:
            zoo.choose(kind.value, level.value)
            pairs = zip("cs", zoo.heard(), strict=True)
            shown = (keyed(key, labelled_player(sound, sound.name)) for key, sound in pairs)
            players.value = card("".join(shown), "zoo-players")
            picture.value = card("".join(zoo.pictures()), "zoo-picture")
            words.value = status(zoo.words(), "words")
        except Exception as error:  # it would vanish into the log of the front end
            words.value = alert(str(error))

    kind.observe(refresh, "value")
    level.observe(refresh, "value")
    refresh()
    panel = ipywidgets.VBox([kind, level, key_line(KEYS), players, picture, words, key_script()])
    panel.add_class("course-zoo")
    panel.add_class(PANEL)
    box: WidgetLike = panel
    return box
