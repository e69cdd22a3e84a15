"""Run all checks on a discriminator, and collect the faults in a report."""

import random
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import nn

from course_lib.discriminators.contract.behaviour import (
    check_batch,
    check_input,
    check_maps_apart,
    check_repeats,
)
from course_lib.discriminators.contract.contract_report import ContractReport
from course_lib.discriminators.contract.gradients import (
    check_attached,
    check_hidden,
    check_parameters,
)
from course_lib.discriminators.contract.probe import CheckAborted, Probe, describe, read_output
from course_lib.discriminators.contract.shapes import (
    check_count,
    check_lengths,
    check_output,
    check_short,
)
from course_lib.discriminators.contract.state import (
    check_copy,
    check_device,
    check_dtype,
    check_state_dict,
)
from course_lib.discriminators.contract.values import (
    check_finite,
    check_finite_gradients,
    check_raw,
)

Check = Callable[[Probe], Iterator[str]]

CHECKS: dict[str, Check] = {
    "output": check_output,
    "number of sub-discriminators": check_count,
    "hidden weights": check_hidden,
    "same answer twice": check_repeats,
    "input unchanged": check_input,
    "items of a batch apart": check_batch,
    "feature maps apart": check_maps_apart,
    "gradient to the wave": check_attached,
    "gradient to every parameter": check_parameters,
    "raw logits": check_raw,
    "finite output": check_finite,
    "finite gradients": check_finite_gradients,
    "any length and batch": check_lengths,
    "too short waves": check_short,
    "deep copy": check_copy,
    "state dict": check_state_dict,
    "precision": check_dtype,
    "device": check_device,
}

# A check is skipped if one of these has failed: it could only repeat the fault in other words.
NEEDS: dict[str, tuple[str, ...]] = {
    "gradient to the wave": ("input unchanged", "feature maps apart"),
    "gradient to every parameter": (
        "input unchanged",
        "feature maps apart",
        "gradient to the wave",
        "hidden weights",
    ),
    "finite gradients": (
        "input unchanged",
        "feature maps apart",
        "gradient to the wave",
        "finite output",
    ),
    "too short waves": ("any length and batch",),
    "state dict": ("same answer twice", "input unchanged", "hidden weights", "deep copy"),
    "precision": ("hidden weights", "deep copy"),
    "device": ("hidden weights", "deep copy"),
}


def check_contract(
    discriminator: nn.Module, *, channels: int = 1, length: int | None = None
) -> ContractReport:
    """Return a report on the faults of a discriminator, which is left unchanged.

    Args:
        discriminator: The discriminator to check. A small one is best: it is called many times.
        channels: The number of channels of the waves.
        length: The length of the waves, in samples; None tries several until one is accepted.
    """
    if not isinstance(discriminator, nn.Module):
        return _report_on_no_discriminator(discriminator)
    subject = type(discriminator).__name__
    python_state, numpy_state = random.getstate(), np.random.get_state()
    training = discriminator.training
    try:
        with (
            warnings.catch_warnings(),
            torch.random.fork_rng(devices=[]),
            torch.inference_mode(mode=False),
            torch.enable_grad(),
        ):
            warnings.simplefilter("ignore")  # a deprecation inside the discriminator isn't a fault
            return _run(Probe(discriminator, channels, length), subject)
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        discriminator.train(training)


def _run(probe: Probe, subject: str) -> ContractReport:
    try:
        probe.find_length()
    except CheckAborted as aborted:
        return ContractReport(
            subject, ("output",), (_sentence(aborted),), ("output",), tuple(CHECKS)[1:]
        )
    found: dict[str, list[str]] = {}
    skipped = []
    for title, check in CHECKS.items():
        failed = {done for done, some in found.items() if some}
        if failed.intersection(NEEDS.get(title, ())) or (
            "output" in failed and not _readable(probe)
        ):
            skipped.append(title)
        else:
            found[title] = _faults(title, check, probe)
    probe.reset()
    # two checks may crash in the same line, for the same reason: that's one fault
    faults = tuple(dict.fromkeys(fault for some in found.values() for fault in some))
    caught = tuple(title for title, some in found.items() if some)
    return ContractReport(subject, tuple(found), faults, caught, tuple(skipped))


def _faults(title: str, check: Check, probe: Probe) -> list[str]:
    faults = []
    try:
        for fault in check(probe):
            faults.append(_sentence(fault))
    except CheckAborted as aborted:
        faults.append(_sentence(aborted))
    except Exception as error:  # any crash of a discriminator is a fault, not a crash of the kit
        faults.append(f"The check of {title!r} couldn't be finished: {describe(error)}.")
    return faults


def _readable(probe: Probe) -> bool:
    probe.reset()
    output = read_output(probe.call(probe.wave()))
    return output is not None and all(
        tensor.is_floating_point() and tensor.ndim and tensor.shape[0] == 2 and tensor.numel()
        for _, tensor in output.named()
    )


def _sentence(fault: object) -> str:
    text = str(fault)
    word = text.split(" ", 1)[0]
    is_name = not word.isalpha() or word in ("logits", "fmaps", "forward")
    return text if is_name else text[0].upper() + text[1:]


def _report_on_no_discriminator(thing: object) -> ContractReport:
    if isinstance(thing, type):
        fault = f"{thing.__name__} is a class: build one first, as in {thing.__name__}(...)."
        return ContractReport(thing.__name__, ("output",), (fault,), ("output",), tuple(CHECKS)[1:])
    fault = f"{thing!r} isn't a torch.nn.Module, so it can't score a wave."
    return ContractReport(
        type(thing).__name__, ("output",), (fault,), ("output",), tuple(CHECKS)[1:]
    )
