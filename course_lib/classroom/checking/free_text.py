"""Measure a learner's own text by what can be counted. Whether it makes sense, people decide.

A sentence in any language passes. The same word again and again, single letters and rows of keys
don't count as words.
"""

import re

# a run of letters, digits, apostrophes and hyphens; where words have no spaces, a single sign
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff][\w'’-]*")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4  # neighbouring keys in a row that no word has
_VOWEL = re.compile(r"[aeiouy]")


_LETTER = re.compile(r"\W*([a-z])(?:\W*|\s*[).:,–-].*)", re.IGNORECASE | re.DOTALL)


def letter_of(text: object) -> str:
    """Return the letter that an answer chooses, as a capital: of "b", "(B)" and "B: a loss can …".

    Any other text comes back as it is, so that "Because" isn't taken for B.
    """
    found = _LETTER.fullmatch(str(text))
    return found[1].upper() if found else str(text).strip()


def number_or_none(value: object) -> float | None:
    """Return a number of any type as a float, or None for anything else."""
    try:
        return float(value)  # type: ignore[arg-type]  # what isn't a number raises
    except (TypeError, ValueError, RuntimeError):
        return None


def count_words(text: object) -> dict[str, int]:
    """Return how many words a text has, and how many different ones that look like words."""
    words = _WORD.findall(str(text))
    return {
        "words": len(words),
        "different": len({word.lower() for word in words if _looks_like_a_word(word)}),
    }


def _looks_like_a_word(word: str) -> bool:
    if not word.isascii() or any(sign.isdigit() for sign in word):
        return True
    if len(word) < 2:
        return False
    if word.isupper():  # MPD, STFT
        return len(set(word)) > 1
    lower = word.lower()
    return bool(_VOWEL.search(lower)) and len(set(lower)) > 1 and not _is_a_row_of_keys(lower)


def _is_a_row_of_keys(word: str) -> bool:
    return len(word) >= _RUN and any(word in row or word in row[::-1] for row in _ROWS)
