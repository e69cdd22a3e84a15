"""Convolutions that compute their weight, at every call, from tensors that they own.

They take over a plain convolution after it is built, in one dimension or two.
"""

from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any, ClassVar, Self

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# torch.nn.utils.parametrizations.spectral_norm takes as many before its first use.
SETTLING_ITERATIONS = 15


def in_full_precision(tensor: Tensor) -> AbstractContextManager[object]:
    """Switch autocast off where ``tensor`` lives, for what half precision would spoil."""
    # A tensor without memory has no precision to lose, and autocast does not know its device.
    return nullcontext() if tensor.is_meta else torch.autocast(tensor.device.type, enabled=False)


class _ComputedWeight(nn.Module):
    """A convolution that computes its weight, at every call, from the tensors that it owns.

    A state dict may also have the keys of torch.nn.utils.parametrizations, which name the same
    tensors in another way. Where both names are given, the others are reported as unexpected.
    """

    parametrized: ClassVar[Mapping[str, str]]  # our keys by those of torch's parametrizations

    def __init__(self, conv: nn.Conv1d | nn.Conv2d) -> None:
        super().__init__()
        self.bias = conv.bias
        self.geometry: dict[str, Any] = {
            name: getattr(conv, name) for name in ("stride", "padding", "dilation", "groups")
        }

    @property
    def weight(self) -> Tensor:
        """The weight in use [out_channels, in_channels / groups, *kernel_size]."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """Convolve with the weight of this moment."""
        weight = self.weight
        convolve = F.conv1d if weight.ndim == 3 else F.conv2d
        return convolve(x, weight, self.bias, **self.geometry)

    def _load_from_state_dict(
        self,
        state: MutableMapping[str, Any],
        prefix: str,
        *rest: Any,  # noqa: ANN401 (torch's own, passed on)
    ) -> None:
        # torch passes a copy of the caller's state dict, so that keys may be renamed
        for theirs, ours in self.parametrized.items():
            given, wanted = f"{prefix}parametrizations.weight.{theirs}", prefix + ours
            if given in state and wanted not in state:
                state[wanted] = state.pop(given)
        super()._load_from_state_dict(state, prefix, *rest)


class WeightNormConv(_ComputedWeight):
    """Learn the length of each output channel's weight apart from its direction."""

    parametrized = MappingProxyType({"original0": "weight_g", "original1": "weight_v"})

    def __init__(self, conv: nn.Conv1d | nn.Conv2d) -> None:
        super().__init__(conv)
        self.weight_g = nn.Parameter(torch.norm_except_dim(conv.weight.detach(), 2, 0))
        self.weight_v = nn.Parameter(conv.weight.detach())

    @property
    def weight(self) -> Tensor:
        """Compute g · v / ‖v‖, with one length per output channel."""
        return torch._weight_norm(self.weight_v, self.weight_g, 0)


class SpectralNormConv(_ComputedWeight):
    """Divide the weight by σ, the most by which it can stretch a vector.

    Seen as a matrix, the weight turns patches into output channels. σ = u · W v, where v is the
    patch that it stretches most and u the direction that v ends up in. Both are estimates: each
    forward in training mode improves them by one step, v first, then u, so it matters how many
    forwards a training step makes.

    A new one starts with random u and v, whose σ is far too small: in eval mode the output would
    be huge and mean nothing. So the first call of ``eval()`` lets u and v settle, unless they have
    been trained or loaded.
    """

    parametrized = MappingProxyType(
        {"original": "weight_orig", "0._u": "weight_u", "0._v": "weight_v"}
    )
    weight_u: Tensor
    weight_v: Tensor

    def __init__(self, conv: nn.Conv1d | nn.Conv2d) -> None:
        super().__init__(conv)
        self.weight_orig = nn.Parameter(conv.weight.detach())
        rows, columns = self._matrix().shape
        for name, size in (("weight_u", rows), ("weight_v", columns)):
            self.register_buffer(name, _unit(conv.weight.new_empty(size).normal_().detach()))
        self.settled = False

    @property
    def weight(self) -> Tensor:
        """Compute W / σ with the u and v of this moment."""
        with in_full_precision(self.weight_orig):
            stretch = torch.dot(self.weight_u, self._matrix() @ self.weight_v)
        return self.weight_orig / stretch

    def forward(self, x: Tensor) -> Tensor:
        """Improve u and v in training mode, then convolve."""
        if self.training:
            self.improve()
        return super().forward(x)

    @torch.no_grad()
    def improve(self) -> None:
        """Bring u and v one power iteration closer to the truth."""
        # New tensors, not copy_ into the old: backward passes still need those, and a compiled one
        # would read what they hold by then (docs/adr/0003-convolutions-own-their-norm.md).
        matrix = self._matrix()
        with in_full_precision(matrix):
            self.weight_v = _unit(matrix.t() @ self.weight_u)
            self.weight_u = _unit(matrix @ self.weight_v)
        self.settled = True

    def train(self, mode: bool = True) -> Self:
        """Change the mode; before the first eval mode, let u and v settle."""
        if not mode and not self.settled:
            for _ in range(SETTLING_ITERATIONS):
                self.improve()
        return super().train(mode)

    def _load_from_state_dict(
        self,
        state: MutableMapping[str, Any],
        prefix: str,
        *rest: Any,  # noqa: ANN401 (torch's own, passed on)
    ) -> None:
        super()._load_from_state_dict(state, prefix, *rest)
        self.settled |= f"{prefix}weight_u" in state

    def _matrix(self) -> Tensor:
        return self.weight_orig.flatten(1)


def _unit(vector: Tensor) -> Tensor:
    return F.normalize(vector, dim=0, eps=1e-12)
