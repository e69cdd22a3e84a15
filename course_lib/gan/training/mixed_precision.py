"""Compute in sixteen bits on a GPU: bfloat16 where it has it, else float16 with scaled gradients.

Float16 ends at 6e-8: the gradient of a mean over thousands of scores is soon smaller than that, and
becomes zero. So gradients are multiplied by a large scale before they enter a network, and divided
by it where they leave: at its parameters, and at its input.

                 ┌───────────── network in float16 ─────────────┐
    input  ◄── ÷ scale ◄───────────────────────────────── × scale ◄── output
                 │    parameters ◄── ÷ scale                    │
                 └──────────────────────────────────────────────┘

Outside nobody sees the scale: not the losses, the balancer or the gradient shares, and no training
step of your own. ``torch.amp.GradScaler`` scales a loss instead, so each of these would have to
know of it; its rule for the size of the scale is used here.

Source: Micikevicius et al., "Mixed precision training", 2018, section 3.2,
https://arxiv.org/abs/1710.03740.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import SeparableDiscriminator
from course_lib.losses.at_least_float32 import widened

Outputs = TypeVar("Outputs", bound=object)


def sixteen_bits(device: torch.device) -> torch.dtype | None:
    """Return the sixteen-bit numbers that a device computes with, or None if it has none."""
    if device.type != "cuda":
        return None
    if torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.bfloat16
    return torch.float16  # such as a T4, which would only emulate bfloat16


def autocast_on(device: torch.device) -> torch.autocast:
    """Return a context that computes in sixteen bits if the device has them."""
    dtype = sixteen_bits(device)
    return torch.autocast(device.type, dtype or torch.bfloat16, enabled=dtype is not None)


def scale_for(device: torch.device) -> "GradientScale | None":
    """Return a new scale for gradients if the device needs one, which only float16 does."""
    return GradientScale() if sixteen_bits(device) == torch.float16 else None


class GradientScale:
    """The scale of the gradients in all networks of a run.

    After an overflow the scale is halved. After ``patience`` steps without one it is doubled.

    Args:
        value: The scale to begin with.
        patience: The number of steps without an overflow after which the scale is doubled.
    """

    def __init__(self, value: float = 2.0**12, patience: int = 500) -> None:
        self.value = value
        self.patience = patience
        self.good_steps = 0
        self._overflow: Tensor | None = None

    def enter(self, wave: Tensor) -> Tensor:
        """Return a network's input; a gradient that leaves the network here is divided."""
        return _scale_gradient(wave, 1 / self.value)

    def leave(self, output: Outputs) -> Outputs:
        """Return a network's outputs, tensors in lists; gradients that enter are multiplied.

        The outputs are in float32: in float16, a gradient would be zero before it gets here.
        """
        return _map_tensors(lambda tensor: _scale_gradient(tensor, self.value), output)

    def attach(self, parameters: list[nn.Parameter]) -> None:
        """Divide the gradients of these parameters, and note whether they overflowed."""
        for parameter in parameters:
            parameter.register_hook(self._divide)  # type: ignore[no-untyped-call]

    def protect(self, optimizer: torch.optim.Optimizer) -> None:
        """Make an optimiser skip its step after an overflow, for training loops that don't look."""

        def skip(*_: object) -> None:
            if self.overflowed:
                optimizer.zero_grad()

        optimizer.register_step_pre_hook(skip)

    @property
    def overflowed(self) -> bool:
        """True if a gradient since the last `update` was infinite or NaN."""
        return self._overflow is not None and bool(self._overflow)

    def update(self) -> None:
        """Adapt the scale at the end of a step."""
        if self.overflowed:
            self.value, self.good_steps = self.value / 2, 0
        else:
            self.good_steps += 1
            if self.good_steps == self.patience:
                self.value, self.good_steps = self.value * 2, 0
        self._overflow = None

    def state_dict(self) -> dict[str, float]:
        """Return what a resumed run needs."""
        return {"value": self.value, "good_steps": self.good_steps}

    def load_state_dict(self, saved: dict[str, float]) -> None:
        """Restore what `state_dict` returned."""
        self.value, self.good_steps = saved["value"], int(saved["good_steps"])

    def _divide(self, gradient: Tensor) -> Tensor:
        bad = ~gradient.isfinite().all()
        self._overflow = bad if self._overflow is None else self._overflow | bad
        return gradient / self.value


def compute_in(
    network: nn.Module, precision: torch.autocast, scale: GradientScale | None = None
) -> None:
    """Make a discriminator run its forward pass in a given precision.

    The backward pass stays outside autocast, as PyTorch recommends: each gradient gets the
    precision of its layer anyway.

    Args:
        network: The discriminator; hooks are added to it.
        precision: The autocast context for its forward pass.
        scale: The scale of its gradients. None leaves them as they are.
    """
    if scale is not None:
        scale.attach(list(network.parameters()))
    entered = ExitStack()

    def enter(_module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        entered.enter_context(precision)
        return inputs if scale is None else (scale.enter(inputs[0]), *inputs[1:])

    def leave(_module: nn.Module, _inputs: object, output: Outputs) -> Outputs:
        entered.close()
        return output if scale is None else scale.leave(output)

    parts = [network]
    if isinstance(network, SeparableDiscriminator):  # a step may run them one at a time
        parts = list(network.get_submodule("discriminators").children())
    for part in parts:
        part.register_forward_pre_hook(enter)
        part.register_forward_hook(leave, always_call=True)


class _ScaledGradient(torch.autograd.Function):
    """The same tensor in at least float32; its gradient is scaled, and only then in 16 bits."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, tensor: Tensor, factor: float) -> Tensor:
        ctx.factor, ctx.dtype = factor, tensor.dtype  # type: ignore[attr-defined]
        return widened(tensor).view_as(tensor)

    @staticmethod
    def backward(
        ctx: torch.autograd.function.FunctionCtx, *gradients: Tensor
    ) -> tuple[Tensor, None]:
        scaled = gradients[0] * ctx.factor  # type: ignore[attr-defined]
        return scaled.to(ctx.dtype), None  # type: ignore[attr-defined]


def _scale_gradient(tensor: Tensor, factor: float) -> Tensor:
    if not tensor.requires_grad:
        return tensor
    scaled: Tensor = _ScaledGradient.apply(tensor, factor)  # type: ignore[no-untyped-call]
    return scaled


def _map_tensors(function: Callable[[Tensor], Tensor], value: Outputs) -> Outputs:
    if isinstance(value, Tensor):
        return function(value)  # type: ignore[return-value]
    if isinstance(value, list | tuple):
        return type(value)(_map_tensors(function, part) for part in value)
    return value
