"""The logit map inspector: pick a discriminator and one of its scores, and see what it hears.

It goes through the registry, so whoever registers a class finds it here without further code. Which
samples light up is found by autograd, never by a formula.

    inspector = logit_inspector(vowel(seconds=0.5))
    inspector.move(name="msd", member=1, row=40)
    print(inspector)                    the text form: the same facts in words
"""

import html
from collections.abc import Callable, Iterator, Mapping

import ipywidgets
import torch
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.cards import alert, card, labelled_player, line, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.fold_explorer.answers import Answer
from course_lib.instruments.fold_explorer.picture import comb_picture
from course_lib.instruments.logit_inspector.model import (
    as_map,
    field_of,
    heard_by,
    known_discriminators,
    only_heard,
    pattern_in_words,
)
from course_lib.instruments.logit_inspector.picture import map_picture
from course_lib.sounds import Sound, for_listening

LONGEST = 0.5  # seconds: longer than any stretch that one logit of a small instance hears


class LogitInspector(Instrument):
    """A sound, a discriminator, a member and one score; made by `logit_inspector`."""

    def __init__(
        self, sound: Sound, discriminators: Mapping[str, MultiDiscriminator] | None, start: str
    ) -> None:
        self.sound = sound.crop(0, LONGEST) if sound.seconds > LONGEST else sound
        built, self.left_out = (
            known_discriminators() if discriminators is None else (dict(discriminators), {})
        )
        self.scores: dict[str, list[Tensor]] = {}  # of each member [time, places]
        for name, committee in built.items():
            self._let_judge(name, committee)
        self._committees = {name: built[name] for name in self.scores}
        if not self.scores:
            raise ValueError(f"no discriminator can be inspected: {self.left_out or 'none given'}")
        self._heard: dict[tuple[str, int, int, int], Tensor] = {}  # found before
        self.name, self.member, self.row, self.place = "", 0, 0, 0
        self.move(name=start or next(iter(self.scores)))

    @property
    def names(self) -> tuple[str, ...]:
        """The discriminators that can be chosen."""
        return tuple(self.scores)

    @property
    def map(self) -> Tensor:
        """The scores of the chosen member: [time, places]."""
        return self.scores[self.name][self.member]

    def move(
        self,
        name: str | None = None,
        member: int | None = None,
        row: int | None = None,
        place: int | None = None,
    ) -> None:
        """Choose; another discriminator or member begins at its middle score."""
        if name is not None and name not in self.scores:
            raise ValueError(f"no discriminator {name!r} here: there are {', '.join(self.scores)}")
        chosen = self.name if name is None else name
        who = (0 if name not in (None, self.name) else self.member) if member is None else member
        _within("member", who, len(self.scores[chosen]))
        rows, places = self.scores[chosen][who].shape
        new = (chosen, who) != (self.name, self.member)
        there = (rows // 2 if new else self.row) if row is None else row
        beside = (places // 2 if new else self.place) if place is None else place
        _within("score", there, rows)
        _within("place", beside, places)
        self.name, self.member, self.row, self.place = chosen, who, there, beside

    def heard(self) -> Tensor:
        """Mark the samples that the chosen score depends on: bool [time]."""
        key = (self.name, self.member, self.row, self.place)
        if key not in self._heard:
            committee = self._committees[self.name]
            position = self._position()
            length = len(self.sound.samples)
            self._heard[key] = heard_by(committee, self.member, length, position)
        return self._heard[key]

    def words(self) -> str:
        """Say which samples the chosen score depends on."""
        score = float(self.map[self.row, self.place])
        place = f", place {self.place}" if self.map.shape[1] > 1 else ""
        who = f"{self.name}, member {self.member}, score {self.row}{place}: {score:.3f}."
        field = field_of(self.heard())
        if field is None:
            return f"{who} It depends on no sample of this sound."
        spread = f"{1000 * field.spread / self.sound.sample_rate:.1f} ms"
        return (
            f"{who} It depends on {field.samples} samples, from {field.first} to {field.last} "
            f"({spread}). {pattern_in_words(field)}"
        )

    def pictures(self) -> str:
        """Show the map of scores, and below it the samples that light up."""
        words = self.words()
        title = f"{self.name}, member {self.member}: what score {self.row} hears"
        picture = map_picture(self.map, self.row, self.place, title, f"Map of scores. {words}")
        return picture + self._comb(words)

    def text(self) -> str:
        """Say for each discriminator what one of its scores hears, the chosen one first."""
        lines = [f"Logit map inspector: {self.sound.name}, {self.sound.seconds:.2f} s."]
        lines.append(self.words())
        lines += [self.words() for name in self._others()]
        lines += [f"{name} is left out: {reason}" for name, reason in self.left_out.items()]
        return "\n".join(lines)

    def static_html(self) -> str:
        """Show a strip with one score of each discriminator."""
        figures = [self._figure(), *(self._figure() for _ in self._others())]
        notes = "".join(line(f"{n} is left out: {r}", "left-out") for n, r in self.left_out.items())
        return card("".join(figures) + notes, "logit-inspector")

    def play(self) -> Answer:
        """Let the whole sound be heard, and then only what the chosen score depends on."""
        levelled = for_listening(self.sound, only_heard(self.sound, self.heard()))
        words = f"{self.words()} Gain: {levelled.text}."
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return Answer(
            words, card(f"<p>{html.escape(words)}</p>{players}", "logit"), levelled.sounds
        )

    def widget(self) -> WidgetLike:
        """Build the menus, the sliders and the pictures that follow them."""
        return build_panel(self)

    def _let_judge(self, name: str, committee: MultiDiscriminator) -> None:
        try:
            with torch.no_grad():
                logits, _ = committee(self.sound.wave)
            maps = [as_map(scores) for scores in logits]
            heard_by(committee, 0, len(self.sound.samples), _middle(logits[0]))
        except Exception as error:  # somebody's class may fail in any way, and breaks only itself
            self.left_out[name] = f"{type(error).__name__}: {error}"
        else:
            self.scores[name] = maps

    def _position(self) -> tuple[int, ...]:
        committee = self._committees[self.name]
        with torch.no_grad():
            shape = committee(self.sound.wave)[0][self.member].shape[2:]
        number = torch.tensor(self.row * self.map.shape[1] + self.place)
        return tuple(int(i) for i in torch.unravel_index(number, shape))

    def _others(self) -> Iterator[str]:
        """Choose each of the other discriminators for a moment, then come back."""
        here = (self.name, self.member, self.row, self.place)
        for name in self.names:
            if name != here[0]:
                self.move(name)
                yield name
        self.move(*here)

    def _figure(self) -> str:
        words = self.words()
        return f"<b>{self.name}</b>{self._comb(words)}<p>{html.escape(words)}</p>"

    def _comb(self, words: str) -> str:
        heard = self.heard()
        if field_of(heard) is None:
            return line(words, "words")
        return comb_picture(self.sound.samples, heard, 10, words)


def logit_inspector(
    sound: Sound,
    discriminators: Mapping[str, MultiDiscriminator] | None = None,
    *,
    start: str = "",
) -> LogitInspector:
    """Inspect which samples of a sound one logit depends on.

    Args:
        sound: any sound; its first half second is taken.
        discriminators: those to choose from, by name; None for a small instance of each one that
            is registered, with random weights.
        start: the one to begin with.
    """
    return LogitInspector(sound, discriminators, start)


def _middle(scores: Tensor) -> tuple[int, ...]:
    return tuple(size // 2 for size in scores.shape[2:])


def _within(what: str, value: int, count: int) -> None:
    if not 0 <= value < count:
        raise ValueError(f"the {what} goes from 0 to {count - 1}, and was set to {value}")


WIDE = {"width": "min(100%, 560px)"}
STYLE = {"description_width": "110px"}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, inspector: "LogitInspector") -> None:
        self.inspector = inspector
        self.name = ipywidgets.Dropdown(
            options=inspector.names, value=inspector.name, description="discriminator", style=STYLE
        )
        self.member = ipywidgets.Dropdown(description="member", style=STYLE)
        self.row = ipywidgets.IntSlider(description="score, in time", style=STYLE, layout=WIDE)
        self.place = ipywidgets.IntSlider(description="place", style=STYLE, layout=WIDE)
        self.play = ipywidgets.Button(
            description="Play what it hears", tooltip="Hear the samples that light up"
        )
        self.pictures, self.words, self.answer = (ipywidgets.HTML() for _ in range(3))
        self.setting = False  # the panel itself moves its controls
        self.follow()
        self.name.observe(self.choose_name, "value")
        self.member.observe(self.choose_member, "value")
        self.row.observe(self.choose_score, "value")
        self.place.observe(self.choose_score, "value")
        self.play.on_click(self.hear)

    def follow(self) -> None:
        """Set every control to what the inspector shows, and show it."""
        self.setting = True
        rows, places = self.inspector.map.shape
        self.member.options = list(range(len(self.inspector.scores[self.inspector.name])))
        self.member.value = self.inspector.member
        _set(self.row, self.inspector.row, rows)
        _set(self.place, self.inspector.place, places)
        self.place.layout.display = None if places > 1 else "none"
        self.setting = False
        self.refresh()

    def refresh(self) -> None:
        """Show the pictures and the words."""
        self.answer.value = ""  # it was about another score
        self.pictures.value = card(self.inspector.pictures(), "logit-map")
        self.words.value = status(self.inspector.words(), "words")

    def choose_name(self, _: object) -> None:
        """Another discriminator."""
        self._do(lambda: self.inspector.move(name=self.name.value), all_controls=True)

    def choose_member(self, _: object) -> None:
        """Another member."""
        self._do(lambda: self.inspector.move(member=self.member.value), all_controls=True)

    def choose_score(self, _: object) -> None:
        """Another score."""
        self._do(lambda: self.inspector.move(row=self.row.value, place=self.place.value))

    def hear(self, _: object) -> None:
        """Play what the score hears."""
        try:
            self.answer.value = self.inspector.play().html
        except Exception as error:
            self.answer.value = alert(str(error))

    def _do(self, move: Callable[[], None], *, all_controls: bool = False) -> None:
        if self.setting:
            return
        try:
            move()
            self.follow() if all_controls else self.refresh()
        except Exception as error:
            self.setting = False
            self.words.value = alert(str(error))


def build_panel(inspector: "LogitInspector") -> WidgetLike:
    """Build one view of the inspector."""
    panel = _Panel(inspector)
    box = ipywidgets.VBox(
        [
            panel.name,
            panel.member,
            panel.row,
            panel.place,
            panel.pictures,
            panel.words,
            panel.play,
            panel.answer,
            slider_names(),
        ]
    )
    box.add_class("course-logit-inspector")
    widget: WidgetLike = box
    return widget


def _set(slider: ipywidgets.IntSlider, value: int, count: int) -> None:
    slider.value = 0  # so that a new maximum never lies below the handle
    slider.max = count - 1
    slider.value = value
