"""Which cells of a spectrogram one logit of MS-STFT-D depends on, found by autograd."""

import copy
import html
from collections.abc import Mapping

import torch
from torch import Tensor

from course_lib.discriminators.msstftd import DiscriminatorSTFT
from course_lib.display.figure_style import MARKED, img_tag, new_figure
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable

FRAMES = 41  # of the test spectrogram
SIZE, DPI = (2.55, 2.5), 80  # three beside each other, on a narrow page too
TITLE_POINTS = 10.5
AROUND = 3  # shown bins, as a multiple of the tallest field: in all bins, each field is a thin bar
LEGEND = "Blue: the cells that one logit depends on, in the middle of the spectrogram."


def logit_field(discriminator: DiscriminatorSTFT, frames: int = FRAMES) -> Tensor:
    """Return which cells can change the middle logit, as bool [frames, bins].

    Args:
        discriminator: The sub-discriminator of one window length.
        frames: The number of frames of the test spectrogram.
    """
    twin = copy.deepcopy(discriminator).double()  # so that a weak influence doesn't round to zero
    bins = twin.spec_transform.n_fft // 2 + 1
    rng = torch.Generator().manual_seed(0)
    shape = (1, 2 * twin.in_channels, frames, bins)
    cells = torch.randn(shape, generator=rng, dtype=torch.float64).requires_grad_()
    x = cells
    for conv in twin.convs:
        x = twin.activation(conv(x))
    scores = twin.conv_post(x)[0, 0]
    middle = scores[scores.shape[0] // 2, scores.shape[1] // 2]
    (gradient,) = torch.autograd.grad(middle, cells)
    field: Tensor = (gradient[0] != 0).any(0)
    return field


def field_size(field: Tensor) -> tuple[int, int]:
    """Return the number of frames and bins from the first cell of a field to the last."""
    frames, bins = (field.any(axis).nonzero().flatten() for axis in (1, 0))
    return int(frames[-1] - frames[0]) + 1, int(bins[-1] - bins[0]) + 1


class LogitFields(Showable):
    """The receptive fields of several discriminators on one scale. Use `logit_fields`."""

    def __init__(self, discriminators: Mapping[str, DiscriminatorSTFT], title: str = "") -> None:
        if not discriminators:
            raise ValueError(
                "logit_fields needs at least one discriminator, got none: give some by name, as in "
                "{'as built': DiscriminatorSTFT(4)}."
            )
        self.title = title
        self.fields = {name: logit_field(each) for name, each in discriminators.items()}

    def text(self) -> str:
        """Return the title, and the size of each field."""
        sizes = [self._sentence(name) for name in self.fields]
        return "\n".join([self.title, *sizes] if self.title else sizes)

    def static_html(self) -> str:
        """Return the fields side by side, time to the right, frequency upwards."""
        pictures = []
        tallest = max(field_size(field)[1] for field in self.fields.values())
        for name, field in self.fields.items():
            figure, axes = new_figure(*SIZE)
            frames, bins = field_size(field)
            axes.imshow(
                field.T.numpy(),
                origin="lower",
                aspect="auto",
                cmap=MARKED,
                vmin=0,
                vmax=1,
                interpolation="nearest",
            )
            title = f"{name}:\n{frames} frames × {bins} bins"
            middle, half = (field.shape[1] - 1) / 2, AROUND * tallest / 2
            shown = max(-0.5, middle - half), min(field.shape[1] - 0.5, middle + half)
            axes.set(xlabel="frame (time)", ylabel="bin (frequency)", ylim=shown)
            axes.set_title(title, fontsize=TITLE_POINTS)
            pictures.append(img_tag(figure, self._sentence(name), dpi=DPI))
        row = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        heading = f"<strong>{html.escape(self.title)}</strong>" if self.title else ""
        return card(f"{heading}{row}{LEGEND}", "fields")

    def _sentence(self, name: str) -> str:
        frames, bins = field_size(self.fields[name])
        return f"{name}: one logit depends on {frames} frames and {bins} bins"


def logit_fields(
    discriminators: Mapping[str, DiscriminatorSTFT], *, title: str = ""
) -> LogitFields:
    """Return pictures of the cells that one logit of each discriminator depends on.

    Args:
        discriminators: The discriminators by name, as in ``{"as built": DiscriminatorSTFT(4)}``.
        title: What all pictures together show.
    """
    return LogitFields(discriminators, title)


Fields = LogitFields  # its name in version 0.1
