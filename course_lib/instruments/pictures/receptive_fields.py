"""How a receptive field grows: the samples that one value depends on after each layer.

`layer_fields` draws the samples themselves, `receptive_growth` the stretch from the first to the
last. Autograd finds them, not a formula: a sample counts if the gradient of the value reaches it.
"""

import copy
import html
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor, nn

from course_lib.display.figure_style import BLUE, CARD_DPI, CARD_WIDTH, img_tag, new_figure
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable
from course_lib.sounds import LESSON_SAMPLE_RATE

NEAR = 50  # samples on each side of the middle, in the picture that shows single samples


class Field(NamedTuple):
    """The samples that one value depends on, as their numbers in the wave, in rising order."""

    samples: Tensor

    @property
    def span(self) -> int:
        """The number of samples from the first to the last, both included."""
        return int(self.samples[-1] - self.samples[0]) + 1

    @property
    def spacing(self) -> int | None:
        """The distance from each sample to the next; None if the distances differ."""
        gaps = set(self.samples.diff().tolist())
        return gaps.pop() if len(gaps) == 1 else None

    def from_the_middle(self) -> Tensor:
        """Return the distance of each sample from the middle of the field, in samples."""
        return self.samples - (self.samples[0] + self.samples[-1]) / 2


def measure_fields(sub_discriminator: nn.Module, length: int) -> list[Field]:
    """Return the samples that the middle value of each feature map depends on.

    Args:
        sub_discriminator: Its ``forward`` returns ``(logits, fmaps)``. The function uses a copy.
        length: The number of samples of the wave. It must contain the whole field.

    Raises:
        ValueError: If the wave is so short that its ends may cut a field off.
    """
    twin = copy.deepcopy(sub_discriminator).double()  # so that no weak influence rounds to zero
    rng = torch.Generator().manual_seed(0)
    shape = (1, getattr(twin, "in_channels", 1), length)
    wave = torch.randn(shape, generator=rng, dtype=torch.float64).requires_grad_()
    return [_field(wave, fmap, layer) for layer, fmap in enumerate(twin(wave)[1])]


