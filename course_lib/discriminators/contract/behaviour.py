"""Does each sound get its own score, the same each time, without side effects?"""

import random
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from course_lib.discriminators.contract.probe import CheckAborted, Probe, ProbedOutput


def check_repeats(probe: Probe) -> Iterator[str]:
    """Score one wave twice in eval mode, and watch the global random generators."""
    probe.reset()
    wave = probe.wave()
    before = _random_state()
    first = _clone(probe.run(wave))
    if _random_state() != before:
        yield (
            "it draws from a global random generator in eval mode: using it changes all random "
            "numbers drawn afterwards, so runs can't be repeated. Usual cause: random crops or "
            "noise that aren't switched off by self.training."
        )
    if name := _differs(first, probe.run(wave)):
        yield (
            f"{name} differs between two calls with the same wave in eval mode, so no score "
            "means anything. Usual cause: dropout or noise that ignores self.training, or state "
            "that forward changes."
        )


def check_input(probe: Probe) -> Iterator[str]:
    """Compare the wave before and after a call."""
    for train in (False, True):
        probe.reset(train=train)
        wave = probe.wave()
        before = wave.clone()
        probe.run(wave)
        if not torch.equal(wave, before):
            yield (
                "it changes the wave that it is given, so the next discriminator gets a different "
                "sound. Usual cause: an in-place operation, such as wave -= wave.mean() or "
                "wave.clamp_()."
            )
            return


def check_batch(probe: Probe) -> Iterator[str]:
    """Change item 1 and compare the output of item 0; then score item 0 alone."""
    pair = probe.wave(1)
    other = torch.cat([pair[:1], 3 * probe.wave(2)[:1].flip(-1)])
    for train in (False, True):
        outputs = []
        for wave in (pair, other):
            probe.reset(train=train)
            outputs.append(_item(probe.run(wave, seed=0), 0))
        if name := _differs(outputs[0], outputs[1]):
            mode = "training" if train else "eval"
            yield (
                f"{name} of item 0 changes with item 1 of the batch, in {mode} mode: a sound's "
                "score depends on its neighbours. Usual cause: batch normalisation, a mean over "
                "the batch, or a reshape that mixes batch and time."
            )
            return
    probe.reset()
    alone = _item(probe.run(pair[:1]), 0)
    probe.reset()
    if name := _differs(alone, _item(probe.run(pair), 0), tolerance=1e-3):
        yield (
            f"{name} of item 0 differs between a batch of one and a batch of two: a sound's score "
            "depends on the batch size. Usual cause: squeeze(), or a division by the number of "
            "all elements."
        )


def check_maps_apart(probe: Probe) -> Iterator[str]:
    """Find feature maps that share memory: the later one has overwritten the earlier one."""
    probe.reset(train=True)
    output = probe.run(probe.wave(), grad=True, seed=0)
    for k, maps in enumerate(output.fmaps):
        seen: dict[tuple[int, torch.Size], int] = {}
        for i, fmap in enumerate(maps):
            key = (fmap.data_ptr(), fmap.shape)
            if key in seen:
                yield (
                    f"fmaps[{k}][{seen[key]}] and fmaps[{k}][{i}] share memory: the same "
                    "map is matched twice, or a stored one was overwritten. Usual cause: an "
                    "in-place operation after fmaps.append(x), such as x += h or inplace=True."
                )
                return
            seen[key] = i


def _item(output: ProbedOutput, index: int) -> ProbedOutput:
    for name, tensor in output.named():
        if tensor.ndim == 0 or tensor.shape[0] <= index:
            raise CheckAborted(f"{name} {list(tensor.shape)} has no item {index}.")
    return ProbedOutput(
        [logits[index] for logits in output.logits],
        [[fmap[index] for fmap in maps] for maps in output.fmaps],
    )


def _clone(output: ProbedOutput) -> ProbedOutput:
    return ProbedOutput(
        [logits.clone() for logits in output.logits],
        [[fmap.clone() for fmap in maps] for maps in output.fmaps],
    )


def _differs(first: ProbedOutput, second: ProbedOutput, tolerance: float = 1e-5) -> str | None:
    """Return the name of the first tensor that differs by more than rounding, ignoring NaN."""
    ones, twos = first.named(), second.named()
    if [name for name, _ in ones] != [name for name, _ in twos]:
        return "the number of outputs"
    return next(
        (
            name
            for (name, one), (_, two) in zip(ones, twos, strict=True)
            if _far(one, two, tolerance)
        ),
        None,
    )


def _far(one: Tensor, two: Tensor, tolerance: float) -> bool:
    if one.shape != two.shape:
        return True
    one, two = one.detach().nan_to_num(), two.detach().nan_to_num()
    scale = float(one.abs().max()) if one.numel() else 0.0
    # Sums in another order differ by rounding, relative to the largest value.
    return not torch.allclose(one, two, rtol=tolerance, atol=tolerance * scale)


def _random_state() -> tuple[bytes, object, str]:
    numpy_state = np.random.get_state(legacy=False)
    return bytes(torch.get_rng_state().tolist()), random.getstate(), repr(numpy_state)
