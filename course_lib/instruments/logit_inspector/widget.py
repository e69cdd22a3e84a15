"""The logit map inspector: choose one score of a discriminator, and see what it hears.

The inspector offers every registered class, so a class that you register appears without further
code. Autograd finds the samples that light up, not a formula.

    inspector = logit_inspector(vowel(seconds=0.5))
    inspector.move(name="msd", sub=1, row=40)
    print(inspector)                    the text form: the same facts as sentences
"""

import html
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import torch
import traitlets
from torch import Tensor

from course_lib.audio.wav import pcm16
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card, line
from course_lib.instruments.fold_explorer.answers import Answer
from course_lib.instruments.logit_inspector.model import (
    as_map,
    describe_pattern,
    keep_field,
    known_discriminators,
    measure_field,
    receptive_field,
)
from course_lib.instruments.logit_inspector.picture import map_picture
from course_lib.sounds import Sound, for_listening

LONGEST = 0.5  # seconds: longer than the field of any logit of a small instance


class InspectorWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("choice",)
    samples = traitlets.Bytes(b"").tag(sync=True)  # 16-bit
    rate = traitlets.Int(0).tag(sync=True)  # Hz
    name = traitlets.Unicode("").tag(sync=True)
    maps = traitlets.Dict().tag(sync=True)  # name: a list of {rows, places, scores (float32)}
    left_out = traitlets.List(traitlets.Unicode()).tag(sync=True)
    fields = traitlets.Dict().tag(sync=True)  # name: what one of its scores depends on
    choice = traitlets.Dict().tag(sync=True)  # name, sub, row, place


