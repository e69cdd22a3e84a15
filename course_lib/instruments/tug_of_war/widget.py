"""The tug of war: drag two clouds of scores, and see what each player wants of them.

Arrows show the pull of the judge and of the generator at each score, under three rules, and with
one sum of all losses for both players. They are computed by autograd, not drawn from a formula.

    war = tug_of_war()
    war.set(rule="LSGAN", fake=2.0)
    war.move("judge")                   one step of the judge alone
    print(war)                          the text form: the same facts in words

In a real judge all scores hang together, since one network makes them. Here each moves on its own.
"""

import html
from collections.abc import Callable, Sequence
from typing import Literal

import ipywidgets
import torch
from torch import Tensor

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.tug_of_war.model import RULES, Pulls, count, find_rule, in_words, pulls
from course_lib.instruments.tug_of_war.picture import tug_picture

SCORES = 9  # in a cloud
FARTHEST = 4.0  # of a cloud's middle from 0
WIDEST = 1.0  # spread of a cloud
STEP = 0.25  # a move, for a pull of 1
STRIP = (("hinge", False), ("hinge", True), ("LSGAN", True), ("BCE", True))

Player = Literal["judge", "generator"]


class TugOfWar(Instrument):
    """Two clouds of scores and who pays what for them; made by `tug_of_war`."""

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
        """Set what is given: who pays what, and where the clouds lie.

        Args:
            rule: "hinge", "LSGAN" or "BCE".
            one_sum: both players pay the sum of all losses.
            real: middle of the real scores.
            fake: middle of the fake scores.
            spread: of both clouds; it also puts their scores back in line.
        """
        if rule is not None:
            find_rule(rule)  # raises before anything has changed
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
        """Mean of the real and of the fake scores."""
        return float(self.real.mean()), float(self.fake.mean())

    @property
    def pulls(self) -> Pulls:
        """What each player wants of each score."""
        return pulls(self.rule, self.real, self.fake, one_sum=self.one_sum)

    def move(self, player: Player) -> None:
        """Let one player move the scores a step in the direction it wants."""
        pull = self.pulls
        if player == "judge":
            self.real = (self.real + STEP * pull.judge_real).clamp(-FARTHEST, FARTHEST)
            self.fake = (self.fake + STEP * pull.judge_fake).clamp(-FARTHEST, FARTHEST)
        else:
            self.fake = (self.fake + STEP * pull.generator_fake).clamp(-FARTHEST, FARTHEST)

    def finding(self) -> str:
        """Say in a few words what the fakes feel."""
        pull = self.pulls
        if self.one_sum:
            up, down, free = count(pull.judge_fake)
            if free == SCORES:
                return f"{self.rule}, one sum: nobody pulls at the fakes"
            return f"{self.rule}, one sum: {up} of {SCORES} fakes go up, {down} down, whoever moves"
        judge, generator = count(pull.judge_fake), count(pull.generator_fake)
        return (
            f"{self.rule}: the judge wants {judge[1]} of {SCORES} fakes lower, the generator "
            f"wants {generator[0]} higher"
        )

    def words(self) -> str:
        """Say what each player wants."""
        pull, (real, fake) = self.pulls, self.middles
        return (
            f"Real around {_shown(real)}: the judge {in_words(pull.judge_real)}. "
            f"Fake around {_shown(fake)}: the judge {in_words(pull.judge_fake)}; "
            f"the generator {in_words(pull.generator_fake)}."
        )

    def picture(self) -> str:
        """Show the three lanes of scores and their arrows."""
        title = self.finding()
        return tug_picture(self.real, self.fake, self.pulls, title, f"{title}. {self.words()}")

    def text(self) -> str:
        """Say everything that the picture shows."""
        paid = "one sum for both" if self.one_sum else "each its own loss"
        return "\n".join([f"Tug of war: {self.rule}, {paid}.", self.finding() + ".", self.words()])

    def static_html(self) -> str:
        """Show each rule at work, with its own losses and with one sum."""
        here = self.rule, self.one_sum
        cells = []
        for self.rule, self.one_sum in STRIP:
            cells.append(
                f'<figure style="margin:4px">{self.picture()}'
                f"<figcaption>{html.escape(self.words())}</figcaption></figure>"
            )
        self.rule, self.one_sum = here
        return card("".join(cells), "tug-of-war")

    def widget(self) -> WidgetLike:
        """Build the choices, the sliders and the picture that follows them."""
        return build_panel(self, tuple(RULES), FARTHEST, WIDEST)

    def _cloud(self, middle: float) -> Tensor:
        # whole steps around the middle, in an order that keeps neighbours apart
        places = torch.linspace(-1, 1, SCORES)[torch.arange(SCORES) * 4 % SCORES]
        return _inside(middle) + self.spread * places


