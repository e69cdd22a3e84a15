"""The gradient mixer: set the weights of the losses, and measure their shares of the gradient.

    mixer = gradient_mixer(losses, y, generator.parameters(), {"adv": 4, "l1": 0.1}, 16_000)
    mixer.set(l1=10)                    change a weight
    mixer.set(balanced=True)            use the weights as a balancer does
    print(mixer)                        the text form: the same facts as sentences

It shows each loss's share of the weights, of the gradient at the generator's output, and of the
gradient in the generator's parameters. You can also listen to the gradients at the output: a step
of gradient descent subtracts them from the wave.
"""

import html
from collections.abc import Iterable, Mapping
from pathlib import Path

import traitlets
from torch import Tensor, nn

from course_lib.audio.wav import pcm16
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figures.share_bars import percent
from course_lib.display.html_pieces import card
from course_lib.display.page_player import labelled_player
from course_lib.instruments.gradient_mixer.model import (
    Ingredients,
    Numbers,
    factors,
    gradient_sound,
    ingredients,
    middle_frequency,
    mix,
    shares,
)
from course_lib.instruments.gradient_mixer.picture import mixer_picture
from course_lib.sounds import Sound, for_listening

AT_LEAST = 0.15  # the target: each loss's share of the gradient in the parameters
# steps of about a factor of three
WEIGHTS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0, 4.0, 10.0, 30.0, 100.0, 300.0, 1000.0)


class MixerWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("weights", "balanced")
    weights = traitlets.Dict().tag(sync=True)  # by the names of the losses
    first = traitlets.Dict().tag(sync=True)  # the weights for the button "back"
    balanced = traitlets.Bool(False).tag(sync=True)
    at_output = traitlets.Dict().tag(sync=True)  # sizes without weights
    in_parameters = traitlets.Dict().tag(sync=True)
    steps = traitlets.List(traitlets.Float()).tag(sync=True)  # of the sliders and keys
    rate = traitlets.Int(1).tag(sync=True)  # Hz
    gradients = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, peak, samples (pcm16)
    middles = traitlets.List(traitlets.Float()).tag(sync=True)  # Hz, as in `middle_frequency`


