"""Convolutions that compute their weight on every call, from parameters that they own.

Each is built from a plain convolution, one- or two-dimensional, and takes over its weight.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import MappingProxyType
from typing import Any, ClassVar, Self

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.discriminators.norm_convs.space_to_depth import pays, space_to_depth_conv1d

# torch.nn.utils.parametrizations.spectral_norm runs as many when it is built.
SETTLING_ITERATIONS = 15


def in_full_precision(tensor: Tensor) -> AbstractContextManager[object]:
    """Return a context in which autocast is off on the tensor's device."""
    # A meta tensor has no precision to lose, and autocast doesn't know its device.
    return nullcontext() if tensor.is_meta else torch.autocast(tensor.device.type, enabled=False)


class _ComputedWeight(nn.Module):
    """A convolution that computes its weight on every call, from the tensors that it owns.

    A state dict may also use the keys of torch.nn.utils.parametrizations, which name the same
    tensors differently. If it contains both, torch's keys are reported as unexpected.
    """

    parametrized: ClassVar[Mapping[str, str]]  # torch's parametrization keys to ours
    updates_itself: ClassVar[bool] = False  # True if a forward pass changes what the next one does

    def __init__(self, conv: nn.Conv1d | nn.Conv2d) -> None:
        super().__init__()
        self.bias = conv.bias
        self.geometry: dict[str, Any] = {
            name: getattr(conv, name) for name in ("stride", "padding", "dilation", "groups")
        }

    @property
    def weight(self) -> Tensor:
        """The computed weight, [out_channels, in_channels / groups, *kernel_size]."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """Convolve with the current weight."""
        weight, geometry = self.weight, self.geometry
        if weight.ndim == 4:
            return F.conv2d(x, weight, self.bias, **geometry)
        (stride,), (padding,), groups = (geometry[name] for name in ("stride", "padding", "groups"))
        if geometry["dilation"] == (1,) and pays(x, weight, stride, groups):
            return space_to_depth_conv1d(x, weight, self.bias, stride, padding, groups)
        return F.conv1d(x, weight, self.bias, **geometry)

    def _load_from_state_dict(
        self,
        state: MutableMapping[str, Any],
        prefix: str,
        *rest: Any,  # noqa: ANN401 (torch's own, passed on)
    ) -> None:
        # torch passes a copy of the caller's state dict, so its keys may be renamed.
        for theirs, ours in self.parametrized.items():
            old, new = f"{prefix}parametrizations.weight.{theirs}", prefix + ours
            if old in state and new not in state:
                state[new] = state.pop(old)
        super()._load_from_state_dict(state, prefix, *rest)


class WeightNormConv(_ComputedWeight):
    """A convolution that learns the length of each output channel's weight and its direction.

    Args:
        conv: The convolution whose weight is taken over.
    """

    parametrized = MappingProxyType({"original0": "weight_g", "original1": "weight_v"})

    def __init__(self, conv: nn.Conv1d | nn.Conv2d) -> None:
        super().__init__(conv)
        self.weight_g = nn.Parameter(torch.norm_except_dim(conv.weight.detach(), 2, 0))
        self.weight_v = nn.Parameter(conv.weight.detach())
        self._constant: Tensor | None = None

    @property
    def weight(self) -> Tensor:
        """The weight g · v / ‖v‖, with one length g per output channel."""
        if self._constant is not None:
            return self._constant
        return torch._weight_norm(self.weight_v, self.weight_g, 0)

    @contextmanager
    def constant_weight(self) -> Iterator[None]:
        """Compute the weight once for all calls inside the context; it gets no gradient."""
        self._constant = self.weight.detach()
        try:
            yield
        finally:
            self._constant = None


class SpectralNormConv(_ComputedWeight):
    """A convolution whose weight is divided by its spectral norm σ.

    As a matrix W, the weight maps input patches to output channels, and σ is the largest factor by
    which it stretches a patch: σ = u · W v, where v is the patch that is stretched most and u the
    direction of W v. Both are estimates. Each forward in training mode improves them by one power
    iteration, v first, then u, so the number of forwards per training step matters.

    The random u and v of a new convolution give a σ that is far too small: in eval mode, the output
    would be huge and meaningless. So the first call of ``eval()`` runs `SETTLING_ITERATIONS` power
    iterations, unless u and v were trained or loaded.

    Args:
        conv: The convolution whose weight is taken over.
    """

    parametrized = MappingProxyType(
        {"original": "weight_orig", "0._u": "weight_u", "0._v": "weight_v"}
    )
    updates_itself = True
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
        """The weight W / σ, with the current u and v."""
        with in_full_precision(self.weight_orig):
            sigma = torch.dot(self.weight_u, self._matrix() @ self.weight_v)
        return self.weight_orig / sigma

    def forward(self, x: Tensor) -> Tensor:
        """Improve u and v in training mode, then convolve."""
        if self.training:
            self.improve()
        return super().forward(x)

    @torch.no_grad()
    def improve(self) -> None:
        """Run one power iteration on u and v."""
        # New tensors, not copy_ into the old ones: backward passes still need those, and a compiled
        # one would read the new contents (docs/adr/0003-convolutions-own-their-norm.md).
        matrix = self._matrix()
        with in_full_precision(matrix):
            self.weight_v = _unit(matrix.t() @ self.weight_u)
            self.weight_u = _unit(matrix @ self.weight_v)
        self.settled = True

    def train(self, mode: bool = True) -> Self:
        """Set the mode; before the first eval mode, let u and v settle."""
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
