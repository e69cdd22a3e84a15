"""One playhead over the scores of all scales: each scale's score of one moment, and what it hears.

    wave      ▁▂█▃▁▁▂█▃▁▁▂█▃▁     the sound
    scale 0   ∿∿∿∿∿∿|∿∿∿∿∿∿∿      many scores, each of a short stretch
    scale 1   ∿ ∿ ∿[|]∿ ∿ ∿       half as many, each of a stretch twice as long
    scale 2   ∿  [ ∿|  ]  ∿       and so on
                    the playhead

    playhead = scale_playhead(msd, beat())
    playhead.move(0.5)
    print(playhead)                  the text form: the same facts as sentences

Autograd finds which samples a score depends on, not a formula.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

import traitlets
from torch import Tensor

from course_lib.audio.wav import pcm16
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card
from course_lib.display.page_player import labelled_player
from course_lib.instruments.logit_inspector.model import receptive_field
from course_lib.instruments.pictures.score_map import scores_over_time
from course_lib.instruments.scale_listener.model import playable, waves_received
from course_lib.instruments.scale_playhead.picture import playhead_picture
from course_lib.sounds import Sound, for_listening

STATIC_MOMENTS = (0.25, 0.5, 0.75)  # of the sound: the moments on a page without a kernel


class Reach(NamedTuple):
    """The samples that a score in the middle hears, and the distance to those of the next score."""

    place: int
    first: int
    last: int
    hop: int

    def of(self, place: int, length: int) -> tuple[int, int]:
        """Return the first and last sample that the score at ``place`` hears, within the sound."""
        shift = (place - self.place) * self.hop
        return max(0, self.first + shift), min(length - 1, self.last + shift)


class ScaleMoment(NamedTuple):
    """The score of one scale at the playhead, and the stretch that it hears."""

    place: int  # among the scores
    score: float
    first: float  # seconds
    last: float


class PlayheadWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("at",)
    name = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    rate = traitlets.Int(0).tag(sync=True)  # Hz
    length = traitlets.Int(0).tag(sync=True)  # samples
    samples = traitlets.Bytes(b"").tag(sync=True)  # 16-bit
    scales = traitlets.List(traitlets.Dict()).tag(sync=True)  # see `ScalePlayhead.state`
    at = traitlets.Float(0.0).tag(sync=True)  # seconds


class ScalePlayhead(BrowserInstrument):
    """The scores of every scale under one playhead. Use `scale_playhead`."""

    Widget = PlayheadWidget

    def __init__(self, msd: MultiDiscriminator, sound: Sound) -> None:
        self.sound, self.length = sound, len(sound.samples)
        self.scores = scores_over_time(msd, sound)
        self.received = [wave[0, 0] for wave in waves_received(msd, sound.wave)]
        self.reaches = [
            _reach(msd, k, self.length, len(scores)) for k, scores in enumerate(self.scores)
        ]
        self.at = sound.seconds / 2

    def move(self, at: float) -> None:
        """Set the playhead to a time in seconds."""
        if not 0 <= at <= self.sound.seconds:
            raise ValueError(
                f"The playhead must be between 0 and {self.sound.seconds:g} s, got {at:g} s."
            )
        self.at = at

    def moments(self) -> list[ScaleMoment]:
        """Return each scale's score at the playhead, and the stretch that the score hears."""
        return [self._moment(k) for k in range(len(self.scores))]

    def finding(self) -> str:
        """Return the title of the picture."""
        spans = [_milliseconds(reach, self.sound.sample_rate) for reach in self.reaches]
        if len(set(spans)) == 1:
            return f"One moment, {len(spans)} scales, one stretch: {spans[0]} ms for each"
        return f"One moment, {len(spans)} stretches: {', '.join(map(str, spans))} ms"

    def summary(self) -> str:
        """Return the score of each scale at the playhead, and what it hears."""
        return f"At {self.at:.2f} s. " + " ".join(
            f"Scale {k}: score {moment.score:+.3f}".replace("-", "−")
            + f", of what it hears from {moment.first:.3f} to {moment.last:.3f} s."
            for k, moment in enumerate(self.moments())
        )

    def picture(self) -> str:
        """Return the sound, the scores of each scale, and the playhead through all of them."""
        alt = (
            f"The wave of {self.sound.name} and the scores of each scale over it. {self.summary()}"
        )
        stretches = [(moment.first, moment.last) for moment in self.moments()]
        return playhead_picture(
            self.sound, self.scores, self._times(), stretches, self.at, self.finding(), alt
        )

    def players(self) -> str:
        """Return players of the stretch that each scale hears, as it receives it, at one gain."""
        levelled = for_listening(*(self._stretch(k) for k in range(len(self.scores))))
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{players}<p>Gain: {levelled.text}.</p>", "players")

    def text(self) -> str:
        """Return everything that the picture shows."""
        counts = ", ".join(f"{len(scores)} scores" for scores in self.scores)
        opening = f"Scores under one playhead: {self.sound.name}, {self.sound.seconds:.2f} s."
        return f"{opening}\n{self.finding()}. Scale by scale: {counts}.\n{self.summary()}"

    def state(self) -> State:
        """Return the sound, and for each scale its scores, their reach, and what it receives."""
        rate = self.sound.sample_rate
        scales = [
            {
                "scores": scores.tolist(),
                **reach._asdict(),
                "samples": _bytes(playable(self._as_received(k), rate).samples),
            }
            for k, (scores, reach) in enumerate(zip(self.scores, self.reaches, strict=True))
        ]
        return {
            "name": self.sound.name,
            "title": self.finding(),
            "rate": rate,
            "length": self.length,
            "samples": _bytes(self.sound.samples),
            "scales": scales,
            "at": self.at,
        }

    def take(self, name: str, value: object) -> None:
        """Store where the learner left the playhead."""
        self.move(cast(float, value))

    def fallback_html(self) -> str:
        """Return pictures of three moments, and players of the chosen one."""
        chosen, pictures = self.at, []
        for part in STATIC_MOMENTS:
            self.move(part * self.sound.seconds)
            pictures.append(self.picture())
        self.move(chosen)
        return card("".join(pictures) + self.players(), "playhead")

    def _moment(self, k: int) -> ScaleMoment:
        reach, rate = self.reaches[k], self.sound.sample_rate
        middle = (reach.first + reach.last) / 2
        index = reach.place + round((self.at * rate - middle) / reach.hop)
        index = min(max(index, 0), len(self.scores[k]) - 1)
        first, last = reach.of(index, self.length)
        return ScaleMoment(index, float(self.scores[k][index]), first / rate, last / rate)

    def _times(self) -> list[list[float]]:
        """Return the time in seconds at the middle of what each score hears."""
        return [
            [((r.first + r.last) / 2 + (i - r.place) * r.hop) / self.sound.sample_rate for i in of]
            for r, of in zip(self.reaches, map(range, map(len, self.scores)), strict=True)
        ]

    def _as_received(self, k: int) -> Sound:
        """Return the wave that scale ``k`` receives, as a sound."""
        wave = self.received[k]
        slower = round(self.length / len(wave))
        return Sound(wave.clamp(-1, 1), self.sound.sample_rate // slower)

    def _stretch(self, k: int) -> Sound:
        moment, wave = self._moment(k), self._as_received(k)
        first, last = (round(edge * wave.sample_rate) for edge in (moment.first, moment.last))
        part = wave.with_samples(wave.samples[first : last + 1])
        return playable(part, self.sound.sample_rate).renamed(f"what scale {k} hears here")


def scale_playhead(msd: MultiDiscriminator, sound: Sound) -> ScalePlayhead:
    """Return one playhead over the scores of all scales.

    Args:
        msd: A multi-scale discriminator with its sub-discriminators in ``discriminators``.
        sound: A sound longer than the longest stretch that a score hears.
    """
    return ScalePlayhead(msd, sound)


def _reach(msd: MultiDiscriminator, k: int, length: int, scores: int) -> Reach:
    index = scores // 2
    (first, last), (_, further) = (
        _ends(receptive_field(msd, k, length, (i,)), k, length) for i in (index, index + 1)
    )
    return Reach(index, first, last, further - last)


def _ends(field: Tensor, k: int, length: int) -> tuple[int, int]:
    where: Sequence[int] = field.nonzero().flatten().tolist()
    if where[0] == 0 or where[-1] == length - 1:
        raise ValueError(
            f"A score of scale {k} hears to the ends of the sound, got {length} samples: use a "
            "longer sound, so that the whole stretch fits."
        )
    return where[0], where[-1]


def _milliseconds(reach: Reach, sample_rate: int) -> int:
    return round(1000 * (reach.last - reach.first + 1) / sample_rate)


def _bytes(samples: Tensor) -> bytes:
    return pcm16(samples).numpy().astype("<i2").tobytes()