class LogitInspector(BrowserInstrument):
    """A sound, a discriminator, a sub-discriminator and one score. Use `logit_inspector`."""

    Widget = InspectorWidget

    def __init__(
        self, sound: Sound, discriminators: Mapping[str, MultiDiscriminator] | None, start: str
    ) -> None:
        self.sound = sound.crop(0, LONGEST) if sound.seconds > LONGEST else sound
        built, self.left_out = (
            known_discriminators() if discriminators is None else (dict(discriminators), {})
        )
        self.scores: dict[str, list[Tensor]] = {}  # of each sub-discriminator [time, places]
        for name, discriminator in built.items():
            self._score(name, discriminator)
        self._discriminators = {name: built[name] for name in self.scores}
        if not self.scores:
            raise ValueError(f"No discriminator can be inspected: {self.left_out or 'none given'}.")
        self._fields: dict[tuple[str, int, int, int], Tensor] = {}  # those found so far
        self.name, self.sub, self.row, self.place = "", 0, 0, 0
        self.move(name=start or next(iter(self.scores)))

    @property
    def names(self) -> tuple[str, ...]:
        """The discriminators that can be chosen."""
        return tuple(self.scores)

    @property
    def map(self) -> Tensor:
        """The scores of the chosen sub-discriminator: [time, places]."""
        return self.scores[self.name][self.sub]

    def move(
        self,
        name: str | None = None,
        sub: int | None = None,
        row: int | None = None,
        place: int | None = None,
    ) -> None:
        """Choose a score. A new discriminator or sub-discriminator begins at its middle score.

        Args:
            name: The discriminator.
            sub: The sub-discriminator, counted from 0.
            row: The score's index in time.
            place: The score's index among those of one moment.
        """
        if name is not None and name not in self.scores:
            raise ValueError(
                f"There is no discriminator {name!r} here: there are {', '.join(self.scores)}."
            )
        chosen = self.name if name is None else name
        if sub is None:
            sub = self.sub if chosen == self.name else 0
        _check("sub-discriminator", sub, len(self.scores[chosen]))
        rows, places = self.scores[chosen][sub].shape
        is_new = (chosen, sub) != (self.name, self.sub)
        new_row = (rows // 2 if is_new else self.row) if row is None else row
        new_place = (places // 2 if is_new else self.place) if place is None else place
        _check("score", new_row, rows)
        _check("place", new_place, places)
        self.name, self.sub, self.row, self.place = chosen, sub, new_row, new_place

    def field(self) -> Tensor:
        """Return which samples the chosen score depends on, as bool [time]."""
        key = (self.name, self.sub, self.row, self.place)
        if key not in self._fields:
            discriminator = self._discriminators[self.name]
            length = len(self.sound.samples)
            self._fields[key] = receptive_field(discriminator, self.sub, length, self._position())
        return self._fields[key]

    def summary(self) -> str:
        """Return which samples the chosen score depends on."""
        score = float(self.map[self.row, self.place])
        place = f", place {self.place}" if self.map.shape[1] > 1 else ""
        opening = f"{self._chosen()}, score {self.row}{place}: {score:.3f}."
        field = measure_field(self.field())
        if field is None:
            return f"{opening} It depends on no sample of this sound."
        spread = f"{1000 * field.spread / self.sound.sample_rate:.1f} ms"
        return (
            f"{opening} It depends on {field.samples} samples, from {field.first} to {field.last} "
            f"({spread}). {describe_pattern(field)}"
        )

    def facts(self) -> str:
        """Return what the title leaves out: the score, and where its samples are."""
        place = f" at place {self.place}" if self.map.shape[1] > 1 else ""
        score = f"{float(self.map[self.row, self.place]):.3f}".replace("-", "\N{MINUS SIGN}")
        opening = f"The score{place} is {score}."
        field = measure_field(self.field())
        if field is None:
            return opening
        spread = f"{1000 * field.spread / self.sound.sample_rate:.1f} ms"
        return (
            f"{opening} Its samples are {field.first} to {field.last} ({spread}). "
            f"{describe_pattern(field)}"
        )

    def finding(self) -> str:
        """Return how many samples the chosen score depends on, as a title."""
        field = measure_field(self.field())
        hears = "no sample" if field is None else f"{field.samples} samples"
        return f"{self._chosen()}: score {self.row} depends on {hears}"

    def text(self) -> str:
        """Return what one score of each discriminator depends on, the chosen score first."""
        lines = [f"Logit map inspector: {self.sound.name}, {self.sound.seconds:.2f} s."]
        lines.append(self.summary())
        lines += [self.summary() for name in self._others()]
        lines += self._left_out_lines()
        return "\n".join(lines)

    def state(self) -> State:
        """Return the sound, all scores, and what one score of each discriminator depends on."""
        fields = {self.name: self.field_state()}
        fields |= {name: self.field_state() for name in self._others()}
        return {
            "samples": pcm16(self.sound.samples).numpy().astype("<i2").tobytes(),
            "rate": self.sound.sample_rate,
            "name": self.sound.name,
            "maps": {
                name: [_map_state(each) for each in maps] for name, maps in self.scores.items()
            },
            "left_out": self._left_out_lines(),
            "fields": fields,
            "choice": self._choice(),
        }

    def field_state(self) -> State:
        """Return what the chosen score depends on, as the module shows it."""
        where = self.field().nonzero().flatten().tolist()
        return {
            "choice": self._choice(),
            "title": self.finding(),
            "words": self.facts(),
            "where": where,
        }

    def take(self, name: str, value: object) -> None:
        """Store the score that the learner chose."""
        self.move(**cast(dict[str, Any], value))

    def answer(self, question: Mapping[str, Any]) -> State:
        """Return what a score depends on."""
        self.move(**question["choice"])
        return self.field_state()

    def fallback_html(self) -> str:
        """Return the map of scores of each discriminator, with what one score depends on."""
        figures = [self._figure(), *(self._figure() for _ in self._others())]
        notes = "".join(line(left_out, "left-out") for left_out in self._left_out_lines())
        return card("".join(figures) + notes, "logit-inspector")

    def play(self) -> Answer:
        """Return the whole sound, and the samples the chosen score depends on, at one gain."""
        levelled = for_listening(self.sound, keep_field(self.sound, self.field()))
        return Answer(f"{self.summary()} Gain: {levelled.text}.", levelled.sounds)

    def _score(self, name: str, discriminator: MultiDiscriminator) -> None:
        """Store the scores of a discriminator, or the reason why it can't be inspected."""
        try:
            with torch.no_grad():
                logits, _ = discriminator(self.sound.wave)
            maps = [as_map(scores) for scores in logits]
            receptive_field(discriminator, 0, len(self.sound.samples), _middle(logits[0]))
        except Exception as error:  # a plug-in may fail in any way, but breaks only itself
            self.left_out[name] = f"{type(error).__name__}: {error}"
        else:
            self.scores[name] = maps

    def _position(self) -> tuple[int, ...]:
        discriminator = self._discriminators[self.name]
        with torch.no_grad():
            shape = discriminator(self.sound.wave)[0][self.sub].shape[2:]
        number = torch.tensor(self.row * self.map.shape[1] + self.place)
        return tuple(int(i) for i in torch.unravel_index(number, shape))

    def _others(self) -> Iterator[str]:
        """Choose each of the other discriminators in turn, then the first choice again."""
        chosen = (self.name, self.sub, self.row, self.place)
        for name in self.names:
            if name != chosen[0]:
                self.move(name)
                yield name
        self.move(*chosen)

    def _chosen(self) -> str:
        return f"{self.name}, sub-discriminator {self.sub}"

    def _choice(self) -> State:
        return {"name": self.name, "sub": self.sub, "row": self.row, "place": self.place}

    def _left_out_lines(self) -> list[str]:
        return [f"{name} is left out: {reason}" for name, reason in self.left_out.items()]

    def _figure(self) -> str:
        text = self.summary()
        picture = map_picture(
            self.map,
            self.row,
            self.place,
            self.sound.seconds,
            self.finding(),
            f"Map of scores. {text}",
        )
        return f"<figure>{picture}<figcaption>{html.escape(text)}</figcaption></figure>"


def logit_inspector(
    sound: Sound,
    discriminators: Mapping[str, MultiDiscriminator] | None = None,
    *,
    start: str = "",
) -> LogitInspector:
    """Return an inspector that shows which samples of a sound one logit depends on.

    Args:
        sound: Any sound. The inspector uses its first half second.
        discriminators: The discriminators by name. None takes a small instance of each registered
            class, with random weights.
        start: The name of the discriminator to begin with; the first if empty.
    """
    return LogitInspector(sound, discriminators, start)


def _middle(scores: Tensor) -> tuple[int, ...]:
    return tuple(size // 2 for size in scores.shape[2:])


def _check(what: str, value: int, count: int) -> None:
    if not 0 <= value < count:
        raise ValueError(f"The {what} must be between 0 and {count - 1}, got {value}.")


def _map_state(scores: Tensor) -> State:
    rows, places = scores.shape
    return {
        "rows": rows,
        "places": places,
        "scores": scores.contiguous().float().numpy().astype("<f4").tobytes(),
    }
