"""Check what an adversary and a criterion return, before anything is computed from it.

Mistakes are likely in a discriminator of your own: a tensor instead of a list, or scores without
feature maps. Each gets a clear error here instead of a strange loss later.
"""

from typing import TypeGuard

import torch
from torch import Tensor, nn

from course_lib.losses.at_least_float32 import widened
from course_lib.losses.criteria import Criterion


def score(adversary: nn.Module, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
    """Return the logits and the feature maps of an adversary for a wave.

    Args:
        adversary: The discriminator.
        wave: The wave [batch, channels, time].

    Raises:
        TypeError: The output isn't a pair of lists, or the lists don't contain what they should.
        ValueError: The lists are empty or differ in length.
    """
    who, output = type(adversary).__name__, adversary(wave)
    if not (isinstance(output, tuple | list) and len(output) == 2):
        raise TypeError(f"{who} must return a pair (logits, fmaps), got {_kind(output)}.")
    logits, fmaps = output
    if not _is_list_of_tensors(logits):
        raise TypeError(
            f"the logits of {who} must be a list with one tensor per sub-discriminator, got "
            f"{_kind(logits)}. A single discriminator returns [logits]."
        )
    if not (isinstance(fmaps, list) and all(_is_list_of_tensors(maps) for maps in fmaps)):
        raise TypeError(
            f"the feature maps of {who} must be a list with one list of tensors per "
            f"sub-discriminator, got {_kind(fmaps)}. A single discriminator returns [fmaps]."
        )
    if not logits or len(logits) != len(fmaps):
        raise ValueError(
            f"{who} returned {len(logits)} logits and {len(fmaps)} lists of feature maps: return "
            "one of each per sub-discriminator, and at least one."
        )
    return logits, fmaps


def apply_criterion(criterion: Criterion, logits: Tensor) -> Tensor:
    """Return a criterion's value for logits, computed in at least float32.

    Args:
        criterion: The criterion.
        logits: The logits of one sub-discriminator.

    Raises:
        ValueError: The criterion returns more than one number.
    """
    value = criterion(widened(logits))
    if value.numel() != 1:
        raise ValueError(
            f"a criterion must return one number, got a tensor {list(value.shape)}: take its mean."
        )
    return value.reshape(())


def check_ownership(adversary: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Raise a ValueError if an optimiser contains anything but parameters of the adversary."""
    own = {id(parameter) for parameter in adversary.parameters()}
    tensors = [p for group in optimizer.param_groups for p in group["params"]]
    foreign = sum(id(parameter) not in own for parameter in tensors)
    if foreign:
        raise ValueError(
            f"{foreign} of the {len(tensors)} tensors in the optimizer aren't parameters of "
            f"{type(adversary).__name__}: build it from adversary.parameters(), after any "
            "change to the adversary's layers."
        )


def _is_list_of_tensors(value: object) -> TypeGuard[list[Tensor]]:
    return isinstance(value, list) and all(isinstance(item, Tensor) for item in value)


def _kind(value: object) -> str:
    if isinstance(value, Tensor):
        return f"a tensor {list(value.shape)}"
    if isinstance(value, tuple | list):
        inside = sorted({type(item).__name__ for item in value})
        return f"a {type(value).__name__} of {len(value)} ({', '.join(inside)})"
    return f"a {type(value).__name__}"
