"""Check that a discriminator keeps the promises that everything else in the course relies on.

    report = check_contract(MyDiscriminator(filters=1))
    print(report)         what is wrong, what it breaks, and the usual cause
    report.require()      raises, for tests

The checks look at behaviour only: the discriminator is called with seeded waves, and nothing is
asked of how it is written. Each module holds the checks of one question. A crash inside the
discriminator is a fault like any other; the kit itself does not raise.

Source: the idea is scikit-learn's ``check_estimator``,
https://scikit-learn.org/stable/developers/develop.html
"""

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
from course_lib.discriminators.contract.gradients import (
    check_attached,
    check_hidden,
    check_parameters,
)
from course_lib.discriminators.contract.probe import Broken, Probe, as_verdict, describe
from course_lib.discriminators.contract.report import ContractError, ContractReport
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

__all__ = ["ContractError", "ContractReport", "check_contract"]

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

# a check that one of these has failed before would only repeat its fault in other words
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
    """Look for faults in a discriminator; it stays as it is.

    Args:
        discriminator: an instance, as small as it can be: the checks call it often.
        channels: channels of the waves it takes.
        length: samples of the waves it is shown; None searches for a length that it accepts.
    """
    if not isinstance(discriminator, nn.Module):
        return _not_an_instance(discriminator)
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
            warnings.simplefilter("ignore")  # a deprecation inside is no fault of the contract
            return _run(Probe(discriminator, channels, length), subject)
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        discriminator.train(training)


def _run(probe: Probe, subject: str) -> ContractReport:
    try:
        probe.find_length()
    except Broken as broken:
        return ContractReport(
            subject, ("output",), (_sentence(broken),), ("output",), tuple(CHECKS)[1:]
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
    faults = tuple(fault for some in found.values() for fault in some)
    caught = tuple(title for title, some in found.items() if some)
    return ContractReport(subject, tuple(found), faults, caught, tuple(skipped))


def _faults(title: str, check: Check, probe: Probe) -> list[str]:
    faults = []
    try:
        for fault in check(probe):
            faults.append(_sentence(fault))
    except Broken as broken:
        faults.append(_sentence(broken))
    except Exception as error:  # whatever a discriminator does, it is a fault and no crash of ours
        faults.append(f"The check of {title!r} could not be finished: {describe(error)}.")
    return faults


def _readable(probe: Probe) -> bool:
    probe.reset()
    verdict = as_verdict(probe.raw(probe.wave()))
    return verdict is not None and all(
        tensor.is_floating_point() and tensor.ndim and tensor.shape[0] == 2 and tensor.numel()
        for _, tensor in verdict.named()
    )


def _sentence(fault: object) -> str:
    text = str(fault)
    word = text.split(" ", 1)[0]
    is_name = not word.isalpha() or word in ("logits", "fmaps", "forward")
    return text if is_name else text[0].upper() + text[1:]


def _not_an_instance(thing: object) -> ContractReport:
    if isinstance(thing, type):
        fault = f"{thing.__name__} is a class: build one first, as in {thing.__name__}(...)."
        return ContractReport(thing.__name__, ("output",), (fault,), ("output",), tuple(CHECKS)[1:])
    fault = f"{thing!r} is no torch.nn.Module, so it cannot judge a wave."
    return ContractReport(
        type(thing).__name__, ("output",), (fault,), ("output",), tuple(CHECKS)[1:]
    )
