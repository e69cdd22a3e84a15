"""The logit map inspector: choose one score of a discriminator, and see what it hears.

The inspector offers every registered class, so a class that you register appears without further
code. Autograd finds the samples that light up, not a formula.

    inspector = logit_inspector(vowel(seconds=0.5))
    inspector.move(name="msd", sub=1, row=40)
    print(inspector)                    the text form: the same facts as sentences
"""

import html
from collections.abc import Iterator, Mapping, Sequence

import ipywidgets
import torch
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, line, status
from course_lib.display.panels import Panel, button, int_slider, stack
from course_lib.instruments.logit_inspector.answers import Answer, with_players
from course_lib.instruments.logit_inspector.model import (
    as_map,
    describe_pattern,
    keep_field,
    known_discriminators,
    measure_field,
    receptive_field,
)
from course_lib.instruments.logit_inspector.picture import comb_picture, map_picture
from course_lib.sounds import Sound, for_listening

LONGEST = 0.5  # seconds: longer than the field of any logit of a small instance


class LogitInspector(Instrument):
    """A sound, a discriminator, a sub-discriminator and one score. Use `logit_inspector`."""

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

    def pictures(self) -> str:
        """Return the map of scores, and below it the samples that light up."""
        text = self.summary()
        title = f"{self._chosen()}: what score {self.row} hears"
        picture = map_picture(self.map, self.row, self.place, title, f"Map of scores. {text}")
        return picture + self._comb(text)

    def text(self) -> str:
        """Return what one score of each discriminator depends on, the chosen score first."""
        lines = [f"Logit map inspector: {self.sound.name}, {self.sound.seconds:.2f} s."]
        lines.append(self.summary())
        lines += [self.summary() for name in self._others()]
        lines += [f"{name} is left out: {reason}" for name, reason in self.left_out.items()]
        return "\n".join(lines)

    def static_html(self) -> str:
        """Return pictures of one score of each discriminator."""
        figures = [self._figure(), *(self._figure() for _ in self._others())]
        notes = "".join(line(f"{n} is left out: {r}", "left-out") for n, r in self.left_out.items())
        return card("".join(figures) + notes, "logit-inspector")

    def play(self) -> Answer:
        """Return players of the whole sound, and of the samples the chosen score depends on."""
        levelled = for_listening(self.sound, keep_field(self.sound, self.field()))
        return with_players(f"{self.summary()} Gain: {levelled.text}.", levelled.sounds, "logit")

    def widget(self) -> WidgetLike:
        """Return the menus, the sliders, and the pictures that follow them."""
        return _InspectorPanel(self).layout()

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

    def _figure(self) -> str:
        text = self.summary()
        return f"<b>{self.name}</b>{self._comb(text)}<p>{html.escape(text)}</p>"

    def _comb(self, text: str) -> str:
        field = self.field()
        if measure_field(field) is None:
            return line(text, "words")
        return comb_picture(self.sound.samples, field, 10, text)


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


LABEL = "120px"


class _InspectorPanel(Panel):
    """The menus, sliders and pictures of one view."""

    def __init__(self, inspector: LogitInspector) -> None:
        super().__init__()
        self.inspector = inspector
        self.name = _menu("discriminator", inspector.names, inspector.name)
        self.sub = _menu("sub-discriminator", (0,), 0)
        self.row = int_slider("score, in time", 0, 0, 0, label_width=LABEL)
        self.place = int_slider("place", 0, 0, 0, label_width=LABEL)
        self.pictures, self.answer = ipywidgets.HTML(), ipywidgets.HTML()
        self.refresh()
        self.on_change(self.name, lambda: inspector.move(name=self.name.value))
        self.on_change(self.sub, lambda: inspector.move(sub=self.sub.value))
        for control in (self.row, self.place):
            self.on_change(
                control, lambda: inspector.move(row=self.row.value, place=self.place.value)
            )

    def refresh(self) -> None:
        """Set every control to the chosen score, and show it."""
        inspector = self.inspector
        rows, places = inspector.map.shape
        with self.silently():
            self.sub.options = list(range(len(inspector.scores[inspector.name])))
            self.sub.value = inspector.sub
            _set(self.row, inspector.row, rows)
            _set(self.place, inspector.place, places)
        self.place.layout.display = None if places > 1 else "none"
        self.answer.value = ""  # it was about another score
        self.pictures.value = card(inspector.pictures(), "logit-map")
        self.message.value = status(inspector.summary(), "words")

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        play = button(
            "Play what it hears",
            "Play the samples that light up",
            lambda: self.attempt(self._play, self.answer),
        )
        controls = [self.name, self.sub, self.row, self.place]
        parts = [*controls, self.pictures, self.message, play, self.answer]
        return stack(parts, "course-logit-inspector")

    def _play(self) -> None:
        self.answer.value = self.inspector.play().html


def _menu(label: str, options: Sequence[object], value: object) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(
        options=list(options), value=value, description=label, style={"description_width": LABEL}
    )


def _set(slider: ipywidgets.IntSlider, value: int, count: int) -> None:
    """Set the range and the value of a slider, unless they are set already."""
    if (slider.value, slider.max) != (value, count - 1):
        slider.value = 0  # so that the new maximum isn't below the handle
        slider.max = count - 1
        slider.value = value
