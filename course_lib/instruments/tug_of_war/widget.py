"""The tug of war: drag two clouds of scores, and see the pull of each player on them.

Arrows show the pull of the discriminator and of the generator on each score, for three losses, and
for one sum of all losses that both players minimise. Autograd computes them, not a formula.

    war = tug_of_war()
    war.set(rule="LSGAN", fake=2.0)
    war.move("discriminator")           one step of the discriminator alone
    print(war)                          the text form: the same facts as sentences

In a real discriminator one network makes all scores, so they move together. Here each moves alone.
"""

import html
from functools import partial
from typing import Literal, get_args

import ipywidgets
import torch
from torch import Tensor

from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, status
from course_lib.display.panels import Panel, button, row, slider, stack, toggle_buttons
from course_lib.instruments.tug_of_war.model import (
    RULES,
    Pulls,
    count,
    describe_pull,
    find_rule,
    pulls,
)
from course_lib.instruments.tug_of_war.picture import tug_picture

SCORES = 9  # in a cloud
FARTHEST = 4.0  # largest distance of a cloud's mean from 0
WIDEST = 1.0  # largest spread of a cloud
STEP = 0.25  # the step for a pull of 1
STRIP = (("hinge", False), ("hinge", True), ("LSGAN", True), ("BCE", True))

Player = Literal["discriminator", "generator", "judge"]  # `judge` is the first one, in version 0.1


class TugOfWar(Instrument):
    """Two clouds of scores, and the losses of both players. Use `tug_of_war`."""

    def __init__(self) -> None:
        self.rule, self.one_sum, self.spread = "hinge", False, 0.25
        self.real = self._cloud(0.5)
        self.fake = self._cloud(-0.5)

    def set(
        self,
        *,
        rule: str | None = None,
        one_sum: bool | None = None,
        real: float | None = None,
        fake: float | None = None,
        spread: float | None = None,
    ) -> None:
        """Set some of the losses and the clouds.

        Args:
            rule: "hinge", "LSGAN" or "BCE".
            one_sum: True if both players minimise the sum of all losses.
            real: The mean of the real scores.
            fake: The mean of the fake scores.
            spread: The spread of both clouds. It also arranges their scores evenly again.
        """
        if rule is not None:
            find_rule(rule)  # raises before anything changes
            self.rule = rule
        self.one_sum = self.one_sum if one_sum is None else one_sum
        middles = self.middles
        if spread is not None:
            self.spread = min(WIDEST, max(0.0, spread))
            self.real, self.fake = map(self._cloud, middles)
        if real is not None:
            self.real = self.real - self.real.mean() + _inside(real)
        if fake is not None:
            self.fake = self.fake - self.fake.mean() + _inside(fake)

    @property
    def middles(self) -> tuple[float, float]:
        """The mean of the real scores, and of the fake scores."""
        return float(self.real.mean()), float(self.fake.mean())

    @property
    def pulls(self) -> Pulls:
        """The pull of each player on each score."""
        return pulls(self.rule, self.real, self.fake, one_sum=self.one_sum)

    def move(self, player: Player) -> None:
        """Move the scores by one step of a player: "discriminator" or "generator"."""
        pull = self.pulls
        if player not in get_args(Player):
            raise ValueError(f'The player must be "discriminator" or "generator", got {player!r}.')
        if player != "generator":
            self.real = (self.real + STEP * pull.discriminator_real).clamp(-FARTHEST, FARTHEST)
            self.fake = (self.fake + STEP * pull.discriminator_fake).clamp(-FARTHEST, FARTHEST)
        else:
            self.fake = (self.fake + STEP * pull.generator_fake).clamp(-FARTHEST, FARTHEST)

    def finding(self) -> str:
        """Return how the fake scores are pulled, as a title."""
        pull = self.pulls
        if self.one_sum:
            up, down, free = count(pull.discriminator_fake)
            if free == SCORES:
                return f"{self.rule}, one sum: nobody pulls the fakes"
            return f"{self.rule}, one sum: {up} of {SCORES} fakes go up, {down} down"
        lower, higher = count(pull.discriminator_fake)[1], count(pull.generator_fake)[0]
        return (
            f"{self.rule}: the discriminator wants {lower} of {SCORES} fakes lower, the generator "
            f"wants {higher} higher"
        )

    def summary(self) -> str:
        """Return how each player pulls both clouds."""
        real, fake = self.middles
        pull = self.pulls
        return (
            f"Real around {_shown(real)}: the discriminator "
            f"{describe_pull(pull.discriminator_real)}. Fake around {_shown(fake)}: the "
            f"discriminator {describe_pull(pull.discriminator_fake)}; the generator "
            f"{describe_pull(pull.generator_fake)}."
        )

    def picture(self) -> str:
        """Return the three lanes of scores and their arrows."""
        title = self.finding()
        return tug_picture(self.real, self.fake, self.pulls, title, f"{title}. {self.summary()}")

    def text(self) -> str:
        """Return everything that the picture shows."""
        losses = "one sum for both" if self.one_sum else "each its own loss"
        return "\n".join(
            [f"Tug of war: {self.rule}, {losses}.", self.finding() + ".", self.summary()]
        )

    def static_html(self) -> str:
        """Return a picture of each rule, with separate losses and with one sum."""
        chosen = self.rule, self.one_sum
        cells = []
        for self.rule, self.one_sum in STRIP:
            cells.append(
                f'<figure style="margin:4px">{self.picture()}'
                f"<figcaption>{html.escape(self.summary())}</figcaption></figure>"
            )
        self.rule, self.one_sum = chosen
        return card("".join(cells), "tug-of-war")

    def widget(self) -> WidgetLike:
        """Return the choices, the sliders, and the picture that follows them."""
        return _TugPanel(self).layout()

    def _cloud(self, middle: float) -> Tensor:
        # even steps around the mean, in an order that separates neighbours in the picture
        places = torch.linspace(-1, 1, SCORES)[torch.arange(SCORES) * 4 % SCORES]
        return _inside(middle) + self.spread * places


