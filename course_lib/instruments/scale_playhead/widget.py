"""One playhead over the scores of all scales: what each judge says of the same moment, and hears.

    wave      ▁▂█▃▁▁▂█▃▁▁▂█▃▁     the sound
    scale 0   ∿∿∿∿∿∿|∿∿∿∿∿∿∿      many scores, each of a short stretch
    scale 1   ∿ ∿ ∿[|]∿ ∿ ∿       half as many, each of a stretch twice as long
    scale 2   ∿  [ ∿|  ]  ∿       and so on
                    the playhead

    playhead = scale_playhead(msd, beat())
    playhead.move(0.5)
    print(playhead)                  the text form: the same facts in words

How far a score hears is no formula here: autograd goes back from it to the samples of the sound.
"""

from collections.abc import Sequence
from typing import NamedTuple

import ipywidgets
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.logit_inspector.model import heard_by
from course_lib.instruments.pictures.score_map import scores_over_time
from course_lib.instruments.scale_listener.model import playable, waves_heard
from course_lib.instruments.scale_playhead.picture import playhead_picture
from course_lib.sounds import Sound, for_listening

STATIC_MOMENTS = (0.25, 0.5, 0.75)  # parts of the sound that a page without a kernel shows


class Reach(NamedTuple):
    """Which samples of the sound a score in the middle hears, and how far the next one's lie."""

    place: int
    first: int
    last: int
    hop: int

    def of(self, place: int, length: int) -> tuple[int, int]:
        """Return the first and last sample that another score hears, within the sound."""
        shift = (place - self.place) * self.hop
        return max(0, self.first + shift), min(length - 1, self.last + shift)


class Moment(NamedTuple):
    """What one scale says at the playhead."""

    place: int  # among the scores
    score: float
    first: float  # seconds
    last: float


