"""Convolutions that own their normalisation, and the sizes that come out of them.

A discriminator that changes fast leaves its generator nothing to follow. A norm tames it, either
by writing the weight in another form or by levelling what the convolution puts out:

    norm               what is stored                    what the convolution uses
    "none"             weight                            weight
    "weight_norm"      weight_g, weight_v                g · v / ‖v‖: length and direction apart
    "spectral_norm"    weight_orig, weight_u, weight_v   weight / σ: no patch of the input grows
    "time_group_norm"  weight; norm.weight, norm.bias    weight, then brings each item to one level

Each stores its parameters itself and computes its weight when it is called. So, unlike the hooks
of ``torch.nn.utils``, it can be deep-copied and compiled in one graph; names, order, initial
values and results are theirs to the bit (docs/adr/0003-convolutions-own-their-norm.md).

Sources: Salimans & Kingma, "Weight Normalization", 2016, https://arxiv.org/abs/1602.07868;
Miyato et al., "Spectral Normalization for GANs", 2018, section 2.1 and appendix A,
https://arxiv.org/abs/1802.05957; the arguments are AudioCraft's, ``audiocraft/modules/conv.py``.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Self, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Choice = TypeVar("Choice")

# The default of every activation_params: the slope of a LeakyReLU for negative input.
LEAKY_SLOPE: Mapping[str, Any] = MappingProxyType({"negative_slope": 0.2})

# torch.nn.utils.parametrizations.spectral_norm takes as many before its first use.
SETTLING_ITERATIONS = 15

# Attention takes three inputs and GLU halves the channels: neither can follow a convolution here.
_ACTIVATIONS = {
    name: getattr(nn, name)
    for name in nn.modules.activation.__all__
    if name not in {"MultiheadAttention", "GLU"}
}


def choose(what: str, name: str, known: Mapping[str, Choice]) -> Choice:
    """Look up ``name``, or say which names there are.

    Raises:
        ValueError: ``name`` is not among the known ones; the message suggests the closest.
    """
    if name in known:
        return known[name]
    close = get_close_matches(str(name), known, n=1, cutoff=0.5)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    raise ValueError(f"no {what} is called {name!r}. {hint}Known: {', '.join(known)}.")


def make_activation(name: str, params: Mapping[str, Any]) -> nn.Module:
    """Build the activation ``torch.nn.<name>(**params)``."""
    activation_class = choose("activation", name, _ACTIVATIONS)
    try:
        activation: nn.Module = activation_class(**params)
    except TypeError as error:
        raise TypeError(
            f"{name} does not take activation_params={dict(params)}: {error}. "
            f"Give activation_params={{}} for the defaults of {name}."
        ) from error
    return activation


def in_full_precision(tensor: Tensor) -> AbstractContextManager[object]:
    """Switch autocast off where ``tensor`` lives, for what half precision would spoil."""
    # A tensor without memory has no precision to lose, and autocast does not know its device.
    return nullcontext() if tensor.is_meta else torch.autocast(tensor.device.type, enabled=False)


class _ComputedWeight(nn.Module):
    """A convolution that computes its weight, at every call, from the tensors that it owns."""

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


class WeightNormConv(_ComputedWeight):
    """Learn the length of each output channel's weight apart from its direction."""

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

    def _load_from_state_dict(self, state: Mapping[str, Any], prefix: str, *rest: Any) -> None:  # noqa: ANN401
        super()._load_from_state_dict(state, prefix, *rest)
        self.settled |= f"{prefix}weight_u" in state

    def _matrix(self) -> Tensor:
        return self.weight_orig.flatten(1)


def _unit(vector: Tensor) -> Tensor:
    return F.normalize(vector, dim=0, eps=1e-12)


_OWNERS: Mapping[str, type[WeightNormConv | SpectralNormConv] | None] = {
    "none": None,
    "weight_norm": WeightNormConv,
    "spectral_norm": SpectralNormConv,
    "time_group_norm": None,  # levels the output, so its convolution stays plain
}


class NormConv(nn.Module):
    """A convolution ``conv`` and, after it, what levels its output: ``norm``."""

    def __init__(self, conv: nn.Conv1d | nn.Conv2d, norm: str) -> None:
        super().__init__()
        owner = choose("norm", norm, _OWNERS)
        levels = norm == "time_group_norm"
        self.conv = owner(conv) if owner else conv
        self.norm = nn.GroupNorm(1, conv.out_channels) if levels else nn.Identity()
        # A group norm compares the values of an item, so it refuses a single one.
        self.fewest_values = 2 if levels and conv.out_channels == 1 else 1
        self.stride = conv.stride
        self.padding = tuple(int(width) for width in conv.padding)
        self.span = tuple(
            dilation * (size - 1) + 1
            for dilation, size in zip(conv.dilation, conv.kernel_size, strict=True)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, then level."""
        out: Tensor = self.norm(self.conv(x))
        return out

    def positions_out(self, positions: int, axis: int = 0) -> int:
        """Count what comes out along ``axis`` for ``positions`` that go in; below 1: nothing."""
        steps = positions + 2 * self.padding[axis] - self.span[axis]
        return steps // self.stride[axis] + 1

    def positions_in(self, positions: int, axis: int = 0) -> int:
        """Count what must go in along ``axis`` for at least ``positions`` to come out."""
        steps = (positions - 1) * self.stride[axis]
        return max(1, steps + self.span[axis] - 2 * self.padding[axis])


class NormConv1d(NormConv):
    """Convolve along time: [batch, channels, time]."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        *,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
        norm: str = "none",
    ) -> None:
        sizes = (kernel_size, stride, padding)
        super().__init__(nn.Conv1d(in_channels, out_channels, *sizes, groups=groups), norm)


class NormConv2d(NormConv):
    """Convolve over an image: [batch, channels, height, width]."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: tuple[int, int],
        *,
        stride: tuple[int, int] = (1, 1),
        padding: tuple[int, int] = (0, 0),
        dilation: tuple[int, int] = (1, 1),
        norm: str = "none",
    ) -> None:
        sizes = (kernel_size, stride, padding, dilation)
        super().__init__(nn.Conv2d(in_channels, out_channels, *sizes), norm)


def shortest_input(convs: Sequence[NormConv], widths: Sequence[int]) -> int:
    """Count the positions along the first axis that a row of convolutions needs.

    Args:
        convs: the convolutions in the order in which they are called.
        widths: per convolution, the positions of its output along the second axis; 1 where there
            is no second axis.
    """
    needed = 1
    for conv, width in zip(reversed(convs), reversed(widths), strict=True):
        fewest = -(-conv.fewest_values // width)  # rounded up
        needed = conv.positions_in(max(needed, fewest))
    return needed
