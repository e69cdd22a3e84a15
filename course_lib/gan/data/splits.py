"""Three sets that share no sound.

    train     what the networks learn from
    tuning    what you look at while you choose settings
    report    what you report, once the settings are chosen

If you try many settings and keep the best, you have fitted them to the sounds that they were scored
on. So those sounds cannot be the ones that the result is reported on.

Three recordings or more are split by file. One or two are split by time: the report part is cut
from the end, the tuning part from just before it. That is the weaker test, since the held-out
sounds come from the same room, instrument or voice.
"""

from collections.abc import Sequence
from hashlib import sha256
from os import fsencode
from typing import Literal, TypeVar, get_args

from course_lib.spelling import did_you_mean

Split = Literal["train", "tuning", "report"]
SPLITS: tuple[Split, ...] = get_args(Split)
HELD_OUT = 0.1  # of what is split, at least one part of it, for tuning; as much for the report

Piece = TypeVar("Piece")


def check_split(split: str) -> None:
    """Refuse a name that is none of the three."""
    if split not in SPLITS:
        hint = did_you_mean(split, SPLITS)
        raise ValueError(f"no split {split!r}.{hint} There are {', '.join(SPLITS)}.")


def share_files(names: Sequence[str], split: Split) -> list[str]:
    """Return the files of one split; by a hash of their names, so that a new file moves few others.

    Args:
        names: At least three.
        split: One of the three.
    """
    ranked = sorted(names, key=lambda name: sha256(fsencode(name)).digest())
    held = max(1, round(HELD_OUT * len(names)))
    shares = {
        "report": ranked[:held],
        "tuning": ranked[held : 2 * held],
        "train": ranked[2 * held :],
    }
    return sorted(shares[split])


def share_pieces(pieces: list[Piece], split: Split) -> list[Piece]:
    """Return the pieces of one split, by time: train, then tuning, then report.

    Args:
        pieces: In the order of time.
        split: One of the three.

    Raises:
        ValueError: there are fewer than three pieces.
    """
    if len(pieces) < len(SPLITS):
        raise ValueError(
            f"{len(pieces)} piece(s) cannot be split into {', '.join(SPLITS)}, which takes three: "
            "use a longer recording, or more recordings."
        )
    held = max(1, round(HELD_OUT * len(pieces)))
    end = len(pieces)
    shares = {
        "report": pieces[end - held :],
        "tuning": pieces[end - 2 * held : end - held],
        "train": pieces[: end - 2 * held],
    }
    return shares[split]
