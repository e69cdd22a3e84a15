"""Shorten long work where nobody watches: in a test, or under ``course run --fast``.

    train(steps=shortened(300, fast=4))

Setting the environment variable ``COURSE_FAST=1`` asks for haste. It changes how much is done, and
nothing else: the same cells run, with the same code, and a lesson that states a result must not
state it of a shortened run.
"""

import os

FAST = "COURSE_FAST"


def in_haste() -> bool:
    """Tell whether COURSE_FAST asks for the short form of long work."""
    return os.environ.get(FAST, "") not in ("", "0")


def shortened(full: int, *, fast: int) -> int:
    """Return ``full``, or ``fast`` in haste.

    Args:
        full: how many steps, clips or rounds a learner's run takes.
        fast: how many show that every line works.

    Raises:
        ValueError: ``fast`` is below 1, or above ``full``: it would not shorten.
    """
    if not 1 <= fast <= full:
        raise ValueError(f"shortened needs 1 <= fast <= full, and was given {full} and fast={fast}")
    return fast if in_haste() else full
