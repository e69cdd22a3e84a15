"""Give a learner's network weights drawn by the check, so that its outputs can be compared.

Two networks of the same structure return the same scores only with the same weights. A check
therefore copies drawn weights in, and doesn't depend on the order in which layers are created.
"""

from typing import TypeVar

import torch
from torch import Tensor, nn

from course_lib.classroom.exercises.measuring.seeded_inputs import Draw

SCALE = 0.4  # small enough that scores stay far from the limits of float32
_M = TypeVar("_M", bound=nn.Module)


def fill_weights(module: _M, draw: Draw) -> _M:
    """Fill every parameter, in the order of their names, with drawn values; return the module."""
    with torch.no_grad():
        for _, parameter in sorted(module.named_parameters()):
            parameter.copy_(SCALE * draw.randn(*parameter.shape))
    return module


def logits_both_ways(discriminator: nn.Module, wave: Tensor) -> dict[str, object]:
    """Return the logits of a wave, and those after flipping the sign of ``conv_post``'s weights.

    One of the two has scores below zero, whatever the weights. This reveals an activation after
    ``conv_post`` that leaves positive scores unchanged.
    """
    before = discriminator(wave)[0]
    with torch.no_grad():
        for name, parameter in discriminator.named_parameters():
            # weight norm's v is only a direction, so flipping g is enough
            if name.startswith("conv_post") and not name.endswith("weight_v"):
                parameter.neg_()
    return {"logits": before, "logits of the opposite weights": discriminator(wave)[0]}
