"""Which input channels of a convolution reach which output channels, found by trying each one."""

import torch
from matplotlib.ticker import MaxNLocator
from torch import Tensor, nn

from course_lib.display.figure_style import CARD_DPI, CARD_WIDTH, MARKED, img_tag, new_figure
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable


class Connections(Showable):
    """Which input channel reaches which output channel. Use `connections`."""

    def __init__(self, conv: nn.Module, channels: int, samples: int) -> None:
        self.reached = _reached(conv, channels, samples)  # [channels in, channels out]

    @property
    def inputs_per_output(self) -> int:
        """The largest number of input channels that reach one output channel."""
        return int(self.reached.sum(0).max())

    def text(self) -> str:
        """Return how many input channels each output channel depends on."""
        into, out = self.reached.shape
        return (
            f"{into} channels in, {out} out: each output depends on {self.inputs_per_output} of "
            f"the inputs, so {int(self.reached.sum())} of {into * out} pairs are connected."
        )

    def static_html(self) -> str:
        """Return a picture with a blue field for each connected pair."""
        into = self.reached.shape[0]
        figure, axes = new_figure(CARD_WIDTH, 2.6)
        axes.imshow(self.reached.numpy(), cmap=MARKED, vmin=0, vmax=1, aspect="auto")
        axes.set(xlabel="output channel", ylabel="input channel")
        for axis in (axes.xaxis, axes.yaxis):  # groups have 2, 4 or 8 channels, never 5
            axis.set_major_locator(MaxNLocator(8, steps=[1, 2, 4, 8, 10], integer=True))
        alt = f"Blue fields mark which input reaches which output. {self.text()}"
        title = f"Each output depends on {self.inputs_per_output} of {into} input channels"
        return card(f"<b>{title}</b>{img_tag(figure, alt, CARD_DPI)}", "connections")


def connections(conv: nn.Module, channels: int, samples: int = 128) -> Connections:
    """Return which channels of a one-dimensional convolution are connected.

    Args:
        conv: The convolution. It takes [batch, channels, time].
        channels: The number of its input channels.
        samples: The length of the test input.
    """
    return Connections(conv, channels, samples)


def _reached(conv: nn.Module, channels: int, samples: int) -> Tensor:
    rng = torch.Generator().manual_seed(0)
    silence = torch.zeros(1, channels, samples)
    each = torch.eye(channels)[:, :, None] * torch.randn(channels, 1, samples, generator=rng)
    with torch.no_grad():
        moved: Tensor = (conv(each) - conv(silence)).abs().amax(-1)
    return (moved > 0).float()
