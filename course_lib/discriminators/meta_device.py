"""Build modules without their numbers: only the shapes, on torch's meta device.

Source: https://docs.pytorch.org/docs/stable/meta.html
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode


@contextmanager
def meta_device() -> Iterator[None]:
    """Create all tensors on the meta device, as ``torch.device("meta")`` does, but sooner.

    torch computes the norms of weight norm on this device in Python, for which it first imports
    sympy and its compiler: a second that would be spent on numbers that don't exist. (A forward
    call on this device imports them, too.)
    """
    with torch.device("meta"), _NormsWithoutNumbers():
        yield


class _NormsWithoutNumbers(TorchFunctionMode):
    """Let `torch.norm_except_dim` return an empty tensor of the right shape."""

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        call: Callable[..., object] = _norms if func is torch.norm_except_dim else func
        return call(*args, **(kwargs or {}))


def _norms(weight: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    if dim == -1:
        return weight.new_empty(())
    return weight.new_empty([n if axis == dim else 1 for axis, n in enumerate(weight.shape)])
