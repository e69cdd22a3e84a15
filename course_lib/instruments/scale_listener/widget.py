"""The scale listener: hear a sound as each scale of MSD gets it, through one of three decimators.

Where false tones will be is predicted first, by a formula, and drawn as dashed lines. Then the
library's own decimators do the work, and the spectrogram shows whether the lines were right. The
false part can be heard alone, which no paper figure can do.

    listener = scale_listener()
    listener.move(scale=1, decimator="average", clip="tone", frequency=9000)
    print(listener)                     the text form: the same facts in words
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

import ipywidgets

from course_lib.discriminators.decimation import DECIMATORS
from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.scale_listener.alias_lines import (
    FAINT_DB,
    SWEEP,
    TONE,
    Line,
    alias_lines,
    tracks_of,
)
from course_lib.instruments.scale_listener.model import (
    false_part,
    false_share,
    limit,
    measured_level,
    playable,
    predicted,
    what_scale_hears,
    with_headroom,
)
from course_lib.instruments.scale_listener.picture import scale_picture
from course_lib.instruments.scale_listener.text import (
    lines_words,
    room,
    share_finding,
    share_words,
    tone_finding,
    tone_words,
)
from course_lib.sounds import Sound, beat, for_listening, sweep, tone, vowel

SCALES = (0, 1, 2)
TONE_HERTZ = range(100, 12_000, 100)
TONE_PHASE = math.pi / 4  # at a scale's limit, samples of this phase have the tone's own power
CLIP_SECONDS = 2.0  # of a long recording
_Value = TypeVar("_Value", int, str)


class ScaleListener(Instrument):
    """A clip, a scale and a decimator; made by `scale_listener`."""

    def __init__(self, clips: Mapping[str, Sound], *, clip: str) -> None:
        self.clips = {name: with_headroom(_start(sound)) for name, sound in clips.items()}
        self.names = (*self.clips, TONE)
        for sound in self.clips.values():
            what_scale_hears(sound, SCALES[-1], DECIMATORS[0])  # refuses a rate that cannot be cut
        self.scale, self.decimator, self.frequency = 1, DECIMATORS[0], 9000
        self._shares: dict[tuple[str, int, str], float] = {}  # measured before
        self._lines: dict[tuple[str, int, str, int], list[Line]] = {}  # predicted before
        self.clip = _known("clip", clip, self.names)

    def move(
        self,
        scale: int | None = None,
        decimator: str | None = None,
        clip: str | None = None,
        frequency: int | None = None,
    ) -> None:
        """Set the controls; those left out stay. ``frequency`` is that of the clip "tone"."""
        if scale is not None:
            self.scale = _known("scale", scale, SCALES)
        if decimator is not None:
            self.decimator = _known("decimator", decimator, DECIMATORS)
        if clip is not None:
            self.clip = _known("clip", clip, self.names)
        if frequency is not None:
            self.frequency = _known("frequency", frequency, TONE_HERTZ)

    @property
    def sound(self) -> Sound:
        """The clip that is chosen, as scale 0 hears it."""
        if self.clip == TONE:
            return tone(self.frequency, phase=TONE_PHASE)
        return self.clips[self.clip]

    def heard(self) -> Sound:
        """Return what the chosen scale hears of the clip."""
        return what_scale_hears(self.sound, self.scale, self.decimator)

    def lines(self) -> list[Line]:
        """Predict the false tones, from the formula alone."""
        setting = (self.clip, self.scale, self.decimator, self.frequency)
        if setting not in self._lines:
            sound = self.sound
            tracks = tracks_of(sound, self.clip, limit(self.scale, sound.sample_rate))
            found = alias_lines(tracks, self.scale, self.decimator, sound.sample_rate)
            heard = self.clip == TONE or self._share() > FAINT_DB
            self._lines[setting] = found if heard else []
        return self._lines[setting]

    def finding(self) -> str:
        """Say in a title what is seen."""
        if self.clip == TONE:
            return tone_finding(self.frequency, *self._predicted(), self.scale)
        return share_finding(self._share(), self.scale, self.decimator)

    def words(self) -> str:
        """Say what the chosen scale hears, predicted and measured."""
        sound = self.sound
        parts = [room(self.scale, sound.sample_rate)]
        if self.clip == TONE:
            at, level = self._predicted()
            edge = self.scale > 0 and at in (0, limit(self.scale, sound.sample_rate))
            measured = measured_level(sound, self.heard())
            parts.append(tone_words(self.frequency, at, level, measured, edge=edge))
        else:
            parts += [lines_words(self.lines()), share_words(self._share(), self.scale)]
        return " ".join(part for part in parts if part)

    def picture(self) -> str:
        """Show what the scale hears, with the predicted false tones as dashed lines."""
        sound = self.sound
        alt = f"Spectrogram of {self.clip} at scale {self.scale}, {self.decimator}. {self.words()}"
        return scale_picture(self.heard(), sound.sample_rate, self.lines(), self.finding(), alt)

    def players(self) -> str:
        """Let the clip, what the scale hears, and the false part of it be heard, at one gain."""
        sounds = [self.sound.renamed("the clip")]
        if self.scale > 0:
            about = f"scale {self.scale}, {self.decimator}"
            false = false_part(self.sound, self.scale, self.decimator)
            parts = {"what it hears": self.heard(), "only the false part": false}
            sounds += [
                playable(part, self.sound.sample_rate).renamed(f"{about}: {name}")
                for name, part in parts.items()
            ]
        levelled = for_listening(*sounds)
        row = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{row}<p>Gain: {levelled.text}.</p>", "players")

    def text(self) -> str:
        """Say everything that the picture shows."""
        sound = self.sound
        opening = f"Scale listener: {self.clip}, {sound.seconds:.2f} s at {sound.sample_rate} Hz."
        setting = f"scale {self.scale}, decimator {self.decimator}: {self.finding()}."
        return "\n".join([opening, setting, self.words()])

    def static_html(self) -> str:
        """Show a strip: the clip at the chosen scale, through each of the decimators."""
        here = self.decimator
        cells = []
        for decimator in DECIMATORS:
            self.move(decimator=decimator)
            cells.append(
                f'<figure style="margin:4px"><figcaption>{decimator}</figcaption>'
                f"{self.picture()}{self.players()}</figure>"
            )
        self.move(decimator=here)
        return card("".join(cells), "scale-listener")

    def widget(self) -> WidgetLike:
        """Build the controls, and the picture and players that follow them."""
        return build_panel(self, SCALES)

    def _predicted(self) -> tuple[float, float]:
        return predicted(self.frequency, self.scale, self.decimator, self.sound.sample_rate)

    def _share(self) -> float:
        setting = (self.clip, self.scale, self.decimator)
        if setting not in self._shares:
            self._shares[setting] = false_share(self.sound, self.scale, self.decimator)
        return self._shares[setting]


def scale_listener(*sounds: Sound, clip: str = "") -> ScaleListener:
    """Listen through the scales of MSD.

    Args:
        *sounds: sounds of your own, offered before those of the course: a sweep over all
            frequencies, drums, a voice, and a tone that you can tune.
        clip: the clip to begin with, by its name; the first if left out.
    """
    own = {sound.name: sound for sound in sounds}
    clips = {**own, SWEEP: sweep(0, 12_000), "drums": beat(), "voice": vowel(f0=150)}
    return ScaleListener(clips, clip=clip or next(iter(clips)))


def _start(sound: Sound) -> Sound:
    return sound if sound.seconds <= CLIP_SECONDS else sound.crop(0.0, CLIP_SECONDS)


def _known(what: str, value: _Value, known: Sequence[_Value]) -> _Value:
    if value not in known:
        near = (
            f"from {known[0]} to {known[-1]}, in steps of {known.step}"
            if isinstance(known, range)
            else ", ".join(map(str, known))
        )
        raise ValueError(f"the {what} is one of {near}, and was set to {value!r}")
    return value


TIPS = {
    "average": "the average of four samples, as AudioCraft means it",
    "nearest": "every second sample as it is",
    "sinc": "a windowed sinc over 64 samples",
}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, listener: "ScaleListener", scales: tuple[int, ...]) -> None:
        self.listener = listener
        self.clip = ipywidgets.Dropdown(
            options=list(listener.names), value=listener.clip, description="clip"
        )
        self.scale = ipywidgets.ToggleButtons(
            options=[(f"scale {scale}", scale) for scale in scales],
            value=listener.scale,
            description="heard at",
            tooltips=[f"one sample in {2**scale}" for scale in scales],
        )
        self.decimator = ipywidgets.ToggleButtons(
            options=list(DECIMATORS),
            value=listener.decimator,
            description="decimator",
            tooltips=[TIPS[name] for name in DECIMATORS],
        )
        self.frequency = ipywidgets.IntSlider(
            value=listener.frequency,
            min=100,
            max=11_900,
            step=100,
            description="tone (Hz)",
            continuous_update=False,
            layout={"width": "min(100%, 560px)"},
        )
        self.picture, self.words = ipywidgets.HTML(), ipywidgets.HTML()
        self.players = ipywidgets.HTML()
        for control in (self.clip, self.scale, self.decimator, self.frequency):
            control.style = {"description_width": "80px"}
            control.observe(self._move, "value")
        self.refresh()

    def refresh(self) -> None:
        """Show what the listener shows now."""
        tuned = self.listener.clip == "tone"
        self.frequency.layout.display = None if tuned else "none"
        self.picture.value = card(self.listener.picture(), "scale")
        self.words.value = status(self.listener.words(), "words")
        self.players.value = self.listener.players()

    def _move(self, _: object) -> None:
        try:
            self.listener.move(
                self.scale.value, self.decimator.value, self.clip.value, self.frequency.value
            )
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(listener: "ScaleListener", scales: tuple[int, ...]) -> WidgetLike:
    """Build one view of the listener."""
    panel = _Panel(listener, scales)
    box = ipywidgets.VBox(
        [
            panel.clip,
            panel.frequency,
            panel.scale,
            panel.decimator,
            panel.picture,
            panel.words,
            panel.players,
            slider_names(),
        ]
    )
    box.add_class("course-scale-listener")
    widget: WidgetLike = box
    return widget
