"""Sounds in one player: a row for each, one playhead, one gain.

In the browser, the rows run on one clock, and switching moves gains only. So you hear the same
moment of another sound, without a gap. Nothing here changes the level of a sound: bring sounds to
one gain first (`course_lib.sounds.for_listening`).
"""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import traitlets

from course_lib.audio.wav import pcm16
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figure_style import img_tag, new_figure
from course_lib.display.figures.waves import draw_spectrogram
from course_lib.display.html_pieces import card
from course_lib.display.page_player import player
from course_lib.sounds.sound import Sound

Picture = Literal["wave", "spectrogram", "none"]


class DeckWidget(BrowserWidget):
    """The traits of deck.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT: ClassVar[tuple[str, ...]] = ("current", "view", "loop")
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, finding, rate, samples (pcm16)
    title = traitlets.Unicode("").tag(sync=True)  # the finding of the chosen row if empty
    facts = traitlets.Unicode("").tag(sync=True)
    current = traitlets.Int(0).tag(sync=True)  # the row that is heard
    view = traitlets.Enum(["wave", "spectrogram", "none"], "wave").tag(sync=True)
    loop = traitlets.Bool(False).tag(sync=True)
    trials = traitlets.Int(10).tag(sync=True)  # of the blind test
    score = traitlets.List(traitlets.Int(), [0, 0]).tag(sync=True)  # right, answered


def track(sound: Sound, finding: str = "") -> State:
    """Return a sound as the modules read it, with 16-bit samples at the sound's own level.

    Args:
        sound: The sound as it is played.
        finding: What there is to hear in it.
    """
    return {
        "name": sound.name,
        "finding": finding,
        "rate": sound.sample_rate,
        "samples": pcm16(sound.samples).numpy().astype("<i2").tobytes(),
    }


def on_page(sent: State, player: int) -> State:
    """Return a track whose samples are those of the page's ``player``-th ``<audio>``."""
    return {**sent, "samples": {"player": player}}


class Deck(BrowserInstrument):
    """Sounds under one playhead.

    Args:
        sounds: The sounds as they are played, at one gain.
        findings: What there is to hear in each sound; empty strings, or nothing, if unknown.
        title: What the comparison shows; if empty, the title is the finding of the chosen sound.
        facts: A sentence about all sounds, such as their common gain.
        view: The picture at the start: "wave" or "spectrogram". "none" leaves it to the ears.
    """

    Widget = DeckWidget

    def __init__(
        self,
        sounds: Sequence[Sound],
        findings: Sequence[str] = (),
        *,
        title: str = "",
        facts: str = "",
        view: Picture = "spectrogram",
    ) -> None:
        if not sounds:
            raise ValueError("A deck needs at least one sound, got none.")
        if findings and len(findings) != len(sounds):
            raise ValueError(
                f"A deck needs a finding for each of {len(sounds)} sounds, got {len(findings)}."
            )
        self.sounds = tuple(sounds)
        self.findings = tuple(findings) or ("",) * len(self.sounds)
        self.title, self.facts, self.view = title, facts, view

    def state(self) -> State:
        """Return the rows with 16-bit samples, and the words above them."""
        rows = list(map(track, self.sounds, self.findings))
        return {"rows": rows, "title": self.title, "facts": self.facts, "view": self.view}

    def page_state(self, state: State) -> State:
        """Return the state with the players of the fallback in place of the samples."""
        rows = map(track, self.sounds, self.findings)
        return {**state, "rows": [on_page(row, k) for k, row in enumerate(rows)]}

    def fallback_html(self) -> str:
        """Return each sound's player below its spectrogram. All pictures share axes and colours."""
        pictures = [""] * len(self.sounds)
        if self.view != "none":
            pictures = [self.picture(k)[0] for k in range(len(self.sounds))]
        cells = "".join(
            '<figure class="course-sound" style="margin:4px"><figcaption>'
            f"<b>{html.escape(sound.name)}</b></figcaption>{picture}"
            f"{player(sound, sound.name)}</figure>"
            for sound, picture in zip(self.sounds, pictures, strict=True)
        )
        notes = "<br>".join(html.escape(note) for note in (self.title, self.facts) if note)
        row = f'<div style="display:flex;flex-wrap:wrap">{cells}</div>'
        return card(f"{row}<p>{notes}</p>", "deck")

    def text(self) -> str:
        """Return the title, each sound with its finding, and the facts."""
        rows = [
            f"  {number} {sound.name}{': ' * bool(finding)}{finding}"
            for number, (sound, finding) in enumerate(
                zip(self.sounds, self.findings, strict=True), 1
            )
        ]
        return "\n".join(filter(None, [self.title, *rows, self.facts]))

    def picture(self, number: int) -> tuple[str, str]:
        """Return the spectrogram of a sound as an ``<img>``, and its alt text."""
        sound = self.sounds[number]
        figure, axes = new_figure(3.6, 2.3)
        alt = draw_spectrogram(axes, sound.samples, sound.sample_rate, name=sound.name)
        # a short sound beside a long one keeps its true length
        axes.set_xlim(0, max(each.seconds for each in self.sounds))
        return img_tag(figure, alt), alt
