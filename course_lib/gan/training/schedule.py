"""When the warm-up ends, and which discriminators take part and learn at a step.

    step               0              warm_steps          warm_steps + start
                       │ warm-up ─────│ ──────────────────│ ─────────────────►
    adversarial step   -warm_steps    0                   start
                       │ no discriminator                 │ this one takes part,
                                                          │ and learns every N steps

These are functions of step numbers, so a resumed run needs no schedule of its own.
"""


def adversarial_step(step: int, warm_steps: int) -> int:
    """Return the number of steps since the end of the warm-up; negative during the warm-up.

    Args:
        step: The number of steps taken, both stages together.
        warm_steps: The number of steps in the warm-up, when the generator trains alone.
    """
    return step - warm_steps


def is_warm_up(step: int, warm_steps: int) -> bool:
    """Return True if the next step belongs to the warm-up; see `adversarial_step`."""
    return adversarial_step(step, warm_steps) < 0


def takes_part(step: int, start: int) -> bool:
    """Return True if a discriminator scores sounds at a step.

    Args:
        step: The number of the adversarial step, from 0.
        start: The adversarial step at which the discriminator joins.
    """
    return step >= start


def is_due(step: int, start: int, every: int, *, frozen: bool) -> bool:
    """Return True if a discriminator is updated at a step.

    Args:
        step: The number of the adversarial step, from 0.
        start: The adversarial step at which the discriminator joins.
        every: The number of steps from one update to the next.
        frozen: True if the discriminator is never updated.
    """
    return takes_part(step, start) and not frozen and (step - start) % every == 0
