"""Run a discriminator under test, safely: seeded waves in, verdicts or a sentence out.

The kit works on a deep copy and puts its weights and buffers back before every look, so that no
check sees what an earlier one left behind, and the discriminator that was handed in stays as it is.
"""

import copy
from contextlib import nullcontext
from pathlib import Path
from traceback import extract_tb
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter

LENGTHS = (1024, 4096, 16384, 65536)  # tried in turn where no length is given


class Broken(Exception):  # noqa: N818 - it ends one check, and is never seen outside the kit
    """A check cannot go on; the message is the fault."""


class Verdict(NamedTuple):
    """Output whose structure holds: lists of tensors, one entry per sub-discriminator."""

    logits: list[Tensor]
    fmaps: list[list[Tensor]]

    def named(self) -> list[tuple[str, Tensor]]:
        """Every tensor with the words that name it."""
        pairs = [(f"logits[{k}]", tensor) for k, tensor in enumerate(self.logits)]
        for k, maps in enumerate(self.fmaps):
            pairs += [(f"fmaps[{k}][{i}]", tensor) for i, tensor in enumerate(maps)]
        return pairs


class Probe:
    """One discriminator under test.

    Args:
        discriminator: never changed, if it can be deep-copied.
        channels: channels of the waves it is shown.
        length: samples of the waves; None searches for a length that it accepts.
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
        """A probe for a variant of the module, with the same waves."""
        probe = copy.copy(self)
        probe.module = module
        return probe

    def remember(self) -> None:
        """Take the present weights and buffers as those that `reset` puts back."""
        tensors = [*self.module.parameters(), *self.module.buffers()]
        known = [tensor for tensor in tensors if not is_lazy(tensor)]
        self._state = [(tensor, tensor.detach().clone()) for tensor in known]

    def reset(self, *, train: bool = False) -> None:
        """Put weights and buffers back, forget gradients, choose the mode."""
        with torch.no_grad():
            for tensor, value in self._state:
                tensor.copy_(value)
        self.module.zero_grad(set_to_none=True)
        self.module.train(train)

    def wave(self, seed: int = 0, *, batch: int = 2, length: int | None = None) -> Tensor:
        """Seeded noise [batch, channels, time], in the device and dtype of the discriminator."""
        generator = torch.Generator().manual_seed(seed)
        shape = (batch, self.channels, length or self.length)
        noise = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
        return self.like((0.3 * noise).clamp(-1, 1))

    def like(self, wave: Tensor) -> Tensor:
        """Move a wave to the device and dtype of the discriminator."""
        for parameter in self.module.parameters():
            if parameter.is_floating_point():
                return wave.to(parameter)
        return wave

    def raw(self, wave: Tensor, *, grad: bool = False, seed: int | None = None) -> object:
        """Call the discriminator as it stands.

        Raises:
            Broken: it raised; the sentence says where.
        """
        if seed is not None:
            torch.manual_seed(seed)
        try:
            with nullcontext() if grad else torch.no_grad():
                output: object = self.module(wave)
        except Exception as error:
            mode = "training" if self.module.training else "eval"
            raise Broken(
                f"it crashes on a wave {list(wave.shape)} in {mode} mode: {describe(error)}. "
                "No loss can be computed from it."
            ) from error
        return output

    def judge(self, wave: Tensor, *, grad: bool = False, seed: int | None = None) -> Verdict:
        """Call the discriminator as it stands, and take its output apart.

        Raises:
            Broken: it raised, or its output has no structure to speak of.
        """
        verdict = as_verdict(self.raw(wave, grad=grad, seed=seed))
        if verdict is None:
            raise Broken(f"its output for a wave {list(wave.shape)} is not (logits, fmaps).")
        return verdict

    def find_length(self) -> None:
        """Settle on the first candidate length that is judged.

        Raises:
            Broken: there is none.
        """
        for length in self._candidates:
            self.length = length
            self.reset()
            try:
                self.raw(self.wave())
            except Broken as broken:
                last = broken
            else:
                if self.lazy:
                    self.remember()  # only now have they a shape
                return
        raise last


def as_verdict(output: object) -> Verdict | None:
    """Read an output generously, tuples for lists; None where even that fails."""
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
    return Verdict(list(logits), [list(maps) for maps in fmaps])


def describe(error: BaseException) -> str:
    """An exception in one line: type, first line of its text, and the author's line of code."""
    text = " ".join(str(error).split())[:200].rstrip(".: ")
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    ours = (_folder(__file__), _folder(torch.__file__))
    for frame in reversed(extract_tb(error.__traceback__)):
        if not frame.filename.startswith(ours):
            return f"{said} ({Path(frame.filename).name}, line {frame.lineno}, in {frame.name})"
    return said


def is_own_refusal(error: BaseException | None) -> bool:
    """Tell a ValueError raised on purpose from one that torch raised deep inside."""
    frames = extract_tb(error.__traceback__) if error is not None else []
    last = frames[-1].filename if frames else ""
    return isinstance(error, ValueError) and not last.startswith(_folder(torch.__file__))


def is_lazy(tensor: Tensor) -> bool:
    """Tell a parameter that has no shape until the first wave."""
    return isinstance(tensor, UninitializedParameter)


def _folder(file: str) -> str:
    return str(Path(file).parent)


def _candidates(discriminator: nn.Module) -> tuple[int, ...]:
    minimum = getattr(discriminator, "minimum_length", None)
    if isinstance(minimum, int) and minimum > 0:
        return (max(LENGTHS[0], minimum), *LENGTHS[1:])
    return LENGTHS
