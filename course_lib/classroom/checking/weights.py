"""Give a learner's network weights that a check has drawn, so that its numbers can be compared.

Two classes that are built alike give the same scores only with the same weights. So a check copies
drawn weights in, and never relies on the order in which an answer creates its layers.
"""

from typing import TypeVar

import torch
from torch import Tensor, nn

from course_lib.classroom.exercises.draw import Draw

SCALE = 0.4  # small enough that scores stay far from where float32 runs out
_M = TypeVar("_M", bound=nn.Module)


def fill_weights(module: _M, draw: Draw) -> _M:
    """Give every parameter, in the order of its name, values drawn from the challenge."""
    with torch.no_grad():
        for _, parameter in sorted(module.named_parameters()):
            parameter.copy_(SCALE * draw.randn(*parameter.shape))
    return module


def logits_both_ways(judge: nn.Module, wave: Tensor) -> dict[str, object]:
    """Judge a wave, then turn the sign of each score in ``conv_post``, and judge again.

    One of the two has scores below zero, whatever the weights: an activation behind ``conv_post``,
    which leaves positive scores as they are, always shows.
    """
    above = judge(wave)[0]
    with torch.no_grad():
        for name, parameter in judge.named_parameters():
            # the v of a weight norm only gives a direction: turning g turns the weight
            if name.startswith("conv_post") and not name.endswith("weight_v"):
                parameter.neg_()
    return {"logits": above, "logits of the opposite weights": judge(wave)[0]}
