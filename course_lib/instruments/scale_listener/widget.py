"""The scale listener: hear a sound as each scale of MSD receives it.

A formula predicts the aliases, drawn as dashed lines. The spectrogram shows the result of the
library's decimators, so you see whether the lines are right. You can also play the aliases alone.

    listener = scale_listener()
    listener.move(scale=1, decimator="average", clip="tone", frequency=9000)
    print(listener)                     the text form: the same facts as sentences
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

import ipywidgets

from course_lib.discriminators.decimation import DECIMATORS
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player, status
from course_lib.display.panels import Panel, int_slider, stack, toggle_buttons
from course_lib.instruments.scale_listener.model import (
    false_part,
    false_share,
    limit,
    measured_level,
    playable,
    predicted,
    sound_at_scale,
    with_headroom,
)
from course_lib.instruments.scale_listener.picture import scale_picture
from course_lib.instruments.scale_listener.predicted_aliases import (
    FAINT_DB,
    SWEEP,
    TONE,
    AliasLine,
    alias_lines,
    tracks_of,
)
from course_lib.instruments.scale_listener.text import (
    describe_lines,
    describe_share,
    describe_tone,
    room,
    share_finding,
    tone_finding,
)
from course_lib.sounds import Sound, beat, for_listening, sweep, tone, vowel

SCALES = (0, 1, 2)
TONE_HERTZ = range(100, 12_000, 100)
TONE_PHASE = math.pi / 4  # at a scale's limit, samples at this phase have the power of the tone
CLIP_SECONDS = 2.0  # the longest part of a recording that is used
_Value = TypeVar("_Value", int, str)


class ScaleListener(Instrument):
    """A clip, a scale and a decimator. Use `scale_listener`."""

    def __init__(self, clips: Mapping[str, Sound], *, clip: str) -> None:
        self.clips = {name: with_headroom(_start(sound)) for name, sound in clips.items()}
        self.names = (*self.clips, TONE)
        for sound in self.clips.values():
            sound_at_scale(sound, SCALES[-1], DECIMATORS[0])  # raises for an odd sample rate
        self.scale, self.decimator, self.frequency = 1, DECIMATORS[0], 9000
        self._shares: dict[tuple[str, int, str], float] = {}  # those measured so far
        self._lines: dict[tuple[str, int, str, int], list[AliasLine]] = {}  # those predicted so far
        self.clip = _known("clip", clip, self.names)

    def move(
        self,
        scale: int | None = None,
        decimator: str | None = None,
        clip: str | None = None,
        frequency: int | None = None,
    ) -> None:
        """Set some controls.

        Args:
            scale: The scale: 0, 1 or 2.
            decimator: A name from `DECIMATORS`.
            clip: The name of a clip.
            frequency: The frequency of the clip "tone" in Hz.
        """
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
        """The chosen clip, as scale 0 receives it."""
        if self.clip == TONE:
            return tone(self.frequency, phase=TONE_PHASE)
        return self.clips[self.clip]

    def received(self) -> Sound:
        """Return the clip as the chosen scale receives it."""
        return sound_at_scale(self.sound, self.scale, self.decimator)

    def lines(self) -> list[AliasLine]:
        """Return the aliases that the formula predicts."""
        setting = (self.clip, self.scale, self.decimator, self.frequency)
        if setting not in self._lines:
            sound = self.sound
            tracks = tracks_of(sound, self.clip, limit(self.scale, sound.sample_rate))
            lines = alias_lines(tracks, self.scale, self.decimator, sound.sample_rate)
            audible = self.clip == TONE or self._share() > FAINT_DB
            self._lines[setting] = lines if audible else []
        return self._lines[setting]

    def finding(self) -> str:
        """Return the title of the picture."""
        if self.clip == TONE:
            return tone_finding(self.frequency, *self._predicted(), self.scale)
        return share_finding(self._share(), self.scale, self.decimator)

    def summary(self) -> str:
        """Return what the chosen scale receives, predicted and measured."""
        sound = self.sound
        parts = [room(self.scale, sound.sample_rate)]
        if self.clip == TONE:
            at, level = self._predicted()
            edge = self.scale > 0 and at in (0, limit(self.scale, sound.sample_rate))
            measured = measured_level(sound, self.received())
            parts.append(describe_tone(self.frequency, at, level, measured, edge=edge))
        else:
            parts += [describe_lines(self.lines()), describe_share(self._share(), self.scale)]
        return " ".join(part for part in parts if part)

    def picture(self) -> str:
        """Return what the scale receives, with the predicted aliases as dashed lines."""
        sound = self.sound
        alt = (
            f"Spectrogram of {self.clip} at scale {self.scale}, {self.decimator}. {self.summary()}"
        )
        return scale_picture(self.received(), sound.sample_rate, self.lines(), self.finding(), alt)

    def players(self) -> str:
        """Return players of the clip, what the scale receives, and its false part, at one gain."""
        sounds = [self.sound.renamed("the clip")]
        if self.scale > 0:
            about = f"scale {self.scale}, {self.decimator}"
            false = false_part(self.sound, self.scale, self.decimator)
            parts = {"what it hears": self.received(), "only the false part": false}
            sounds += [
                playable(part, self.sound.sample_rate).renamed(f"{about}: {name}")
                for name, part in parts.items()
            ]
        levelled = for_listening(*sounds)
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{players}<p>Gain: {levelled.text}.</p>", "players")

    def text(self) -> str:
        """Return everything that the picture shows."""
        sound = self.sound
        opening = f"Scale listener: {self.clip}, {sound.seconds:.2f} s at {sound.sample_rate} Hz."
        setting = f"scale {self.scale}, decimator {self.decimator}: {self.finding()}."
        return "\n".join([opening, setting, self.summary()])

    def static_html(self) -> str:
        """Return the clip at the chosen scale through each decimator."""
        chosen = self.decimator
        cells = []
        for decimator in DECIMATORS:
            self.move(decimator=decimator)
            cells.append(
                f'<figure style="margin:4px"><figcaption>{decimator}</figcaption>'
                f"{self.picture()}{self.players()}</figure>"
            )
        self.move(decimator=chosen)
        return card("".join(cells), "scale-listener")

    def widget(self) -> WidgetLike:
        """Return the controls, and the picture and players that follow them."""
        return _ListenerPanel(self).layout()

    def _predicted(self) -> tuple[float, float]:
        return predicted(self.frequency, self.scale, self.decimator, self.sound.sample_rate)

    def _share(self) -> float:
        setting = (self.clip, self.scale, self.decimator)
        if setting not in self._shares:
            self._shares[setting] = false_share(self.sound, self.scale, self.decimator)
        return self._shares[setting]


def scale_listener(*sounds: Sound, clip: str = "") -> ScaleListener:
    """Return an instrument to listen through the scales of MSD.

    Args:
        *sounds: Sounds of your own. They come before those of the course: a sweep over all
            frequencies, drums, a voice, and a tone that you can tune.
        clip: The name of the clip to begin with; the first if empty.
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
        raise ValueError(f"The {what} must be one of {near}, got {value!r}.")
    return value


