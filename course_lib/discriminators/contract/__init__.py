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
    titles = list(CHECKS)
    try:
        probe.find_length()
    except Broken as broken:
        return ContractReport(subject, (), (_sentence(broken),), tuple(titles))
    faults: list[str] = []
    for done, (title, check) in enumerate(CHECKS.items(), start=1):
        faults += _faults(check, probe)
        if title == "output" and not _readable(probe):
            probe.reset()
            return ContractReport(subject, (title,), tuple(faults), tuple(titles[done:]))
    probe.reset()
    return ContractReport(subject, tuple(titles), tuple(dict.fromkeys(faults)))


def _faults(check: Check, probe: Probe) -> list[str]:
    faults = []
    try:
        for fault in check(probe):
            faults.append(_sentence(fault))
    except Broken as broken:
        faults.append(_sentence(broken))
    except Exception as error:  # whatever a discriminator does, it is a fault and no crash of ours
        faults.append(_sentence(f"{check.__name__} could not be finished: {describe(error)}."))
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
    # names such as logits[0] keep their small letter
    return text[0].upper() + text[1:] if text.split(" ", 1)[0].isalpha() else text


def _not_an_instance(thing: object) -> ContractReport:
    if isinstance(thing, type):
        fault = f"{thing.__name__} is a class: build one first, as in {thing.__name__}(...)."
        return ContractReport(thing.__name__, (), (fault,), tuple(CHECKS))
    fault = f"{thing!r} is no torch.nn.Module, so it cannot judge a wave."
    return ContractReport(type(thing).__name__, (), (fault,), tuple(CHECKS))
