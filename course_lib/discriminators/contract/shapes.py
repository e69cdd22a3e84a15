"""Can losses read the output, for any batch size and any length?"""

from collections.abc import Iterator

from torch import Tensor

from course_lib.discriminators.contract.probe import (
    CheckAborted,
    Probe,
    describe,
    is_own_refusal,
    read_output,
)
from course_lib.discriminators.interface import MultiDiscriminator


def check_output(probe: Probe) -> Iterator[str]:
    """Check the structure that ``logits, fmaps = discriminator(wave)`` unpacks."""
    if not isinstance(probe.module, MultiDiscriminator):
        yield (
            f"{type(probe.module).__name__} isn't a subclass of MultiDiscriminator, so it can't be "
            "registered. Usual cause: it derives from nn.Module directly."
        )
    probe.reset()
    output = probe.call(probe.wave())
    if not (isinstance(output, tuple | list) and len(output) == 2):
        yield (
            f"forward returns {_kind(output)}, not the pair (logits, fmaps): losses unpack "
            "logits, fmaps = discriminator(wave). Return DiscriminatorOutput(logits, fmaps)."
        )
        return
    logits, fmaps = output
    for name, value in (("logits", logits), ("fmaps", fmaps)):
        if not isinstance(value, list):
            yield (
                f"{name} is {_kind(value)}, not a list with one entry per sub-discriminator: "
                "losses rely on it to distinguish the sub-discriminators, and AudioCraft's refuse "
                "anything else. Usual cause: a generator expression, zip(*...) or torch.stack."
            )
    if isinstance(logits, tuple | list):
        yield from _tensor_faults(logits, "logits")
    for k, maps in enumerate(fmaps if isinstance(fmaps, tuple | list) else ()):
        faults = list(_maps_faults(maps, k))
        if faults:
            yield from faults
            return  # the other sub-discriminators most likely have the same fault


def check_count(probe: Probe) -> Iterator[str]:
    """Compare ``num_discriminators`` with the two lists."""
    try:
        count: object = getattr(probe.module, "num_discriminators", None)
    except Exception as error:
        raise CheckAborted(f"num_discriminators can't be read: {describe(error)}.") from error
    probe.reset()
    output = probe.run(probe.wave())
    if isinstance(count, bool) or not isinstance(count, int):
        cause = "it was never written" if count is None else "a missing @property"
        yield (
            f"num_discriminators is {_kind(count)}, not an integer: losses divide by it. "
            f"Usual cause: {cause}."
        )
    elif {count} != {len(output.logits), len(output.fmaps)}:
        yield (
            f"num_discriminators says {count}, but there are {len(output.logits)} logits and "
            f"{len(output.fmaps)} lists of fmaps: losses are divided by the wrong number. "
            "Usual cause: a hard-coded number; return len(self.discriminators)."
        )


