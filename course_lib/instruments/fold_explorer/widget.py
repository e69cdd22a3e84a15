"""The fold explorer: fold a sound at any period, and see and hear what a column contains.

At the period of its pitch, a voice makes upright stripes. One sample more or less, and they slant.
A time axis shows the periods of the discriminator far to the left of the pitch and the beat. After
that picture you won't expect MPD to hear rhythm.

    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=160)
    print(explorer)                     the text form: the same facts as sentences
"""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets
from torch import Tensor

from course_lib.audio.wav import pcm16
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figure_style import picture_tag
from course_lib.display.figures.folds import fold_png, fold_rows, uprightness
from course_lib.display.html_pieces import card
from course_lib.instruments.fold_explorer.answers import (
    Answer,
    alias_answer,
    column_answer,
    logit_answer,
)
from course_lib.instruments.fold_explorer.model import (
    ROWS,
    alias_partners,
    column,
    logit_samples,
    most_upright,
)
from course_lib.instruments.fold_explorer.text import FAINT, describe_fold, describe_pitch
from course_lib.instruments.fold_explorer.time_axis import (
    Landmark,
    beat_landmark,
    describe_axis,
)
from course_lib.sounds import Sound

__all__ = [
    "FoldExplorer",
    "alias_partners",
    "column",
    "fold_explorer",
    "logit_samples",
    "most_upright",
    "uprightness",
]

LONGEST_PERIOD = 256  # samples: the end of the slider
FEWEST_ROWS = 4  # a picture with fewer shows no stripes
PLAYED_SECONDS = 3.0  # the longest part of a recording that is played
BESIDE = 2  # samples off the true period at the start: the stripes slant visibly
BPM = 120.0  # a common tempo, for the beat on the axis
VOICE_HERTZ = 160.0  # a common pitch of a voice, and that of the vowel in lesson 02
PICTURE = (560, 240)  # CSS pixels, of the fallback


class FoldWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("period", "offset", "column")
    samples = traitlets.Bytes(b"").tag(sync=True)  # 16-bit, from the start of the first row
    rate = traitlets.Int(0).tag(sync=True)  # Hz
    name = traitlets.Unicode("").tag(sync=True)
    true_period = traitlets.Float(0.0).tag(sync=True)  # in samples; 0 if unknown
    about = traitlets.Unicode("").tag(sync=True)  # what is known about the pitch
    periods = traitlets.List(traitlets.Int()).tag(sync=True)
    fitting: "traitlets.List[object]" = traitlets.List().tag(
        sync=True
    )  # label and period of the last jump, or nothing
    pitch = traitlets.Dict().tag(sync=True)  # samples and label, as beat
    beat = traitlets.Dict().tag(sync=True)
    longest = traitlets.Int(1).tag(sync=True)
    most_offset = traitlets.Int(0).tag(sync=True)
    period = traitlets.Int(1).tag(sync=True)
    offset = traitlets.Int(0).tag(sync=True)
    column = traitlets.Int(0).tag(sync=True)


