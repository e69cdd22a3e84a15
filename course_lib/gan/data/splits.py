"""Three sets of clips that share no sound.

    train     what the networks learn from
    tuning    what you score while you choose settings
    report    what you report scores on, once the settings are chosen

If you try many settings and keep the best, you have fitted them to the sounds they were scored on.
So those sounds can't be the ones that the result is reported on.

Three or more recordings are split by file. One or two are split by time: the report part is the
end, and the tuning part comes just before it. That is the weaker test, since the held-out sounds
come from the same room, instrument or voice.
"""

from collections.abc import Sequence
from hashlib import sha256
from os import fsencode
from typing import Literal, TypeVar, get_args

from course_lib.spelling import did_you_mean

Split = Literal["train", "tuning", "report"]
SPLITS: tuple[Split, ...] = get_args(Split)
HELD_OUT = 0.1  # the share, and at least one part, that tuning gets; the report gets as much

Piece = TypeVar("Piece")


def check_split(split: str) -> None:
    """Raise ValueError if there is no split of this name."""
    if split not in SPLITS:
        hint = did_you_mean(split, SPLITS)
        raise ValueError(f"split must be one of {', '.join(SPLITS)}, got {split!r}.{hint}")


def split_files(names: Sequence[str], split: Split) -> list[str]:
    """Return the files of one split, sorted.

    The split depends on a hash of each name, so adding a file moves few others.

    Args:
        names: The names of at least three files.
        split: The split to return.
    """
    ranked = sorted(names, key=lambda name: sha256(fsencode(name)).digest())
    count = max(1, round(HELD_OUT * len(names)))
    shares = {
        "report": ranked[:count],
        "tuning": ranked[count : 2 * count],
        "train": ranked[2 * count :],
    }
    return sorted(shares[split])


def split_pieces(pieces: list[Piece], split: Split) -> list[Piece]:
    """Return the pieces of one split, by time: train comes first, then tuning, then report.

    Args:
        pieces: Parts of one or two recordings, in the order of time.
        split: The split to return.

    Raises:
        ValueError: There are fewer than three pieces.
    """
    if len(pieces) < len(SPLITS):
        raise ValueError(
            f"a split into {', '.join(SPLITS)} needs at least three clips, got {len(pieces)}: "
            "use a longer recording, or more recordings."
        )
    count = max(1, round(HELD_OUT * len(pieces)))
    end = len(pieces)
    shares = {
        "report": pieces[end - count :],
        "tuning": pieces[end - 2 * count : end - count],
        "train": pieces[: end - 2 * count],
    }
    return shares[split]
