"""The gradient mixer: set the weights of the losses, and measure what arrives.

    mixer = gradient_mixer(losses, y, generator.parameters(), {"adv": 4, "l1": 0.1}, 16_000)
    mixer.set(l1=10)                    a weight
    mixer.set(balanced=True)            as a balancer does it
    print(mixer)                        the text form: the same facts in words

For each loss it shows its part of the weights, of the gradient at the generator's output and of the
gradient in the generator's parameters. The gradients at the output are sounds, too: what the
generator is told to take away from its wave.
"""

import html
from collections.abc import Callable, Iterable, Mapping

import ipywidgets
from torch import Tensor, nn

from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.gradient_mixer.model import (
    Ingredients,
    Numbers,
    factors,
    gradient_sound,
    ingredients,
    middle_frequency,
    mix,
    percent,
    shares,
)
from course_lib.instruments.gradient_mixer.picture import mixer_picture
from course_lib.sounds import Sound, for_listening

AT_LEAST = 0.15  # of the gradient in the parameters, for each loss: the target


class GradientMixer(Instrument):
    """Losses and their weights; made by `gradient_mixer`."""

    def __init__(
        self, measured: Ingredients, weights: Mapping[str, float], sample_rate: int
    ) -> None:
        self.measured, self.sample_rate = measured, sample_rate
        self.weights, self.balanced = dict.fromkeys(measured.gradients, 0.0), False
        self._weigh(weights)

    def set(self, *, balanced: bool | None = None, **weights: float) -> None:
        """Set some weights, and whether a balancer uses them; the rest stays."""
        self._weigh(weights)
        self.balanced = self.balanced if balanced is None else balanced

    @property
    def weight_shares(self) -> Numbers:
        """Part of each loss in the sum of the weights."""
        return shares(self.weights, dict.fromkeys(self.weights, 1.0))

    @property
    def output_shares(self) -> Numbers:
        """Part of each loss in the gradient at the generator's output."""
        return shares(self._factors, self.measured.at_output)

    @property
    def parameter_shares(self) -> Numbers:
        """Part of each loss in the gradient that the optimiser sees."""
        return shares(self._factors, self.measured.in_parameters)

    @property
    def target_met(self) -> bool:
        """Say whether each loss has its part in the parameters."""
        return min(self.parameter_shares.values()) >= AT_LEAST

    def sounds(self) -> list[Sound]:
        """Turn the gradients at the output into sounds: each loss alone, and the mix."""
        alone = self.measured.gradients.items()
        each = [gradient_sound(gradient, self.sample_rate, name) for name, gradient in alone]
        mixed = mix(self._factors, self.measured.gradients)
        return [gradient_sound(mixed, self.sample_rate, "the mix"), *each]

    def finding(self) -> str:
        """Name the loss whose weight says least about what arrives."""
        asked, there, here = self._bars
        name = max(asked, key=lambda n: abs(asked[n] - here[n]) + abs(asked[n] - there[n]))
        return (
            f"{name}: {percent(asked[name])} of the weights, {percent(there[name])} at the "
            f"output, {percent(here[name])} in the parameters"
        )

    def words(self) -> str:
        """Say what was asked for, and what arrives where."""
        asked, there, here = self._bars
        kind = "shares for a balancer" if self.balanced else "multipliers"
        parts = [
            f"{n} {self.weights[n]:g} ({percent(asked[n])}): {percent(there[n])} at the output, "
            f"{percent(here[n])} in the parameters"
            for n in self.weights
        ]
        return f"Weights as {kind}. {'; '.join(parts)}."

    def target(self) -> str:
        """Say how it stands with the target."""
        goal = f"Target: each loss has at least {percent(AT_LEAST)} in the parameters."
        if self.target_met:
            return f"{goal} Reached."
        weakest = min(self.parameter_shares.items(), key=lambda item: item[1])
        return f"{goal} Not yet: {weakest[0]} has {percent(weakest[1])}."

    def picture(self) -> str:
        """Show three bars for each loss."""
        title = self.finding()
        return mixer_picture(self._bars, title, f"{title}. {self.words()}")

    def sounds_text(self) -> str:
        """Say what is heard in each gradient."""
        lines = [
            f"{s.name}: half of its power lies below {middle_frequency(s) / 1000:.1f} kHz"
            for s in self.sounds()
        ]
        return "\n".join(lines)

    def players(self) -> str:
        """Write players for the gradients, all at one loudness."""
        levelled = for_listening(*self.sounds(), match="rms")
        players = "".join(labelled_player(s, s.name) for s in levelled.sounds)
        words = html.escape(f"{self.sounds_text()}\nGain: {levelled.text}.")
        return card(
            f'{players}<pre role="status" style="white-space:pre-wrap">{words}</pre>', "mix"
        )

    def text(self) -> str:
        """Say everything that the picture and the sounds show."""
        lines = ["Gradient mixer.", self.words(), self.target(), self.sounds_text()]
        return "\n".join(lines)

    def static_html(self) -> str:
        """Show the weights as multipliers and as shares, and the gradients as sounds."""
        here = self.balanced
        pictures = []
        for self.balanced in (False, True):
            kind = "a balancer's shares" if self.balanced else "multipliers"
            pictures.append(
                f'<figure style="margin:4px"><figcaption>Weights as {kind}</figcaption>'
                f"{self.picture()}</figure>"
            )
        self.balanced = here
        return card(f"{''.join(pictures)}{self.players()}", "gradient-mixer")

    def widget(self) -> WidgetLike:
        """Build the sliders, the switch, the button and the picture that follows them."""
        return build_panel(self)

    def _weigh(self, weights: Mapping[str, float]) -> None:
        for name, weight in weights.items():
            if name not in self.weights:
                raise ValueError(f"no loss {name!r}: there are {', '.join(self.weights)}.")
            if not 0 <= weight < float("inf"):
                raise ValueError(f"the weight of {name} is 0 or above, and {weight} was given.")
        self.weights.update({name: float(weight) for name, weight in weights.items()})

    @property
    def _factors(self) -> Numbers:
        return factors(self.weights, self.measured.at_output, balanced=self.balanced)

    @property
    def _bars(self) -> tuple[Numbers, Numbers, Numbers]:
        return self.weight_shares, self.output_shares, self.parameter_shares


