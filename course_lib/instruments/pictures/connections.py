"""Draw which channels of a convolution hear which: found by trying, not read off its arguments."""

import torch
from torch import Tensor, nn

from course_lib.display.cards import card
from course_lib.display.forms import Shown
from course_lib.display.theme import img_tag, new_figure


class Connections(Shown):
    """Which input channel reaches which output channel; made by `connections`."""

    def __init__(self, conv: nn.Module, channels: int, samples: int) -> None:
        self.reached = _reached(conv, channels, samples)  # [channels in, channels out]

    @property
    def heard_by_one(self) -> int:
        """How many input channels one output channel hears, at most."""
        return int(self.reached.sum(0).max())

    def text(self) -> str:
        """Say how many channels each output hears."""
        into, out = self.reached.shape
        return (
            f"{into} channels in, {out} out: each output hears {self.heard_by_one} of the inputs, "
            f"so {int(self.reached.sum())} of {into * out} pairs are connected."
        )

    def static_html(self) -> str:
        """Show the pairs that are connected as dark fields."""
        into = self.reached.shape[0]
        figure, axes = new_figure(6.4, 2.2)
        axes.imshow(self.reached.numpy(), cmap="Greys", vmin=0, vmax=1.3, aspect="auto")
        axes.set(
            title=f"Each output channel hears {self.heard_by_one} of {into} input channels",
            xlabel="output channel",
            ylabel="input channel",
        )
        alt = f"Dark fields mark which input reaches which output. {self.text()}"
        return card(img_tag(figure, alt), "connections")


def connections(conv: nn.Module, channels: int, samples: int = 128) -> Connections:
    """Try each input channel of a one-dimensional convolution alone, and see what it moves.

    Args:
        conv: takes [batch, channels, time].
        channels: its input channels.
        samples: how long the input is that it is tried with.
    """
    return Connections(conv, channels, samples)


def _reached(conv: nn.Module, channels: int, samples: int) -> Tensor:
    dice = torch.Generator().manual_seed(0)
    silence = torch.zeros(1, channels, samples)
    each = torch.eye(channels)[:, :, None] * torch.randn(channels, 1, samples, generator=dice)
    with torch.no_grad():
        moved: Tensor = (conv(each) - conv(silence)).abs().amax(-1)
    return (moved > 0).float()
