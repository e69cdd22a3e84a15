"""How far one output of each layer reaches into the wave, measured by autograd."""

import torch
from torch import Tensor, nn

from course_lib.display.forms import Showable
from course_lib.display.html_pieces import card
from course_lib.display.theme import OKABE_ITO, img_tag, new_figure
from course_lib.sounds import LESSON_SAMPLE_RATE

LENGTH = 12_000  # samples of the test wave: half a second


class ReceptiveGrowth(Showable):
    """The stretch of the wave behind one output of each layer. Use `receptive_growth`."""

    def __init__(self, sub_discriminator: nn.Module, length: int, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        # samples from the first to the last that one output of each layer depends on
        self.reaches = _reaches(sub_discriminator, length)

    def text(self) -> str:
        """Return the reach of each layer, in samples and milliseconds."""
        return "\n".join(
            f"layer {k}: {reach} samples, {self._ms(reach):.1f} ms"
            for k, reach in enumerate(self.reaches, 1)
        )

    def static_html(self) -> str:
        """Return one bar per layer, as long as its reach, on one time axis."""
        figure, axes = new_figure(9.0, 3.0)
        reaches = self.reaches
        for k, wide in enumerate(map(self._ms, reaches), 1):
            axes.barh(k, wide, left=-wide / 2, color=OKABE_ITO[0], height=0.7)
            axes.text(wide / 2, k, f"  {reaches[k - 1]} samples", va="center")
        edge = 0.75 * self._ms(reaches[-1])  # room for the last number
        axes.set(
            title=f"The reach of one output grows from {reaches[0]} samples to {reaches[-1]}",
            xlabel="time in the wave, around the middle of each stretch (ms)",
            ylabel="layer",
            xlim=(-edge, edge),
            yticks=range(1, len(reaches) + 1),
        )
        axes.invert_yaxis()  # the wave is above, the logits are below
        alt = f"A bar for each layer, longer from layer to layer. {self.text()}"
        return card(img_tag(figure, alt), "receptive-growth")

    def _ms(self, samples: int) -> float:
        return 1000 * samples / self.sample_rate


def receptive_growth(
    sub_discriminator: nn.Module, length: int = LENGTH, sample_rate: int = LESSON_SAMPLE_RATE
) -> ReceptiveGrowth:
    """Return how far one output of each layer reaches into the wave.

    Args:
        sub_discriminator: Returns (logits, maps) of a wave [batch, 1, time]; each map is
            [batch, channels, positions]. It is put into double precision and back.
        length: The number of samples of the test wave, longer than the last layer reaches.
        sample_rate: The sample rate in Hz, for the time axis.
    """
    return ReceptiveGrowth(sub_discriminator, length, sample_rate)


def _reaches(sub_discriminator: nn.Module, length: int) -> list[int]:
    rng = torch.Generator().manual_seed(0)
    wave = torch.randn(1, 1, length, generator=rng, dtype=torch.float64, requires_grad=True)
    dtype = next(sub_discriminator.parameters()).dtype
    try:
        _, fmaps = sub_discriminator.double()(wave)
        return [_reach(wave, fmap) for fmap in fmaps]
    finally:
        sub_discriminator.to(dtype)


def _reach(wave: Tensor, fmap: Tensor) -> int:
    middle = fmap[..., fmap.shape[-1] // 2].sum()
    (gradient,) = torch.autograd.grad(middle, wave, retain_graph=True)
    touched = gradient[0, 0].nonzero().flatten()
    return int(touched[-1] - touched[0]) + 1