def check_lengths(probe: Probe) -> Iterator[str]:
    """Score odd, even and prime lengths, and batches of one and three."""
    base = probe.length
    for length in (base + 1, base + 2, _next_prime(base + 2), base * 3 // 2):
        probe.reset()
        try:
            output = probe.run(probe.wave(length=length))
        except CheckAborted as aborted:
            why = describe(aborted.__cause__) if aborted.__cause__ else str(aborted)
            yield (
                f"it accepts {base} samples but not {length}: {why}. A crop or the end of a file "
                "can have any length. Usual cause: a reshape that needs the length to divide "
                "evenly; pad the wave first."
            )
            return
        yield from _batch_faults(output.named(), 2, length)
    for batch in (1, 3):
        for train in (False, True):
            probe.reset(train=train)
            output = probe.run(probe.wave(batch=batch), seed=0)
            yield from _batch_faults(output.named(), batch, base)


def check_short(probe: Probe) -> Iterator[str]:
    """Require a ValueError of its own, not torch's, for a wave that is too short."""
    minimum = getattr(probe.module, "minimum_length", None)
    lengths = [1, 2, 7, *(probe.length >> shift for shift in (6, 4, 3, 2, 1))]
    if isinstance(minimum, int) and minimum > 0:
        lengths += [minimum - 1] if minimum > 1 else []
        yield from _minimum_faults(probe, minimum)
    for length in sorted({length for length in lengths if 0 < length < probe.length}):
        probe.reset()
        a_wave = f"a wave of {length} sample{'s' * (length != 1)}"
        try:
            output = read_output(probe.call(probe.wave(length=length)))
        except CheckAborted as aborted:
            if not is_own_refusal(aborted.__cause__):
                why = describe(aborted.__cause__) if aborted.__cause__ else str(aborted)
                yield (
                    f"{a_wave} is too short for it, and it fails with {why}. "
                    "Instead, a ValueError should say how many samples are needed. "
                    "Usual cause: forward doesn't begin with check_wave, or its minimum "
                    "is too small."
                )
                return
        else:
            if empty := _first_empty(output.named() if output else []):
                yield (
                    f"for {a_wave}, {empty} has no values, and the mean of "
                    "nothing is NaN: one short wave ruins all weights. Raise a ValueError that "
                    "says how many samples are needed, as check_wave does."
                )
                return


def _minimum_faults(probe: Probe, minimum: int) -> Iterator[str]:
    probe.reset()
    try:
        output = probe.run(probe.wave(length=minimum))
    except CheckAborted as aborted:
        why = describe(aborted.__cause__) if aborted.__cause__ else str(aborted)
        yield (
            f"minimum_length says {minimum} samples are enough, but they aren't: {why}. "
            "Usual cause: the number isn't computed from the constructor's arguments."
        )
    else:
        if empty := _first_empty(output.named()):
            yield f"minimum_length says {minimum} samples are enough, but {empty} has no values."


def _tensor_faults(tensors: tuple[object, ...] | list[object], name: str) -> Iterator[str]:
    for i, tensor in enumerate(tensors):
        faults = list(_fault_of(tensor, f"{name}[{i}]"))
        if faults:
            yield from faults
            return


def _fault_of(tensor: object, name: str) -> Iterator[str]:
    if not isinstance(tensor, Tensor):
        yield f"{name} is {_kind(tensor)}, not a tensor: no loss can be computed from it."
    elif not tensor.is_floating_point():
        yield (
            f"{name} contains {tensor.dtype}, not real floating-point numbers: "
            "it has no gradient that a loss could use. Usual cause: a comparison, a rounding, "
            "or a complex spectrum without its magnitude."
        )
    else:
        yield from _batch_faults([(name, tensor)], 2, None)


def _maps_faults(maps: object, k: int) -> Iterator[str]:
    if not isinstance(maps, list):
        yield (
            f"fmaps[{k}] is {_kind(maps)}, not a list of feature maps: feature matching would "
            "iterate over the batch instead. Usual cause: a flat list; fmaps is a list of lists, "
            "one per sub-discriminator."
        )
    if isinstance(maps, tuple | list):
        if not maps:
            yield (
                f"fmaps[{k}] is empty: feature matching has nothing to compare for this "
                "sub-discriminator. Usual cause: the hidden activations aren't collected."
            )
        yield from _tensor_faults(maps, f"fmaps[{k}]")


def _batch_faults(named: list[tuple[str, Tensor]], batch: int, length: int | None) -> Iterator[str]:
    for name, tensor in named:
        at = f" at {length} samples" if length else ""
        if tensor.ndim == 0 or tensor.shape[0] != batch:
            yield (
                f"{name} has the shape {list(tensor.shape)} for a batch of {batch}{at}: the batch "
                "must stay the first axis, or scores go to the wrong sound. Usual cause: a "
                "reshape, a transpose or a mean over the batch."
            )
            return
        if tensor.numel() == 0:
            yield f"{name} has no values{at}, and the mean of nothing is NaN."
            return


def _first_empty(named: list[tuple[str, Tensor]]) -> str | None:
    return next((name for name, tensor in named if tensor.numel() == 0), None)


def _next_prime(number: int) -> int:
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


def _kind(value: object) -> str:
    if value is None:
        return "None"
    name = type(value).__name__
    size = f" of {len(value)}" if isinstance(value, tuple | list) else ""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}{size}"