def _field(wave: Tensor, fmap: Tensor, layer: int) -> Field:
    place: tuple[int | slice, ...] = (0, slice(None), *(size // 2 for size in fmap.shape[2:]))
    middle = fmap[place].sum()
    (gradient,) = torch.autograd.grad(middle, wave, retain_graph=True)
    field = Field((gradient[0] != 0).any(0).nonzero().flatten())
    margin, length = field.spacing or 1, wave.shape[-1]
    if field.samples[0] < margin or field.samples[-1] >= length - margin:
        raise ValueError(
            f"A wave of {length} samples may cut off what feature map {layer} depends on: "
            "give a longer one."
        )
    return field


class LayerFields(Showable):
    """The receptive field after each layer. Use `layer_fields`."""

    def __init__(self, sub_discriminator: nn.Module, length: int, sample_rate: int) -> None:
        self.fields = measure_fields(sub_discriminator, length)
        self.sample_rate = sample_rate

    def finding(self) -> str:
        """Return the title of the picture."""
        first, last = self.fields[0], self.fields[-1]
        grown = f"Layer by layer, from {len(first.samples)} samples to {len(last.samples)}"
        spacings = {field.spacing for field in self.fields}
        if spacings == {1}:
            return f"{grown}, all in a row"
        if len(spacings) == 1 and None not in spacings:
            return f"{grown}, always {first.spacing} apart"
        return grown

    def text(self) -> str:
        """Return the size of the field after each layer."""
        return "\n".join([f"{self.finding()}.", *map(self._sentence, range(len(self.fields)))])

    def static_html(self) -> str:
        """Return the fields as a whole, and single samples around their middle."""
        figure, _ = new_figure(CARD_WIDTH, 0.36 * len(self.fields) + 1.1)
        figure.clear()
        whole, near = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
        for row, field in enumerate(self.fields, 1):
            self._draw_whole(whole, row, field)
            distances = field.from_the_middle()
            close = distances[distances.abs() <= NEAR]
            near.plot(close, [row] * len(close), "o", color=BLUE, markersize=3.5)
            if len(close) < len(distances):  # the field goes on to both sides
                for edge in (-NEAR - 7, NEAR + 7):
                    near.text(edge, row, "…", ha="center", va="center", color=BLUE)
        rows = range(1, len(self.fields) + 1)
        whole.set_title("the whole field", fontsize="medium")
        whole.set(xlabel="from its middle (samples)", ylabel="layer")
        whole.set_yticks(rows, [str(row) for row in rows])
        whole.set_ylim(len(self.fields) + 0.6, 0.3)
        near.set_xlim(-NEAR - 13, NEAR + 13)
        near.set_title("its middle: each dot is a sample", fontsize="medium")
        near.set_xlabel("from its middle (samples)")
        picture = img_tag(figure, self.text().replace("\n", " "), CARD_DPI)
        return card(f"<b>{html.escape(self.finding())}</b>{picture}", "layer-fields")

    def _draw_whole(self, axes: Axes, row: int, field: Field) -> None:
        half = field.span / 2
        axes.plot((-half, half), (row, row), color=BLUE, linewidth=6, solid_capstyle="butt")
        axes.text(0, row - 0.28, f"{len(field.samples)}", ha="center", fontsize=9.5)

    def _sentence(self, layer: int) -> str:
        field = self.fields[layer]
        milliseconds = 1000 * field.span / self.sample_rate
        return (
            f"After layer {layer + 1}: {len(field.samples)} samples, {milliseconds:.1f} ms from "
            "the first to the last."
        )


def layer_fields(
    sub_discriminator: nn.Module, length: int = 8000, sample_rate: int = LESSON_SAMPLE_RATE
) -> LayerFields:
    """Return a picture of the samples that one value depends on after each layer.

    Args:
        sub_discriminator: Its ``forward`` takes a mono wave and returns ``(logits, fmaps)``, one
            feature map for each layer. Its weights don't matter, unless some are zero.
        length: The number of samples of the wave that is tried: more than the field spans.
        sample_rate: The sample rate of the wave in Hz, for times in milliseconds.
    """
    return LayerFields(sub_discriminator, length, sample_rate)


class ReceptiveGrowth(Showable):
    """The stretch of the wave behind one output of each layer. Use `receptive_growth`."""

    def __init__(self, sub_discriminator: nn.Module, length: int, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        # samples from the first to the last that one output of each layer depends on
        self.reaches = [field.span for field in measure_fields(sub_discriminator, length)]

    def text(self) -> str:
        """Return the reach of each layer, in samples and milliseconds."""
        return "\n".join(
            f"layer {k}: {reach} samples, {self._ms(reach):.1f} ms"
            for k, reach in enumerate(self.reaches, 1)
        )

    def static_html(self) -> str:
        """Return one bar per layer, as long as its reach, on one time axis."""
        figure, axes = new_figure(CARD_WIDTH, 3.0)
        reaches = self.reaches
        for k, wide in enumerate(map(self._ms, reaches), 1):
            axes.barh(k, wide, left=-wide / 2, color=BLUE, height=0.7)
            axes.text(wide / 2, k, f"  {reaches[k - 1]} samples", va="center")
        edge = 0.75 * self._ms(reaches[-1])  # room for the last number
        axes.set(
            xlabel="time in the wave, around the middle of each stretch (ms)",
            ylabel="layer",
            xlim=(-edge, edge),
            yticks=range(1, len(reaches) + 1),
        )
        axes.invert_yaxis()  # the wave is above, the logits are below
        alt = f"A bar for each layer, longer from layer to layer. {self.text()}"
        title = f"The reach of one output grows from {reaches[0]} samples to {reaches[-1]}"
        return card(f"<b>{title}</b>{img_tag(figure, alt, CARD_DPI)}", "receptive-growth")

    def _ms(self, samples: int) -> float:
        return 1000 * samples / self.sample_rate


def receptive_growth(
    sub_discriminator: nn.Module, length: int = 12_000, sample_rate: int = LESSON_SAMPLE_RATE
) -> ReceptiveGrowth:
    """Return how far one output of each layer reaches into the wave.

    Args:
        sub_discriminator: Returns (logits, maps) of a wave [batch, 1, time]; each map is
            [batch, channels, positions]. A copy of it is used.
        length: The number of samples of the test wave, longer than the last layer reaches.
        sample_rate: The sample rate in Hz, for the time axis.
    """
    return ReceptiveGrowth(sub_discriminator, length, sample_rate)