def tug_of_war() -> TugOfWar:
    """Return an instrument that shows how both players pull real and fake scores."""
    return TugOfWar()


def _inside(middle: float) -> float:
    return min(FARTHEST, max(-FARTHEST, middle))


def _shown(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


QUARTER = 0.25  # the step of a slider
LOSSES = (("each its own loss", False), ("one sum for both", True))


class _TugPanel(Panel):
    """The choices, sliders, buttons and picture of one view."""

    def __init__(self, war: TugOfWar) -> None:
        super().__init__()
        self.war = war
        self.rule = toggle_buttons("Rule", tuple(RULES), war.rule, label_width="60px")
        self.losses = toggle_buttons("Losses", LOSSES, war.one_sum, label_width="60px")
        self.sliders = {
            "real": _slider("real", -FARTHEST, FARTHEST),
            "fake": _slider("fake", -FARTHEST, FARTHEST),
            "spread": _slider("spread", 0.0, WIDEST),
        }
        self.picture = ipywidgets.HTML()
        self.refresh()
        self.on_change(self.rule, lambda: war.set(rule=self.rule.value))
        self.on_change(self.losses, lambda: war.set(one_sum=self.losses.value))
        for name, control in self.sliders.items():
            self.on_change(control, partial(self._move, name))

    def refresh(self) -> None:
        """Show the present clouds, and set the sliders to them."""
        real, fake = self.war.middles
        with self.silently():
            for name, value in (("real", real), ("fake", fake), ("spread", self.war.spread)):
                self.sliders[name].value = round(value / QUARTER) * QUARTER
        self.picture.value = card(self.war.picture(), "tug")
        self.message.value = status(self.war.summary(), "words")

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        moves = row([self._move_button("discriminator"), self._move_button("generator")])
        parts = [self.rule, self.losses, *self.sliders.values(), moves, self.picture, self.message]
        return stack(parts, "course-tug-of-war")

    def _move(self, name: str) -> None:
        self.war.set(**{name: self.sliders[name].value})

    def _move_button(self, player: Player) -> ipywidgets.Button:
        return button(
            f"The {player} moves",
            f"The {player} moves each score by a quarter of its pull",
            lambda: self.change(lambda: self.war.move(player)),
        )


def _slider(name: str, low: float, high: float) -> ipywidgets.SelectionSlider:
    """Return a slider from ``low`` to ``high`` in quarters."""
    steps = round((high - low) / QUARTER)
    values = [low + QUARTER * step for step in range(steps + 1)]
    options = [(f"{value:g}", value) for value in values]
    return slider(name, options, values[0], label_width="60px")