class FoldExplorer(BrowserInstrument):
    """A sound, a period, an offset and a column. Use `fold_explorer`."""

    Widget = FoldWidget

    def __init__(self, sound: Sound, periods: Sequence[int], at: float, beat: bool) -> None:
        self.sound = sound
        self.beat = beat
        self.periods = tuple(periods)
        begin = round(at * sound.sample_rate)
        self._samples = sound.samples[max(0, begin) :]
        available = self._samples.shape[0]
        self.longest = min(LONGEST_PERIOD, available // (FEWEST_ROWS + 1))
        _check(self.periods, self.longest, at, sound)
        self.most_offset = min(LONGEST_PERIOD - 1, available - FEWEST_ROWS * self.longest)
        self.best = most_upright(self._samples, range(2, self.longest + 1))
        window = self._samples[: ROWS * self.longest]
        self._peak = float(window.abs().max())  # all periods share one colour scale
        self.period, self.offset, self.column = self._first_period(), 0, 0

    @property
    def fitting_period(self) -> tuple[str, int] | None:
        """The label and the value of the period to jump to; None if the slider has none."""
        true = self.sound.period
        if true is None:
            return ("most upright", self.best[0]) if self.best[1] >= FAINT else None
        return ("true period", round(true)) if 1 <= round(true) <= self.longest else None

    def move(
        self, period: int | None = None, offset: int | None = None, column: int | None = None
    ) -> None:
        """Set some sliders. A column beyond the period becomes the last column."""
        self.period = _within("period", self.period if period is None else period, 1, self.longest)
        self.offset = _within(
            "offset", self.offset if offset is None else offset, 0, self.most_offset
        )
        if column is not None:
            _within("column", column, 0, self.period - 1)
        self.column = min(self.column if column is None else column, self.period - 1)

    def rows(self) -> Tensor:
        """Return the fold that is shown: [rows, period]."""
        return fold_rows(self._samples, self.period, self.offset, ROWS)

    def uprightness(self) -> float:
        """Return how upright the stripes of the picture are, from 0 to 1."""
        return uprightness(self.rows().reshape(-1), self.period)

    def summary(self) -> str:
        """Return how the stripes look at this period, and why."""
        sound = self.sound
        return describe_fold(self.period, self.uprightness(), sound.period, sound.sample_rate)

    def text(self) -> str:
        """Return everything that the pictures show."""
        sound = self.sound
        return "\n".join(
            [
                f"Fold explorer: {sound.name}, {sound.seconds:.2f} s at {sound.sample_rate} Hz.",
                describe_pitch(sound.period, sound.sample_rate, self.best),
                f"p = {self.period}, offset {self.offset}, column {self.column}: {self.summary()}",
                describe_axis(*self._landmarks()),
            ]
        )

    def state(self) -> State:
        """Return the sound and the sliders."""
        sound, (_, pitch, beat, *_) = self.sound, self._landmarks()
        most = round(PLAYED_SECONDS * sound.sample_rate) + self.most_offset
        fitting = self.fitting_period
        return {
            "samples": pcm16(self._samples[:most]).numpy().astype("<i2").tobytes(),
            "rate": sound.sample_rate,
            "name": sound.name,
            "true_period": sound.period or 0.0,
            "about": describe_pitch(sound.period, sound.sample_rate, self.best),
            "periods": list(self.periods),
            "fitting": [] if fitting is None else list(fitting),
            "pitch": pitch._asdict(),
            "beat": {} if beat is None else beat._asdict(),
            "longest": self.longest,
            "most_offset": self.most_offset,
            "period": self.period,
            "offset": self.offset,
            "column": self.column,
        }

    def take(self, name: str, value: object) -> None:
        """Store where the learner moved a slider. The column arrives after its period."""
        setattr(self, name, value)

    def answer(self, question: Mapping[str, Any]) -> State:
        """Return the samples that one logit depends on."""
        self.move(question["period"], question["offset"], question["column"])
        answer = self.one_logit()
        return {"text": answer.text, "where": answer.where, "length": len(self._clip().samples)}

    def fallback_html(self) -> str:
        """Return the fold at the present period, with the facts."""
        folded, text = self.rows(), self.summary()
        alt = f"{self.sound.name} folded into {folded.shape[0]} rows. {text}"
        picture = picture_tag(fold_png(folded, self._peak), "image/png", alt, PICTURE)
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self.text().splitlines())
        return card(f"{picture}{lines}", "fold-explorer")

    def play_column(self) -> Answer:
        """Return players of the chosen column and of its sound."""
        return column_answer(self._clip(), self.period, self.column)

    def alias_partners(self) -> Answer:
        """Return the tones that give the same column as the sound's pitch."""
        return alias_answer(self.sound, self.period)

    def one_logit(self) -> Answer:
        """Return the samples that one logit of the chosen column depends on."""
        return logit_answer(self._clip(), self.period, self.column)

    def _first_period(self) -> int:
        """Return a period next to the true one, so that the first steps straighten the stripes."""
        fitting = self.fitting_period if self.sound.period else None
        beside = fitting[1] - BESIDE if fitting else 0
        return beside if beside > 0 else max(self.periods)

    def _clip(self) -> Sound:
        """Return the part of the sound to play. It starts at the offset, like the picture."""
        most = round(PLAYED_SECONDS * self.sound.sample_rate)
        samples = self._samples[self.offset : self.offset + most]
        return Sound(samples, self.sound.sample_rate, self.sound.name, self.sound.f0)

    def _landmarks(self) -> tuple[tuple[int, ...], Landmark, Landmark | None, int, int]:
        sound = self.sound
        own = sound.period
        if own is None:  # the pitch of a voice, for comparison
            own = sound.sample_rate / VOICE_HERTZ
            pitch = Landmark(own, f"a voice at {VOICE_HERTZ:g} Hz: {own:.4g} samples")
        else:
            pitch = Landmark(own, f"one cycle of {sound.name}: {own:.4g} samples")
        beat = beat_landmark(BPM, sound.sample_rate) if self.beat else None
        return self.periods, pitch, beat, self.period, sound.sample_rate


def fold_explorer(
    sound: Sound,
    periods: Sequence[int] = (2, 3, 5, 7, 11),
    *,
    at: float = 0.0,
    beat: bool = True,
) -> FoldExplorer:
    """Return an explorer of the folds of a sound.

    Args:
        sound: Any sound. If its pitch isn't known, the explorer says so and offers the period with
            the most upright stripes.
        periods: The periods of the discriminator, for the time axis.
        at: The start of the picture, in seconds.
        beat: Whether the time axis also shows a beat at 120 beats per minute.
    """
    return FoldExplorer(sound, periods, at, beat)


def _check(periods: tuple[int, ...], longest: int, at: float, sound: Sound) -> None:
    if not periods or min(periods) < 1:
        raise ValueError(f"Each period must be at least 1 sample, got {periods}.")
    if at < 0:
        raise ValueError(f"at must be 0 s or later, got {at} s.")
    if max(*periods, 2) > longest:
        needed = (FEWEST_ROWS + 1) * max(*periods, 2)
        raise ValueError(
            f"{sound.name!r} is too short: after {at:g} s it needs at least {needed} samples "
            f"({needed / sound.sample_rate:.3g} s) to fold it at {max(periods)}."
        )


def _within(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"The {name} must be between {low} and {high}, got {value}.")
    return value