def gradient_mixer(
    losses: Mapping[str, Tensor],
    output: Tensor,
    parameters: Iterable[nn.Parameter],
    weights: Mapping[str, float],
    sample_rate: int,
) -> GradientMixer:
    """Weigh losses against each other, and see what arrives at two places.

    Args:
        losses: scalars by name, with their graph; weights not yet applied.
        output: the generator's output [batch, 1, time], through which they depend on it.
        parameters: of the generator.
        weights: where the sliders begin.
        sample_rate: of the output, in Hz.
    """
    return GradientMixer(ingredients(losses, output, parameters), weights, sample_rate)


# even steps for the ear of a gradient: about a factor of three
WEIGHTS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0, 4.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
KINDS = (("multipliers", False), ("shares, balanced at the output", True))


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, mixer: "GradientMixer") -> None:
        self.mixer, self.begin = mixer, dict(mixer.weights)
        self.kind = ipywidgets.ToggleButtons(
            options=list(KINDS),
            value=mixer.balanced,
            description="weights are",
            style={"description_width": "90px", "button_width": "auto"},
        )
        self.sliders = {name: _slider(name, weight) for name, weight in mixer.weights.items()}
        self.picture, self.words, self.target = (ipywidgets.HTML() for _ in range(3))
        self.players = ipywidgets.HTML()
        self.refresh()
        self.kind.observe(lambda _: self._try(lambda: mixer.set(balanced=self.kind.value)), "value")
        for name, slider in self.sliders.items():
            slider.observe(self._mover(name), "value")

    def refresh(self) -> None:
        """Show what the instrument shows now."""
        self.picture.value = card(self.mixer.picture(), "mixer")
        self.words.value = status(self.mixer.words(), "words")
        self.target.value = status(self.mixer.target(), "target")

    def play(self, _: object) -> None:
        """Show players of the gradients as they are mixed now."""
        self._try(lambda: setattr(self.players, "value", self.mixer.players()))

    def reset(self, _: object) -> None:
        """Bring the weights back to where they were at first."""
        for name, weight in self.begin.items():
            self.sliders[name].value = weight

    def _mover(self, name: str) -> Callable[[object], None]:
        return lambda _: self._try(lambda: self.mixer.set(**{name: self.sliders[name].value}))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(mixer: "GradientMixer") -> WidgetLike:
    """Build one view of the instrument."""
    panel = _Panel(mixer)
    play = _button("Play the gradients", "Hear each loss's gradient, and the mix", panel.play)
    reset = _button("Back to the first weights", "Set the weights as they were", panel.reset)
    buttons = ipywidgets.HBox([play, reset], layout={"flex_flow": "row wrap"})
    shown = [panel.picture, panel.words, panel.target, buttons, panel.players]
    box = ipywidgets.VBox([panel.kind, *panel.sliders.values(), *shown, slider_names()])
    box.add_class("course-gradient-mixer")
    widget: WidgetLike = box
    return widget


def _slider(name: str, weight: float) -> ipywidgets.SelectionSlider:
    """Pick a weight by mouse or arrow keys."""
    values = sorted({*WEIGHTS, weight})
    return ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        value=weight,
        description=name,
        style={"description_width": "90px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, tooltip: str, press: Callable[[object], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(press)
    return button
