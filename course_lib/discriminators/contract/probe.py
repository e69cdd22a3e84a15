"""Run a discriminator under test safely: seeded waves in, an output or an error message out.

The kit works on a deep copy, and restores its weights and buffers before every call. So no check is
affected by an earlier one, and the original discriminator is left unchanged.
"""

import copy
from contextlib import nullcontext
from pathlib import Path
from traceback import extract_tb
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter

from course_lib.seeding import plain_seed_generator

LENGTHS = (1024, 4096, 16384, 65536)  # samples; tried in turn if no length is given


class CheckAborted(Exception):  # noqa: N818 - it never leaves the kit
    """A check can't continue; the message is the fault."""


class ProbedOutput(NamedTuple):
    """An output whose structure is right: one entry per sub-discriminator."""

    logits: list[Tensor]
    fmaps: list[list[Tensor]]

    def named(self) -> list[tuple[str, Tensor]]:
        """Return every tensor with its name, such as "fmaps[0][2]"."""
        pairs = [(f"logits[{k}]", tensor) for k, tensor in enumerate(self.logits)]
        for k, maps in enumerate(self.fmaps):
            pairs += [(f"fmaps[{k}][{i}]", tensor) for i, tensor in enumerate(maps)]
        return pairs


class Probe:
    """One discriminator under test.

    Args:
        discriminator: The discriminator. It isn't changed if it can be deep-copied.
        channels: The number of channels of the waves.
        length: The length of the waves, in samples; None tries several until one is accepted.
    """

    def __init__(self, discriminator: nn.Module, channels: int, length: int | None) -> None:
        self.channels = channels
        self.lazy = [name for name, p in discriminator.named_parameters() if is_lazy(p)]
        self.copy_error: Exception | None = None
        try:
            self.module = copy.deepcopy(discriminator)
        except Exception as error:
            self.copy_error = error
            self.module = discriminator
        self.length = length or LENGTHS[0]
        self._candidates = (length,) if length else _candidates(discriminator)
        self._state: list[tuple[Tensor, Tensor]] = []
        self.remember()

    def another(self, module: nn.Module) -> "Probe":
        """Return a probe of a variant of the module, with the same waves."""
        probe = copy.copy(self)
        probe.module = module
        return probe

    def remember(self) -> None:
        """Store the current weights and buffers, which `reset` restores."""
        tensors = [*self.module.parameters(), *self.module.buffers()]
        known = [tensor for tensor in tensors if not is_lazy(tensor)]
        self._state = [(tensor, tensor.detach().clone()) for tensor in known]

    def reset(self, *, train: bool = False) -> None:
        """Restore weights and buffers, clear gradients, and set the mode."""
        with torch.no_grad():
            for tensor, value in self._state:
                tensor.copy_(value)
        self.module.zero_grad(set_to_none=True)
        self.module.train(train)

    def wave(self, seed: int = 0, *, batch: int = 2, length: int | None = None) -> Tensor:
        """Return seeded noise [batch, channels, time], in the discriminator's device and dtype."""
        rng = plain_seed_generator(seed)
        shape = (batch, self.channels, length or self.length)
        noise = torch.randn(shape, generator=rng, dtype=torch.float32, device="cpu")
        return self.like((0.3 * noise).clamp(-1, 1))

    def like(self, wave: Tensor) -> Tensor:
        """Return a wave on the discriminator's device, in its dtype."""
        for parameter in self.module.parameters():
            if parameter.is_floating_point():
                return wave.to(parameter)
        return wave

    def call(self, wave: Tensor, *, grad: bool = False, seed: int | None = None) -> object:
        """Call the discriminator, and return whatever it returns.

        Args:
            wave: The wave [batch, channels, time].
            grad: Whether to record the graph.
            seed: The seed of torch's global generator for this call; None leaves it alone.

        Raises:
            CheckAborted: The discriminator raised an error; the message says where.
        """
        if seed is not None:
            torch.manual_seed(seed)
        try:
            with nullcontext() if grad else torch.no_grad():
                output: object = self.module(wave)
        except Exception as error:
            mode = "training" if self.module.training else "eval"
            raise CheckAborted(
                f"it crashes on a wave {list(wave.shape)} in {mode} mode: {describe(error)}. "
                "No loss can be computed."
            ) from error
        return output

    def run(self, wave: Tensor, *, grad: bool = False, seed: int | None = None) -> ProbedOutput:
        """Call the discriminator, and return its output in parts.

        Args:
            wave: The wave [batch, channels, time].
            grad: Whether to record the graph.
            seed: The seed of torch's global generator for this call; None leaves it alone.

        Raises:
            CheckAborted: The discriminator raised an error, or its output isn't (logits, fmaps).
        """
        output = read_output(self.call(wave, grad=grad, seed=seed))
        if output is None:
            raise CheckAborted(f"its output for a wave {list(wave.shape)} isn't (logits, fmaps).")
        return output

    def find_length(self) -> None:
        """Choose the first candidate length that the discriminator accepts.

        Raises:
            CheckAborted: It accepts none.
        """
        for length in self._candidates:
            self.length = length
            self.reset()
            try:
                self.call(self.wave())
            except CheckAborted as aborted:
                last = aborted
            else:
                if self.lazy:
                    self.remember()  # lazy parameters have a shape only now
                return
        raise last


def read_output(output: object) -> ProbedOutput | None:
    """Return an output in parts, accepting tuples for lists; None if its structure is wrong."""
    if not (isinstance(output, tuple | list) and len(output) == 2):
        return None
    logits, fmaps = output
    if not (isinstance(logits, tuple | list) and isinstance(fmaps, tuple | list)):
        return None
    if not all(isinstance(maps, tuple | list) for maps in fmaps):
        return None
    tensors = [*logits, *(fmap for maps in fmaps for fmap in maps)]
    if not logits or not all(isinstance(tensor, Tensor) for tensor in tensors):
        return None
    return ProbedOutput(list(logits), [list(maps) for maps in fmaps])


def describe(error: BaseException) -> str:
    """Return an error in one line: its type, its message, and the author's line of code."""
    text = " ".join(str(error).split())[:200].rstrip(".: ")
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    ours = (_folder(__file__), _folder(torch.__file__))
    for frame in reversed(extract_tb(error.__traceback__)):
        if not frame.filename.startswith(ours):
            return f"{said} ({_place(frame.filename)}, line {frame.lineno}, in {frame.name})"
    return said


def _place(file: str) -> str:
    """Return the name of a file; that of a notebook's cell would be a number."""
    path = Path(file)
    return "a notebook cell" if path.parent.name.startswith("ipykernel_") else path.name


def is_own_refusal(error: BaseException | None) -> bool:
    """Return whether an error is a ValueError that the author raised, not one from inside torch."""
    frames = extract_tb(error.__traceback__) if error is not None else []
    last = frames[-1].filename if frames else ""
    return isinstance(error, ValueError) and not last.startswith(_folder(torch.__file__))


def is_lazy(tensor: Tensor) -> bool:
    """Return whether a parameter has no shape before the first wave."""
    return isinstance(tensor, UninitializedParameter)


def _folder(file: str) -> str:
    return str(Path(file).parent)


def _candidates(discriminator: nn.Module) -> tuple[int, ...]:
    minimum = getattr(discriminator, "minimum_length", None)
    if isinstance(minimum, int) and minimum > 0:
        return (max(LENGTHS[0], minimum), *LENGTHS[1:])
    return LENGTHS
