"""Does it judge each sound by itself, always alike, and leave everything else alone?"""

import random
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from course_lib.discriminators.contract.probe import Broken, Probe, Verdict


def check_repeats(probe: Probe) -> Iterator[str]:
    """Judge one wave twice in eval mode; draw no random numbers on the way."""
    probe.reset()
    wave = probe.wave()
    before = _random_state()
    first = _clone(probe.judge(wave))
    if _random_state() != before:
        yield (
            "it draws from a global random generator in eval mode: whoever uses it changes all "
            "random numbers after it, and runs no longer repeat. Usual cause: random crops or "
            "noise that are not switched off by self.training."
        )
    if name := _differs(first, probe.judge(wave)):
        yield (
            f"{name} differs between two looks at one wave in eval mode: no score means "
            "anything. Usual cause: dropout or noise that ignores self.training, or a state "
            "that forward changes."
        )


def check_input(probe: Probe) -> Iterator[str]:
    """Compare the wave before and after."""
    for train in (False, True):
        probe.reset(train=train)
        wave = probe.wave()
        kept = wave.clone()
        probe.judge(wave)
        if not torch.equal(wave, kept):
            yield (
                "it changes the wave that it is given: whoever judges the same sound next, "
                "hears another one. Usual cause: an operation in place, such as wave -= "
                "wave.mean() or wave.clamp_()."
            )
            return


def check_batch(probe: Probe) -> Iterator[str]:
    """Change item 1 and see whether item 0 notices; then judge item 0 alone."""
    pair = probe.wave(1)
    other = torch.cat([pair[:1], 3 * probe.wave(2)[:1].flip(-1)])
    for train in (False, True):
        verdicts = []
        for wave in (pair, other):
            probe.reset(train=train)
            verdicts.append(_item(probe.judge(wave, seed=0), 0))
        if name := _differs(verdicts[0], verdicts[1]):
            mode = "training" if train else "eval"
            yield (
                f"{name} of item 0 changes with item 1 of the batch, in {mode} mode: a sound's "
                "score depends on its neighbours. Usual cause: batch normalisation, a mean over "
                "the batch, or a reshape that mixes batch and time."
            )
            return
    probe.reset()
    alone = _item(probe.judge(pair[:1]), 0)
    probe.reset()
    if name := _differs(alone, _item(probe.judge(pair), 0), tolerance=1e-3):
        yield (
            f"{name} of item 0 is not the same alone as in a batch of two: a sound's score "
            "depends on the size of the batch. Usual cause: squeeze() or a division by the "
            "number of all elements."
        )


def check_maps_apart(probe: Probe) -> Iterator[str]:
    """Find feature maps that share their memory: the later one has overwritten the earlier."""
    probe.reset(train=True)
    verdict = probe.judge(probe.wave(), grad=True, seed=0)
    for k, maps in enumerate(verdict.fmaps):
        seen: dict[tuple[int, torch.Size], int] = {}
        for i, fmap in enumerate(maps):
            key = (fmap.data_ptr(), fmap.shape)
            if key in seen:
                yield (
                    f"fmaps[{k}][{seen[key]}] and fmaps[{k}][{i}] are one piece of memory: the "
                    "same map is matched twice, or a stored one was overwritten. Usual cause: "
                    "an operation in place after fmaps.append(x), such as x += h or inplace=True."
                )
                return
            seen[key] = i


def _item(verdict: Verdict, index: int) -> Verdict:
    for name, tensor in verdict.named():
        if tensor.ndim == 0 or tensor.shape[0] <= index:
            raise Broken(f"{name} {list(tensor.shape)} has no item {index}.")
    return Verdict(
        [logits[index] for logits in verdict.logits],
        [[fmap[index] for fmap in maps] for maps in verdict.fmaps],
    )


def _clone(verdict: Verdict) -> Verdict:
    return Verdict(
        [logits.clone() for logits in verdict.logits],
        [[fmap.clone() for fmap in maps] for maps in verdict.fmaps],
    )


def _differs(first: Verdict, second: Verdict, tolerance: float = 1e-5) -> str | None:
    """Name the first tensor that differs by more than rounding; NaN is another check's matter."""
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
    # sums in another order differ in the last digits, relative to the largest value
    return not torch.allclose(one, two, rtol=tolerance, atol=tolerance * scale)


def _random_state() -> tuple[bytes, object, str]:
    numpy_state = np.random.get_state(legacy=False)
    return bytes(torch.get_rng_state().tolist()), random.getstate(), repr(numpy_state)