TIPS = {
    "average": "the average of four samples, which AudioCraft intends",
    "nearest": "every second sample as it is",
    "sinc": "a windowed sinc over 64 samples",
}


class _ListenerPanel(Panel):
    """The controls, picture and players of one view."""

    def __init__(self, listener: ScaleListener) -> None:
        super().__init__()
        self.listener = listener
        self.clip = ipywidgets.Dropdown(
            options=list(listener.names), value=listener.clip, description="clip"
        )
        self.scale = toggle_buttons(
            "heard at",
            [(f"scale {scale}", scale) for scale in SCALES],
            listener.scale,
            tooltips=[f"one sample in {2**scale}" for scale in SCALES],
        )
        self.decimator = toggle_buttons(
            "decimator", DECIMATORS, listener.decimator, tooltips=[TIPS[n] for n in DECIMATORS]
        )
        self.frequency = int_slider(
            "tone (Hz)", listener.frequency, 100, 11_900, step=100, continuous=False
        )
        self.picture, self.players = ipywidgets.HTML(), ipywidgets.HTML()
        for control in (self.clip, self.scale, self.decimator, self.frequency):
            self.on_change(control, self._move)
        self.refresh()

    def refresh(self) -> None:
        """Show what the chosen scale receives."""
        self.frequency.layout.display = None if self.listener.clip == TONE else "none"
        self.picture.value = card(self.listener.picture(), "scale")
        self.message.value = status(self.listener.summary(), "words")
        self.players.value = self.listener.players()

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        controls = [self.clip, self.frequency, self.scale, self.decimator]
        return stack([*controls, self.picture, self.message, self.players], "course-scale-listener")

    def _move(self) -> None:
        self.listener.move(
            self.scale.value, self.decimator.value, self.clip.value, self.frequency.value
        )
