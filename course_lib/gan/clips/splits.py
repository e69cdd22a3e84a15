"""Three sets that share no sound.

    train     what the networks learn from
    tuning    what people look at while they choose settings
    report    what is reported, once the settings are chosen

Whoever tries many settings and keeps the best has fitted them to the sounds that judged them. So
those sounds cannot be the ones that the result is reported on.
"""

from typing import Literal, get_args

from course_lib.spelling import did_you_mean

Split = Literal["train", "tuning", "report"]
SPLITS: tuple[Split, ...] = get_args(Split)


def check_split(split: str) -> None:
    """Refuse a name that is none of the three."""
    if split not in SPLITS:
        hint = did_you_mean(split, SPLITS)
        raise ValueError(f"no split {split!r}.{hint} There are {', '.join(SPLITS)}.")
