"""The fold explorer: fold a sound at any period, and see, hear and count what a column holds.

At the period of its pitch a voice makes upright stripes. One sample more or less, and they slant.
The periods of the real discriminator stand on a time axis beside the pitch and the beat: far to
their left. Who has seen that does not expect MPD to hear rhythm.

    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=160)
    print(explorer)                     the text form: the same facts in words
"""

from collections.abc import Callable, Sequence

import ipywidgets
from torch import Tensor

from course_lib.display.cards import alert, card, line, status
from course_lib.display.figures.folds import fold_rows, uprightness
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.fold_explorer import answers as fold_answers
from course_lib.instruments.fold_explorer.answers import Answer
from course_lib.instruments.fold_explorer.model import (
    ROWS,
    alias_partners,
    column,
    logit_samples,
    most_upright,
)
from course_lib.instruments.fold_explorer.picture import fold_picture
from course_lib.instruments.fold_explorer.text import FAINT, finding, fold_in_words, pitch_in_words
from course_lib.instruments.fold_explorer.time_axis import (
    Landmark,
    beat_landmark,
    describe_axis,
    time_axis,
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

LONGEST_PERIOD = 256  # samples, where the slider ends
FEWEST_ROWS = 4  # a picture with fewer shows no stripes
PLAYED_SECONDS = 3.0  # of a long recording
BESIDE = 2  # samples: far enough for the stripes to slant, near enough for a first drag
BPM = 120.0  # a common tempo, for the beat on the axis
VOICE_HERTZ = 150.0  # a common pitch of a voice


class FoldExplorer(Instrument):
    """A sound, a period, an offset and a column; made by `fold_explorer`."""

    def __init__(self, sound: Sound, periods: Sequence[int], at: float) -> None:
        self.sound = sound
        self.periods = tuple(periods)
        begin = round(at * sound.sample_rate)
        self._samples = sound.samples[max(0, begin) :]
        available = self._samples.shape[0]
        self.longest = min(LONGEST_PERIOD, available // (FEWEST_ROWS + 1))
        _check(self.periods, self.longest, at, sound)
        self.most_offset = min(LONGEST_PERIOD - 1, available - FEWEST_ROWS * self.longest)
        self.best = most_upright(self._samples, range(2, self.longest + 1))
        window = self._samples[: ROWS * self.longest]
        self._peak = float(window.abs().max())  # one scale of colours for every period
        self.period, self.offset, self.column = self._first_period(), 0, 0

    @property
    def fitting_period(self) -> tuple[str, int] | None:
        """The whole period to jump to, and what to call it; None if the slider has none."""
        true = self.sound.period
        if true is None:
            return ("most upright", self.best[0]) if self.best[1] >= FAINT else None
        return ("true period", round(true)) if 1 <= round(true) <= self.longest else None

    def move(
        self, period: int | None = None, offset: int | None = None, column: int | None = None
    ) -> None:
        """Set the sliders; those left out stay, and a column beyond the period becomes the last."""
        self.period = _within("period", self.period if period is None else period, 1, self.longest)
        self.offset = _within(
            "offset", self.offset if offset is None else offset, 0, self.most_offset
        )
        if column is not None:
            _within("column", column, 0, self.period - 1)
        self.column = min(self.column if column is None else column, self.period - 1)

    def rows(self) -> Tensor:
        """The fold that is shown: [rows, period]."""
        return fold_rows(self._samples, self.period, self.offset, ROWS)

    def uprightness(self) -> float:
        """How upright the stripes of the picture stand, 0 to 1."""
        return uprightness(self.rows().reshape(-1), self.period)

    def words(self) -> str:
        """Say how the stripes stand at this period, and why."""
        sound = self.sound
        return fold_in_words(self.period, self.uprightness(), sound.period, sound.sample_rate)

    def picture(self) -> str:
        """Show the folded wave, with the chosen column marked."""
        folded, words = self.rows(), self.words()
        title = finding(self.period, self.uprightness(), self.sound.period)
        alt = f"{self.sound.name} folded into {folded.shape[0]} rows. {words}"
        return fold_picture(folded, self._peak, self.column, title, alt)

    def axis(self) -> str:
        """Show the real periods, the sound's period and a beat on one time axis."""
        return time_axis(*self._landmarks())

    def text(self) -> str:
        """Say everything that the pictures show."""
        sound = self.sound
        return "\n".join(
            [
                f"Fold explorer: {sound.name}, {sound.seconds:.2f} s at {sound.sample_rate} Hz.",
                pitch_in_words(sound.period, sound.sample_rate, self.best),
                f"p = {self.period}, offset {self.offset}, column {self.column}: {self.words()}",
                describe_axis(*self._landmarks()),
            ]
        )

    def static_html(self) -> str:
        """Show a strip of three folds: the shortest real period, the fitting one, a middle one."""
        here = (self.period, self.offset, self.column)
        fitting = self.fitting_period
        strip = [min(self.periods), fitting[1] if fitting else self.longest, self.longest // 2]
        pictures = []
        for period in strip:
            self.move(period=period, column=0)
            pictures.append(f'<figure style="margin:4px">{self.picture()}</figure>')
        self.move(*here)
        row = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        about = pitch_in_words(self.sound.period, self.sound.sample_rate, self.best)
        return card(f"{row}{self.axis()}<p>{about}</p>", "fold-explorer")

    def play_column(self) -> fold_answers.Answer:
        """Let the chosen column be heard beside the sound it comes from."""
        return fold_answers.column_answer(self._clip(), self.period, self.column)

    def alias_partners(self) -> fold_answers.Answer:
        """Show which tones a column cannot tell from the sound's pitch."""
        return fold_answers.alias_answer(self.sound, self.period)

    def one_logit(self) -> fold_answers.Answer:
        """Show the samples on which one logit of the chosen column depends."""
        return fold_answers.logit_answer(self._clip(), self.period, self.column)

    def widget(self) -> WidgetLike:
        """Build the sliders, the buttons and the pictures that follow them."""
        return build_panel(self)

    def _first_period(self) -> int:
        """Begin beside the true period, so that a first step makes the stripes stand up."""
        fitting = self.fitting_period if self.sound.period else None
        beside = fitting[1] - BESIDE if fitting else 0
        return beside if beside > 0 else max(self.periods)

    def _clip(self) -> Sound:
        """What is played, folded exactly as it is shown: from the offset on."""
        most = round(PLAYED_SECONDS * self.sound.sample_rate)
        samples = self._samples[self.offset : self.offset + most]
        return Sound(samples, self.sound.sample_rate, self.sound.name, self.sound.f0)

    def _landmarks(self) -> tuple[tuple[int, ...], Landmark, Landmark, int, int]:
        sound = self.sound
        own = sound.period
        if own is None:  # without a pitch of its own, a voice shows where pitches are
            own = sound.sample_rate / VOICE_HERTZ
            pitch = Landmark(own, f"a voice at {VOICE_HERTZ:g} Hz: {own:.4g} samples")
        else:
            pitch = Landmark(own, f"one cycle of {sound.name}: {own:.4g} samples")
        beat = beat_landmark(BPM, sound.sample_rate)
        return self.periods, pitch, beat, self.period, sound.sample_rate


def fold_explorer(
    sound: Sound, periods: Sequence[int] = (2, 3, 5, 7, 11), *, at: float = 0.0
) -> FoldExplorer:
    """Explore the folds of a sound.

    Args:
        sound: any sound. Where its pitch is not known, the explorer says so, and names the period
            with the most upright stripes instead.
        periods: those of the real discriminator, marked on the time axis.
        at: seconds into the sound at which the picture begins.
    """
    return FoldExplorer(sound, periods, at)


def _check(periods: tuple[int, ...], longest: int, at: float, sound: Sound) -> None:
    if not periods or min(periods) < 1:
        raise ValueError(f"the periods are at least 1 sample each, and were {periods}")
    if at < 0:
        raise ValueError(f"the picture begins at 0 s or later, and was asked to begin at {at} s")
    if max(*periods, 2) > longest:
        needed = (FEWEST_ROWS + 1) * max(*periods, 2)
        raise ValueError(
            f"{sound.name!r} is too short: after {at:g} s it needs at least {needed} samples "
            f"({needed / sound.sample_rate:.3g} s) to be folded at {max(periods)}"
        )


def _within(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"the {name} goes from {low} to {high}, and was set to {value}")
    return value


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, explorer: "FoldExplorer") -> None:
        self.explorer = explorer
        self.period = _slider("period p", explorer.period, 1, explorer.longest)
        self.offset = _slider("start offset", explorer.offset, 0, explorer.most_offset)
        self.column = _slider("column", explorer.column, 0, explorer.period - 1)
        self.picture, self.axis = ipywidgets.HTML(), ipywidgets.HTML()
        self.words, self.answer = ipywidgets.HTML(), ipywidgets.HTML()
        for slider in (self.period, self.offset, self.column):
            slider.observe(self._move, "value")
        self.refresh()

    def refresh(self) -> None:
        """Show what the explorer shows now."""
        self.picture.value = card(self.explorer.picture(), "fold")
        self.axis.value = card(self.explorer.axis(), "axis")
        self.words.value = status(self.explorer.words(), "words")

    def jump(self, period: int) -> Callable[[object], None]:
        """Make the action of a button that sets the period."""

        def press(_: object) -> None:
            self.period.value = period

        return press

    def ask(self, question: Callable[[], Answer]) -> Callable[[object], None]:
        """Make the action of a button that shows an answer below the picture."""

        def press(_: object) -> None:
            try:
                self.answer.value = question().html
            except Exception as error:
                self.answer.value = alert(str(error))

        return press

    def _move(self, _: object) -> None:
        try:
            period = self.period.value
            column = min(self.column.value, period - 1)
            self.explorer.move(period, self.offset.value, column)
            self.answer.value = ""  # it was about other settings
            self.refresh()
            if self.column.max != period - 1:
                self.column.max = period - 1  # moves its handle too, where that lay beyond
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(explorer: "FoldExplorer") -> WidgetLike:
    """Build one view of the explorer."""
    panel = _Panel(explorer)
    jumps = [_button(str(p), f"Fold at period {p}", panel.jump(p)) for p in explorer.periods]
    if explorer.fitting_period is not None:
        name, period = explorer.fitting_period
        jumps.append(_button(f"{name}: {period}", f"Fold at {period}", panel.jump(period)))
    questions = [
        _button("Play column", "Hear the chosen column", panel.ask(explorer.play_column)),
        _button("Alias partners", "Tones that look alike", panel.ask(explorer.alias_partners)),
        _button("One logit's samples", "What one logit hears", panel.ask(explorer.one_logit)),
    ]
    about = pitch_in_words(explorer.sound.period, explorer.sound.sample_rate, explorer.best)
    box = ipywidgets.VBox(
        [
            ipywidgets.HTML(line(about, "pitch")),
            panel.period,
            panel.offset,
            panel.column,
            _row([ipywidgets.Label("Jump to p ="), *jumps]),
            panel.picture,
            panel.words,
            panel.axis,
            _row(questions),
            panel.answer,
            slider_names(),
        ]
    )
    box.add_class("course-fold-explorer")
    widget: WidgetLike = box
    return widget


def _slider(name: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=name,
        style={"description_width": "90px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, tooltip: str, press: Callable[[object], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(press)
    return button


def _row(children: list[ipywidgets.Widget]) -> ipywidgets.HBox:
    return ipywidgets.HBox(children, layout={"flex_flow": "row wrap"})
