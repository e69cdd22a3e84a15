"""See which cells of a spectrogram one logit of MS-STFT-D depends on, by asking autograd."""

import copy
import html
from collections.abc import Mapping

import torch
from torch import Tensor

from course_lib.discriminators.msstftd import DiscriminatorSTFT
from course_lib.display.cards import card
from course_lib.display.forms import Shown
from course_lib.display.theme import img_tag, new_figure

FRAMES = 41  # of the spectrogram that is looked at


def logit_field(judge: DiscriminatorSTFT, frames: int = FRAMES) -> Tensor:
    """Mark the cells that can change the logit in the middle: bool [frames, bins]."""
    twin = copy.deepcopy(judge).double()  # a weak influence must not round to zero
    bins = twin.spec_transform.n_fft // 2 + 1
    dice = torch.Generator().manual_seed(0)
    shape = (1, 2 * twin.in_channels, frames, bins)
    cells = torch.randn(shape, generator=dice, dtype=torch.float64).requires_grad_()
    x = cells
    for conv in twin.convs:
        x = twin.activation(conv(x))
    scores = twin.conv_post(x)[0, 0]
    middle = scores[scores.shape[0] // 2, scores.shape[1] // 2]
    (gradient,) = torch.autograd.grad(middle, cells)
    touched: Tensor = (gradient[0] != 0).any(0)
    return touched


def field_size(field: Tensor) -> tuple[int, int]:
    """Count the frames and the bins from the first cell that is touched to the last."""
    frames, bins = (field.any(axis).nonzero().flatten() for axis in (1, 0))
    return int(frames[-1] - frames[0]) + 1, int(bins[-1] - bins[0]) + 1


class Fields(Shown):
    """The receptive fields of several judges on one scale; made by `logit_fields`."""

    def __init__(self, judges: Mapping[str, DiscriminatorSTFT]) -> None:
        if not judges:
            raise ValueError("logit_fields needs a judge, as in {'as built': DiscriminatorSTFT(4)}")
        self.fields = {name: logit_field(judge) for name, judge in judges.items()}

    def text(self) -> str:
        """Say how far each field reaches."""
        return "\n".join(self._sentence(name) for name in self.fields)

    def static_html(self) -> str:
        """Show the fields side by side, time to the right, frequency upwards."""
        pictures = []
        for name, field in self.fields.items():
            figure, axes = new_figure(2.9, 2.7)
            frames, bins = field_size(field)
            axes.imshow(
                field.T.numpy(),
                origin="lower",
                aspect="auto",
                cmap="cividis",
                vmin=0,
                vmax=1,
                interpolation="nearest",
            )
            title = f"{name}:\n{frames} frames × {bins} bins"
            axes.set(title=title, xlabel="frame (time)", ylabel="bin (frequency)")
            pictures.append(img_tag(figure, self._sentence(name)))
        row = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        return card(f"{row}<p>{html.escape('Bright: cells that one logit hears.')}</p>", "fields")

    def _sentence(self, name: str) -> str:
        frames, bins = field_size(self.fields[name])
        return f"{name}: one logit hears {frames} frames and {bins} bins"


def logit_fields(judges: Mapping[str, DiscriminatorSTFT]) -> Fields:
    """Show what one logit of each judge hears: ``logit_fields({"as built": judge, ...})``."""
    return Fields(judges)
