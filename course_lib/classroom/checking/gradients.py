"""Find out how far gradients flow through a network that a learner has built."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from course_lib.classroom.exercises.measuring.data import Data

ATTACHED = "a tensor that is attached to its graph"


def graph_of(value: object) -> str:
    """Return in words whether autograd can follow a loss: a plain number, detached, or attached."""
    if not isinstance(value, Tensor):
        return f"a plain {type(value).__name__}, without a graph"
    return ATTACHED if value.requires_grad else "a tensor that is detached from its graph"


def gradient_flow(module: nn.Module, wave: Tensor) -> dict[str, Data]:
    """Return what the gradient of each output reaches: the wave, and the module's weights.

    The feature-matching loss needs a gradient from every map to the generator, and the adversarial
    loss one from the logits, so neither may be detached on the way.

    Args:
        module: The network's result may be a tensor, or lists and tuples of tensors.
        wave: [batch, channels, time]. It's copied, and the copy is given to the network.
    """
    given = wave.clone().requires_grad_()
    weights = list(module.parameters())
    to_wave: list[Data] = []
    reached: set[int] = set()
    for output in _tensors(module(given)):
        if not output.requires_grad:
            to_wave.append(False)
            continue
        targets = [given, *weights]
        found = torch.autograd.grad(
            output.square().sum(), targets, retain_graph=True, allow_unused=True
        )
        flows = [grad is not None and bool(grad.abs().sum() > 0) for grad in found]
        to_wave.append(flows[0])
        reached.update(i for i, flow in enumerate(flows[1:]) if flow)
    return {"to the wave": to_wave, "to every weight": len(reached) == len(weights)}


def _tensors(output: object) -> Iterator[Tensor]:
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, list | tuple):
        for item in output:
            yield from _tensors(item)
