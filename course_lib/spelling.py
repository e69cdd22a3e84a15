"""Suggest similar names for an unknown one."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests similar names, or an empty string if there are none.

    The sentence begins with a space, so that it can follow an error message.

    Args:
        word: The unknown name.
        known: The names that exist.
    """
    candidates = list(known)
    swapped = [name for name in candidates if sorted(name) == sorted(word)]  # "mdp" for "mpd"
    close = swapped or get_close_matches(word, candidates, n=1, cutoff=0.6)
    # "norm" isn't close to "scale_norms" letter by letter, but it is one of its words.
    words = {word, f"{word}s"}
    close += [name for name in candidates if words & set(name.split("_")) and name not in close]
    return f" Did you mean {' or '.join(repr(name) for name in close[:2])}?" if close else ""
