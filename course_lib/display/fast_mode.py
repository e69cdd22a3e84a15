"""Shorten long work in tests and under ``course run --fast``.

    train(steps=shortened(300, fast=4))

The environment variable ``COURSE_FAST=1`` turns fast mode on. It changes only how many steps, clips
or rounds there are: the same cells run the same code. A result that a lesson states must come from
a full run.
"""

import os

FAST = "COURSE_FAST"


def fast_mode() -> bool:
    """Return True if COURSE_FAST asks for the short form of long work."""
    return os.environ.get(FAST, "") not in ("", "0")


def shortened(full: int, *, fast: int) -> int:
    """Return ``full``, or ``fast`` in fast mode.

    Args:
        full: The number of steps, clips or rounds in a full run.
        fast: The number that is enough to run every line.

    Raises:
        ValueError: If ``fast`` is below 1 or above ``full``.
    """
    if not 1 <= fast <= full:
        raise ValueError(f"shortened needs 1 <= fast <= full, got full={full} and fast={fast}.")
    return fast if fast_mode() else full


in_haste = fast_mode  # its name in version 0.1