class GradientMixer(BrowserInstrument):
    """Losses and their weights. Use `gradient_mixer`."""

    Widget = MixerWidget

    def __init__(
        self, measured: Ingredients, weights: Mapping[str, float], sample_rate: int
    ) -> None:
        self.measured, self.sample_rate = measured, sample_rate
        self.weights, self.balanced = dict.fromkeys(measured.gradients, 0.0), False
        self._weigh(weights)

    def set(self, *, balanced: bool | None = None, **weights: float) -> None:
        """Set some weights, and whether a balancer uses them."""
        self._weigh(weights)
        self.balanced = self.balanced if balanced is None else balanced

    @property
    def weight_shares(self) -> Numbers:
        """Each loss's share of the sum of the weights."""
        return shares(self.weights, dict.fromkeys(self.weights, 1.0))

    @property
    def output_shares(self) -> Numbers:
        """Each loss's share of the gradient at the generator's output."""
        return shares(self._factors, self.measured.at_output)

    @property
    def parameter_shares(self) -> Numbers:
        """Each loss's share of the gradient that the optimiser receives."""
        return shares(self._factors, self.measured.in_parameters)

    @property
    def target_met(self) -> bool:
        """True if each loss has at least the target share in the parameters."""
        return min(self.parameter_shares.values()) >= AT_LEAST

    def sounds(self) -> list[Sound]:
        """Return the gradients at the output as sounds: the mix first, then each loss alone."""
        alone = self.measured.gradients.items()
        each = [gradient_sound(gradient, self.sample_rate, name) for name, gradient in alone]
        mixed = mix(self._factors, self.measured.gradients)
        return [gradient_sound(mixed, self.sample_rate, "the mix"), *each]

    def finding(self) -> str:
        """Return the loss whose weight says least about its gradient, with its shares."""
        weight, output, parameters = self._bars
        name = max(
            weight,
            key=lambda n: abs(weight[n] - parameters[n]) + abs(weight[n] - output[n]),
        )
        return (
            f"{name}: {percent(weight[name])} of the weights, {percent(output[name])} at the "
            f"output, {percent(parameters[name])} in the parameters"
        )

    def summary(self) -> str:
        """Return the weights, and each loss's share at both places."""
        weight, output, parameters = self._bars
        kind = "shares for a balancer" if self.balanced else "multipliers"
        parts = [
            f"{n} {self.weights[n]:g} ({percent(weight[n])}): {percent(output[n])} at the output, "
            f"{percent(parameters[n])} in the parameters"
            for n in self.weights
        ]
        return f"Weights as {kind}. {'; '.join(parts)}."

    def target(self) -> str:
        """Return the target, and whether it is reached."""
        goal = f"Target: each loss has at least {percent(AT_LEAST)} in the parameters."
        if self.target_met:
            return f"{goal} Reached."
        weakest = min(self.parameter_shares.items(), key=lambda item: item[1])
        return f"{goal} Not yet: {weakest[0]} has {percent(weakest[1])}."

    def picture(self) -> str:
        """Return a picture with three bars for each loss."""
        title = self.finding()
        return mixer_picture(self._bars, title, f"{title}. {self.summary()}")

    def sounds_text(self) -> str:
        """Return a sentence about the sound of each gradient."""
        lines = [
            f"{s.name}: half of its power is below {middle_frequency(s) / 1000:.1f} kHz"
            for s in self.sounds()
        ]
        return "\n".join(lines)

    def players(self) -> str:
        """Return players for the gradients, all equally loud."""
        levelled = for_listening(*self.sounds(), match="rms")
        players = "".join(labelled_player(s, s.name) for s in levelled.sounds)
        text = html.escape(f"{self.sounds_text()}\nGain: {levelled.text}.")
        return card(f'{players}<pre role="status" style="white-space:pre-wrap">{text}</pre>', "mix")

    def text(self) -> str:
        """Return everything that the picture shows, and facts about the sounds."""
        lines = ["Gradient mixer.", self.summary(), self.target(), self.sounds_text()]
        return "\n".join(lines)

    def state(self) -> State:
        """Return the weights, the sizes of the gradients, and their waves."""
        first, sounds = dict(self.weights), self.sounds()[1:]
        gradients = [
            {
                "name": sound.name,
                "peak": float(self.measured.gradients[sound.name][0, 0].abs().max()),
                "samples": pcm16(sound.samples).numpy().astype("<i2").tobytes(),
            }
            for sound in sounds
        ]
        return {
            "weights": first,
            "first": first,
            "balanced": self.balanced,
            "at_output": self.measured.at_output,
            "in_parameters": self.measured.in_parameters,
            "steps": sorted({*WEIGHTS, *first.values()}),
            "rate": self.sample_rate,
            "gradients": gradients,
            "middles": [middle_frequency(sound) for sound in sounds],
        }

    def take(self, name: str, value: object) -> None:
        """Store a weight that the learner dragged, or the use of the weights."""
        setattr(self, name, value)

    def fallback_html(self) -> str:
        """Return pictures of both uses of the weights, and the gradients as sounds."""
        chosen = self.balanced
        pictures = []
        for self.balanced in (False, True):
            kind = "a balancer's shares" if self.balanced else "multipliers"
            pictures.append(
                f'<figure style="margin:4px"><figcaption>Weights as {kind}</figcaption>'
                f"{self.picture()}</figure>"
            )
        self.balanced = chosen
        return card(f"{''.join(pictures)}{self.players()}", "gradient-mixer")

    def _weigh(self, weights: Mapping[str, float]) -> None:
        for name, weight in weights.items():
            if name not in self.weights:
                raise ValueError(f"There is no loss {name!r}: there are {', '.join(self.weights)}.")
            if not 0 <= weight < float("inf"):
                raise ValueError(
                    f"The weight of {name} must be finite and at least 0, got {weight}."
                )
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
    """Return a mixer that shows each loss's share of the gradient at two places.

    Args:
        losses: The losses by name: scalars with their graph, before any weight.
        output: The generator's output [batch, 1, time], from which the losses were computed.
        parameters: The generator's parameters.
        weights: The first position of each slider.
        sample_rate: The sample rate of the output in Hz.
    """
    return GradientMixer(ingredients(losses, output, parameters), weights, sample_rate)