def tug_of_war() -> TugOfWar:
    """See what judge and generator want of real and of fake scores."""
    return TugOfWar()


def _inside(middle: float) -> float:
    return min(FARTHEST, max(-FARTHEST, middle))


def _shown(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


QUARTER = 0.25  # between the values of a slider
PAYMENTS = (("each its own loss", False), ("one sum for both", True))


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(
        self, war: "TugOfWar", rules: Sequence[str], farthest: float, widest: float
    ) -> None:
        self.war = war
        self.rule = _choice("Rule", [(name, name) for name in rules], war.rule)
        self.paid = _choice("Paid", PAYMENTS, war.one_sum)
        self.sliders = {
            "real": _slider("real", -farthest, farthest),
            "fake": _slider("fake", -farthest, farthest),
            "spread": _slider("spread", 0.0, widest),
        }
        self.picture, self.words = ipywidgets.HTML(), ipywidgets.HTML()
        self.following = False
        self.follow()
        self.refresh()
        self.rule.observe(lambda _: self._try(lambda: war.set(rule=self.rule.value)), "value")
        self.paid.observe(lambda _: self._try(lambda: war.set(one_sum=self.paid.value)), "value")
        for name, slider in self.sliders.items():
            slider.observe(self._dragged(name), "value")

    def follow(self) -> None:
        """Let the sliders stand where the clouds lie."""
        real, fake = self.war.middles
        self.following = True  # moving a slider here is no wish of the learner's
        for name, value in (("real", real), ("fake", fake), ("spread", self.war.spread)):
            self.sliders[name].value = round(value / QUARTER) * QUARTER
        self.following = False

    def refresh(self) -> None:
        """Show what the instrument shows now."""
        self.picture.value = card(self.war.picture(), "tug")
        self.words.value = status(self.war.words(), "words")

    def buttons(self) -> ipywidgets.HBox:
        """Build the buttons that let one player move."""
        judge = _button("The judge moves", lambda: self.war.move("judge"), self)
        generator = _button("The generator moves", lambda: self.war.move("generator"), self)
        return ipywidgets.HBox([judge, generator], layout={"flex_flow": "row wrap"})

    def press(self, action: Callable[[], None]) -> None:
        """Do what a button says, and let the sliders follow."""
        self._try(action)
        self.follow()

    def _dragged(self, name: str) -> Callable[[object], None]:
        def drag(_: object) -> None:
            if not self.following:
                self._try(lambda: self.war.set(**{name: self.sliders[name].value}))

        return drag

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(
    war: "TugOfWar", rules: Sequence[str], farthest: float, widest: float
) -> WidgetLike:
    """Build one view of the instrument."""
    panel = _Panel(war, rules, farthest, widest)
    choices = [panel.rule, panel.paid, *panel.sliders.values()]
    parts = [*choices, panel.buttons(), panel.picture, panel.words, slider_names()]
    box = ipywidgets.VBox(parts)
    box.add_class("course-tug-of-war")
    widget: WidgetLike = box
    return widget


def _choice(
    name: str, options: Sequence[tuple[str, object]], value: object
) -> ipywidgets.ToggleButtons:
    return ipywidgets.ToggleButtons(
        options=list(options),
        value=value,
        description=name,
        style={"description_width": "60px", "button_width": "auto"},
    )


def _slider(name: str, low: float, high: float) -> ipywidgets.SelectionSlider:
    """Drag a cloud by mouse or arrow keys."""
    steps = round((high - low) / QUARTER)
    values = [low + QUARTER * step for step in range(steps + 1)]
    return ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        value=values[0],
        description=name,
        style={"description_width": "60px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, action: Callable[[], None], panel: _Panel) -> ipywidgets.Button:
    words = f"{name} a quarter of its pull"
    button = ipywidgets.Button(description=name, tooltip=words, layout={"width": "auto"})
    button.on_click(lambda _: panel.press(action))
    return button
