"""The tug of war: drag two clouds of scores, and see the pull of each player on them.

Arrows show the pull of the discriminator and of the generator on each score, for three losses, and
for one sum of all losses that both players minimise. Here autograd computes them; the browser uses
the slopes as formulas, which a test compares with autograd's.

    war = tug_of_war()
    war.set(rule="LSGAN", fake=2.0)
    war.move("discriminator")           one step of the discriminator alone
    print(war)                          the text form: the same facts as sentences

In a real discriminator one network makes all scores, so they move together. Here each moves alone.
"""

import html
from pathlib import Path
from typing import Literal, get_args

import torch
import traitlets
from torch import Tensor

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card
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


class TugWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("real", "fake", "rule", "one_sum", "spread")
    real = traitlets.List(traitlets.Float()).tag(sync=True)
    fake = traitlets.List(traitlets.Float()).tag(sync=True)
    rule = traitlets.Enum(list(RULES), "hinge").tag(sync=True)
    one_sum = traitlets.Bool(False).tag(sync=True)
    spread = traitlets.Float(0.0).tag(sync=True)
    start = traitlets.Dict().tag(sync=True)  # both clouds and their spread, for the button "back"


class TugOfWar(BrowserInstrument):
    """Two clouds of scores, and the losses of both players. Use `tug_of_war`."""

    Widget = TugWidget

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
        pulled, way = _most(pull.discriminator_fake, "lower")
        own, own_way = _most(pull.generator_fake, "higher")
        return (
            f"{self.rule}: the discriminator wants {pulled} of {SCORES} fakes {way}, the generator "
            f"wants {own} {own_way}"
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

    def state(self) -> State:
        """Return both clouds and the losses."""
        clouds = {
            "real": self.real.tolist(),
            "fake": self.fake.tolist(),
            "spread": self.spread,
        }
        return {**clouds, "start": clouds, "rule": self.rule, "one_sum": self.one_sum}

    def take(self, name: str, value: object) -> None:
        """Store what the learner dragged or chose."""
        setattr(self, name, torch.tensor(value) if name in ("real", "fake") else value)

    def fallback_html(self) -> str:
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

    def _cloud(self, middle: float) -> Tensor:
        # even steps around the mean, in an order that separates neighbours in the picture
        places = torch.linspace(-1, 1, SCORES)[torch.arange(SCORES) * 4 % SCORES]
        return _inside(middle) + self.spread * places


def tug_of_war() -> TugOfWar:
    """Return an instrument that shows how both players pull real and fake scores."""
    return TugOfWar()


def _most(pull: Tensor, usual: str) -> tuple[int, str]:
    """Return how many scores a player pulls, and which way: the way of most of them."""
    up, down, _ = count(pull)
    way = usual if up == down else "higher" if up > down else "lower"
    return (up if way == "higher" else down), way


def _inside(middle: float) -> float:
    return min(FARTHEST, max(-FARTHEST, middle))


def _shown(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