class ScalePlayhead(Instrument):
    """The scores of every scale under one playhead; made by `scale_playhead`."""

    def __init__(self, msd: MultiDiscriminator, sound: Sound) -> None:
        self.sound, self.length = sound, len(sound.samples)
        self.scores = scores_over_time(msd, sound)
        self.heard = [wave[0, 0] for wave in waves_heard(msd, sound.wave)]
        self.reaches = [
            _reach(msd, k, self.length, len(scores)) for k, scores in enumerate(self.scores)
        ]
        self.at = sound.seconds / 2

    def move(self, at: float) -> None:
        """Set the playhead, in seconds."""
        if not 0 <= at <= self.sound.seconds:
            raise ValueError(
                f"the playhead goes from 0 to {self.sound.seconds:g} s, and was set to {at:g} s"
            )
        self.at = at

    def moments(self) -> list[Moment]:
        """Say for each scale which score lies at the playhead, and from where to where it hears."""
        return [self._moment(k) for k in range(len(self.scores))]

    def finding(self) -> str:
        """Say in a title what is seen."""
        spans = [_milliseconds(reach, self.sound.sample_rate) for reach in self.reaches]
        if len(set(spans)) == 1:
            return f"One moment, {len(spans)} judges, one stretch: {spans[0]} ms for each"
        return f"One moment, {len(spans)} stretches: {', '.join(map(str, spans))} ms"

    def words(self) -> str:
        """Say what each scale says at the playhead."""
        return f"At {self.at:.2f} s. " + " ".join(
            f"Scale {k}: score {moment.score:+.3f}, of what it hears from {moment.first:.3f} to "
            f"{moment.last:.3f} s."
            for k, moment in enumerate(self.moments())
        )

    def picture(self) -> str:
        """Draw the sound, the scores of each scale, and the playhead through all of them."""
        alt = f"The wave of {self.sound.name} and the scores of each scale over it. {self.words()}"
        stretches = [(moment.first, moment.last) for moment in self.moments()]
        return playhead_picture(
            self.sound, self.scores, self._times(), stretches, self.at, self.finding(), alt
        )

    def players(self) -> str:
        """Play the stretch that each judge hears, as that judge gets it, at one gain."""
        levelled = for_listening(*(self._stretch(k) for k in range(len(self.scores))))
        row = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{row}<p>Gain: {levelled.text}.</p>", "players")

    def text(self) -> str:
        """Say everything that the picture shows."""
        counts = ", ".join(f"{len(scores)} scores" for scores in self.scores)
        opening = f"Scores under one playhead: {self.sound.name}, {self.sound.seconds:.2f} s."
        return f"{opening}\n{self.finding()}. Scale by scale: {counts}.\n{self.words()}"

    def static_html(self) -> str:
        """Show three moments, and the players of the one that is set."""
        here, pictures = self.at, []
        for part in STATIC_MOMENTS:
            self.move(part * self.sound.seconds)
            pictures.append(self.picture())
        self.move(here)
        return card("".join(pictures) + self.players(), "playhead")

    def widget(self) -> WidgetLike:
        """Build the slider, and the picture, words and players that follow it."""
        return build_panel(self)

    def _moment(self, k: int) -> Moment:
        reach, rate = self.reaches[k], self.sound.sample_rate
        middle = (reach.first + reach.last) / 2
        index = reach.place + round((self.at * rate - middle) / reach.hop)
        index = min(max(index, 0), len(self.scores[k]) - 1)
        first, last = reach.of(index, self.length)
        return Moment(index, float(self.scores[k][index]), first / rate, last / rate)

    def _times(self) -> list[list[float]]:
        """Return the time in seconds at the middle of what each score hears."""
        return [
            [((r.first + r.last) / 2 + (i - r.place) * r.hop) / self.sound.sample_rate for i in of]
            for r, of in zip(self.reaches, map(range, map(len, self.scores)), strict=True)
        ]

    def _stretch(self, k: int) -> Sound:
        moment, heard, rate = self._moment(k), self.heard[k], self.sound.sample_rate
        slower = round(self.length / len(heard))
        first, last = (round(edge * rate / slower) for edge in (moment.first, moment.last))
        part = Sound(heard[first : last + 1].clamp(-1, 1), rate // slower)
        return playable(part, rate).renamed(f"what scale {k} hears here")


def scale_playhead(msd: MultiDiscriminator, sound: Sound) -> ScalePlayhead:
    """Put one playhead over the scores of all scales.

    Args:
        msd: a multi-scale discriminator; its judges stand in ``msd.discriminators``.
        sound: longer than the longest stretch that a judge hears.
    """
    return ScalePlayhead(msd, sound)


def _reach(msd: MultiDiscriminator, k: int, length: int, scores: int) -> Reach:
    index = scores // 2
    (first, last), (_, further) = (
        _ends(heard_by(msd, k, length, (i,)), k, length) for i in (index, index + 1)
    )
    return Reach(index, first, last, further - last)


def _ends(heard: Tensor, k: int, length: int) -> tuple[int, int]:
    where: Sequence[int] = heard.nonzero().flatten().tolist()
    if where[0] == 0 or where[-1] == length - 1:
        raise ValueError(
            f"a score of scale {k} hears to the ends of the sound's {length} samples: give a "
            "longer sound, so that its whole stretch fits"
        )
    return where[0], where[-1]


def _milliseconds(reach: Reach, sample_rate: int) -> int:
    return round(1000 * (reach.last - reach.first + 1) / sample_rate)


def build_panel(playhead: "ScalePlayhead") -> WidgetLike:
    """Build one view of the playhead."""
    slider = ipywidgets.FloatSlider(
        value=playhead.at,
        min=0.0,
        max=playhead.sound.seconds,
        step=0.01,
        description="playhead (s)",
        style={"description_width": "90px"},
        layout={"width": "min(100%, 640px)"},
    )
    picture, words, players = (ipywidgets.HTML() for _ in range(3))

    def refresh() -> None:
        picture.value = card(playhead.picture(), "playhead")
        words.value = status(playhead.words(), "words")
        players.value = playhead.players()

    def move(_: object) -> None:
        try:
            playhead.move(slider.value)
            refresh()
        except Exception as error:
            words.value = alert(str(error))

    slider.observe(move, "value")
    refresh()
    box = ipywidgets.VBox([slider, picture, words, players, slider_names()])
    box.add_class("course-scale-playhead")
    widget: WidgetLike = box
    return widget
