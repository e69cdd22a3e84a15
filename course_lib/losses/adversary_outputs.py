"""Check what an adversary and a criterion hand back, before anything is computed from it.

A discriminator of your own is where mistakes happen: one tensor where a list belongs, or scores
without feature maps. Each of them gets one sentence here instead of a strange loss later.
"""

from typing import TypeGuard

import torch
from torch import Tensor, nn

from course_lib.losses.criteria import Criterion


def ask(adversary: nn.Module, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
    """Let the adversary judge a wave.

    Raises:
        TypeError: the answer is no pair of lists, or the lists hold something else than they
            should.
        ValueError: the lists are empty or of different lengths.
    """
    who, answer = type(adversary).__name__, adversary(wave)
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        raise TypeError(f"{who} must return a pair (logits, fmaps), and returned {_name(answer)}.")
    logits, fmaps = answer
    if not _is_list_of_tensors(logits):
        raise TypeError(
            f"the logits of {who} must be a list with one tensor per sub-discriminator, and are "
            f"{_name(logits)}. A single discriminator returns [logits]."
        )
    if not (isinstance(fmaps, list) and all(_is_list_of_tensors(maps) for maps in fmaps)):
        raise TypeError(
            f"the feature maps of {who} must be a list with one list of tensors per "
            f"sub-discriminator, and are {_name(fmaps)}. A single discriminator returns [fmaps]."
        )
    if not logits or len(logits) != len(fmaps):
        raise ValueError(
            f"{who} returned {len(logits)} logits and {len(fmaps)} lists of feature maps: return "
            "one of each per sub-discriminator, and at least one."
        )
    return logits, fmaps


def cost(criterion: Criterion, logits: Tensor) -> Tensor:
    """Apply a criterion in at least float32: sixteen bits are too few to average scores."""
    value = criterion(logits.to(torch.promote_types(logits.dtype, torch.float32)))
    if value.numel() != 1:
        raise ValueError(
            f"a criterion must return one number, and returned a tensor {list(value.shape)}: take "
            "the mean of it."
        )
    return value.reshape(())


def check_ownership(adversary: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Refuse an optimiser that holds anything but parameters of the adversary."""
    own = {id(parameter) for parameter in adversary.parameters()}
    held = [p for group in optimizer.param_groups for p in group["params"]]
    foreign = sum(id(parameter) not in own for parameter in held)
    if foreign:
        raise ValueError(
            f"{foreign} of the {len(held)} tensors in the optimizer are no parameters of "
            f"{type(adversary).__name__}: build it from adversary.parameters(), after any "
            "change of the adversary's layers."
        )


def _is_list_of_tensors(answer: object) -> TypeGuard[list[Tensor]]:
    return isinstance(answer, list) and all(isinstance(item, Tensor) for item in answer)


def _name(answer: object) -> str:
    if isinstance(answer, Tensor):
        return f"a tensor {list(answer.shape)}"
    if isinstance(answer, tuple | list):
        inside = sorted({type(item).__name__ for item in answer})
        return f"a {type(answer).__name__} of {len(answer)} ({', '.join(inside)})"
    return f"a {type(answer).__name__}"
