"""Are all outputs and gradients finite, and are the logits raw scores?"""

from collections.abc import Iterator

import torch
from torch import Tensor

from course_lib.discriminators.contract.probe import CheckAborted, Probe
from course_lib.seeding import plain_seed_generator

GAIN = 30.0  # per layer; enough to saturate any squashing function
DRAWS = 12  # a score that can have either sign has the same one 12 times in 1 of 2048 cases


def check_finite(probe: Probe) -> Iterator[str]:
    """Score extreme sounds: silence, a click, full scale, and beyond."""
    for title, wave in _extreme_waves(probe):
        for train in (False, True):
            probe.reset(train=train)
            output = probe.run(wave, seed=0)
            bad = [name for name, tensor in output.named() if not tensor.isfinite().all()]
            if bad:
                yield (
                    f"{bad[0]} isn't finite for {title}: one such wave ruins all weights in one "
                    "step. Usual cause: a logarithm or a division without a small constant, such "
                    "as x / x.std() or torch.log(x)."
                )
                return


def check_finite_gradients(probe: Probe) -> Iterator[str]:
    """Compute the gradients for the same extreme sounds."""
    for title, wave in _extreme_waves(probe):
        probe.reset(train=True)
        leaf = wave.clone().requires_grad_()
        output = probe.run(leaf, grad=True, seed=0)
        outputs = [tensor.sum() for _, tensor in output.named() if tensor.requires_grad]
        leaves = [leaf, *(p for p in probe.module.parameters() if p.requires_grad)]
        if not outputs:
            return
        gradients = torch.autograd.grad(outputs, leaves, allow_unused=True)
        if any(g is not None and not g.isfinite().all() for g in gradients):
            yield (
                f"the gradient isn't finite for {title}, though the output is: one such "
                "wave ruins all weights in one step. Usual cause: a square root or norm at zero; "
                "add a small constant inside, as in torch.sqrt(power + 1e-9)."
            )
            return


def check_raw(probe: Probe) -> Iterator[str]:
    """Scale the weights up: scores that still stay in a range have been squashed."""
    ranges: dict[int, tuple[float, float]] = {}
    for seed in range(DRAWS):
        for k, (low, high) in _ranges_with_large_weights(probe, seed).items():
            old = ranges.get(k, (low, high))
            ranges[k] = (min(low, old[0]), max(high, old[1]))
        if ranges and all(low < -1.01 and high > 1.01 for low, high in ranges.values()):
            return
    for k, (low, high) in sorted(ranges.items()):
        if low == high:
            continue  # a constant: the gradient checks report it
        if fault := _squashed(low, high):
            yield f"logits[{k}] {fault}"
            return


def _squashed(low: float, high: float) -> str | None:
    losses = "Losses take raw scores, high for real and low for fake."
    if low >= 0 and high <= 1:
        return (
            "stays between 0 and 1 whatever the weights: these are probabilities, and a hinge "
            f"loss never considers them confident enough. {losses} "
            "Usual cause: a sigmoid at the end."
        )
    if low >= -1.001 and high <= 1.001:
        return (
            "stays between -1 and 1 whatever the weights: its gradient vanishes as soon as it "
            f"is confident. {losses} Usual cause: a tanh at the end."
        )
    if low >= 0 or high <= 0:
        side = "below" if low >= 0 else "above"
        return (
            f"never goes {side} 0 whatever the weights: half of the range of scores is lost. "
            f"{losses} Usual cause: an activation such as ReLU after the last layer."
        )
    return None


def _ranges_with_large_weights(probe: Probe, seed: int) -> dict[int, tuple[float, float]]:
    rng = plain_seed_generator(seed)
    probe.reset()
    with torch.no_grad():
        for parameter in probe.module.parameters():
            signs = torch.rand(parameter.shape, generator=rng).round() * 2 - 1
            parameter.mul_(GAIN * signs.to(parameter))
    try:
        output = probe.run(100 * probe.wave(seed))
    except CheckAborted:
        return {}  # such weights never occur, so a crash with them isn't a fault
    found = {}
    for k, logits in enumerate(output.logits):
        values = logits[logits.isfinite()]
        if values.numel():
            found[k] = (float(values.min()), float(values.max()))
    return found


def _extreme_waves(probe: Probe) -> list[tuple[str, Tensor]]:
    silence = torch.zeros(2, probe.channels, probe.length)
    click, square = silence.clone(), torch.ones_like(silence)
    click[..., probe.length // 2] = 1.0
    square[..., probe.length // 2 :] = -1.0
    waves = [
        ("silence", silence),
        ("a single click", click),
        ("a full-scale square wave", square),
        ("a wave at ten times full scale, as from an untrained generator", 10 * square),
    ]
    return [(title, probe.like(wave)) for title, wave in waves]
