"""Suggest the name that was meant when an unknown one was given."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests similar names, or nothing if none is similar.

    The sentence begins with a space, so that it can follow an error message as it is.

    Args:
        word: The unknown name.
        known: The names that exist.
    """
    candidates = list(known)
    swapped = [name for name in candidates if sorted(name) == sorted(word)]  # "mdp" for "mpd"
    close = swapped or get_close_matches(word, candidates, n=1, cutoff=0.6)
    # "norm" is no near miss of "scale_norms" letter by letter, but it is one of its words
    words = {word, f"{word}s"}
    close += [name for name in candidates if words & set(name.split("_")) and name not in close]
    return f" Did you mean {' or '.join(repr(name) for name in close[:2])}?" if close else ""
