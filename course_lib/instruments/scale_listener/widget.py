"""The scale listener: hear a sound as each scale of MSD receives it.

A formula predicts the aliases, drawn as dashed lines. The spectrogram shows the result of the
library's decimators, so you see whether the lines are right. You can also play the aliases alone.

    listener = scale_listener()
    listener.move(scale=1, decimator="average", clip="tone", frequency=9000)
    print(listener)                     the text form: the same facts as sentences
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

import traitlets

from course_lib.audio.wav import pcm16
from course_lib.discriminators.decimation import DECIMATORS
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card
from course_lib.display.page_player import labelled_player
from course_lib.instruments.scale_listener.model import (
    SILENT_DB,
    decibels,
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
TIPS = {
    "average": "the average of four samples, which AudioCraft intends",
    "nearest": "every second sample as it is",
    "sinc": "a windowed sinc over 64 samples",
}
_Value = TypeVar("_Value", int, str)
_Made = TypeVar("_Made")


class ListenerWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("clip", "scale", "decimator", "frequency")
    clips = traitlets.List(traitlets.Unicode()).tag(sync=True)
    scales = traitlets.List(traitlets.Int()).tag(sync=True)
    decimators = traitlets.Dict().tag(sync=True)  # name and explanation
    hertz = traitlets.Dict().tag(sync=True)  # low, high and step of the tone
    clip = traitlets.Unicode("").tag(sync=True)
    scale = traitlets.Int(0).tag(sync=True)
    decimator = traitlets.Unicode("").tag(sync=True)
    frequency = traitlets.Int(0).tag(sync=True)
    views = traitlets.List(traitlets.Dict()).tag(sync=True)  # live, the present one; see `view`


class ScaleListener(BrowserInstrument):
    """A clip, a scale and a decimator. Use `scale_listener`."""

    Widget = ListenerWidget

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
            share = describe_share(self._share(), self.scale, self._left())
            parts += [describe_lines(self.lines()), share]
        return " ".join(part for part in parts if part)

    def picture(self) -> str:
        """Return what the scale receives, with the predicted aliases as dashed lines."""
        sound = self.sound
        alt = (
            f"Spectrogram of {self.clip} at scale {self.scale}, {self.decimator}. {self.summary()}"
        )
        return scale_picture(self.received(), sound.sample_rate, self.lines(), self.finding(), alt)

    def played(self) -> tuple[Sound, ...]:
        """Return the clip, what the scale receives, and its false part, as they are played."""
        sounds = [self.sound.renamed("the clip")]
        if self.scale > 0:
            false = false_part(self.sound, self.scale, self.decimator)
            parts = {"what it hears": self.received(), "only the false part": false}
            sounds += [
                playable(part, self.sound.sample_rate).renamed(name) for name, part in parts.items()
            ]
        return tuple(sounds)

    def players(self) -> str:
        """Return players of the clip, what the scale receives, and its false part, at one gain."""
        levelled = for_listening(*self.played())
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{players}<p>Gain: {levelled.text}.</p>", "players")

    def view(self) -> State:
        """Return what the module shows at the present setting, with 16-bit samples."""
        levelled = for_listening(*self.played())
        rate = self.sound.sample_rate
        return {
            "decimator": self.decimator,
            "title": self.finding(),
            "words": self.summary(),
            "gain": levelled.text,
            "limit": limit(self.scale, rate),
            "lines": [[*line.start, *line.end, line.level_db] for line in self.lines()],
            "rate": rate,
            "tracks": [
                {
                    "name": sound.name,
                    "finding": "",
                    "rate": rate,
                    "samples": pcm16(sound.samples).numpy().astype("<i2").tobytes(),
                }
                for sound in levelled.sounds
            ],
        }

    def text(self) -> str:
        """Return everything that the picture shows."""
        sound = self.sound
        opening = f"Scale listener: {self.clip}, {sound.seconds:.2f} s at {sound.sample_rate} Hz."
        setting = f"scale {self.scale}, decimator {self.decimator}: {self.finding()}."
        return "\n".join([opening, setting, self.summary()])

    def state(self) -> State:
        """Return the controls, and the view of the present setting."""
        return {
            "clips": list(self.names),
            "scales": list(SCALES),
            "decimators": dict(TIPS),
            "hertz": {"low": TONE_HERTZ[0], "high": TONE_HERTZ[-1], "step": TONE_HERTZ.step},
            "clip": self.clip,
            "scale": self.scale,
            "decimator": self.decimator,
            "frequency": self.frequency,
            "views": [self.view()],
        }

    def page_state(self, state: State) -> State:
        """Return the state with the views of all decimators; their players have the samples."""
        views, player = [], 0
        for view in self._each_decimator(ScaleListener.view):
            tracks = cast(list[State], view["tracks"])
            places = range(player, player + len(tracks))
            player += len(tracks)
            placed = [{**t, "samples": {"player": n}} for t, n in zip(tracks, places, strict=True)]
            views.append({**view, "tracks": placed})
        return {**state, "views": views}

    def fallback_html(self) -> str:
        """Return the clip at the chosen scale through each decimator."""
        cells = self._each_decimator(
            lambda at: (
                f'<figure style="margin:4px"><figcaption>{at.decimator}</figcaption>'
                f"{at.picture()}{at.players()}</figure>"
            )
        )
        return card("".join(cells), "scale-listener")

    def take(self, name: str, value: object) -> None:
        """Store what the learner set in the browser."""
        setattr(self, name, value)

    @cached_property
    def live(self) -> BrowserWidget:
        """The widget; it gets another view whenever the learner changes the setting."""
        widget = super().live

        def show(_: object = None) -> None:
            with widget.hold_sync():
                widget.views = [self.view()]

        widget.observe(show, ListenerWidget.KEPT)
        if self.state()["views"] != widget.views:  # the learner had set something before
            show()
        return widget

    def _each_decimator(self, make: Callable[["ScaleListener"], _Made]) -> list[_Made]:
        """Return what ``make`` makes of this listener at each decimator; the chosen one stays."""
        chosen, made = self.decimator, []
        for decimator in DECIMATORS:
            self.move(decimator=decimator)
            made.append(make(self))
        self.move(decimator=chosen)
        return made

    def _predicted(self) -> tuple[float, float]:
        return predicted(self.frequency, self.scale, self.decimator, self.sound.sample_rate)

    def _left(self) -> float:
        """Return the level at the scale in dB, relative to the clip."""
        received, sound = (
            float(part.samples.double().square().mean().sqrt())
            for part in (self.received(), self.sound)
        )
        return decibels(received / sound) if sound > 0 else SILENT_DB

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
