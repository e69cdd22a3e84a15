"""The rules on size: each on a lesson that breaks it."""

import pytest

ORDERLY_WORDS = " ".join(["word"] * 151)

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "long idea": (
        "lesson",
        "A tenth of a second.",
        ORDERLY_WORDS,
        ORDERLY_WORDS,
        "a text of 151 words",
    ),
    "long head": (
        "exercises",
        "A wall is 17 m away",
        ORDERLY_WORDS,
        "### 01.2",
        "words outside its tables",
    ),
    "long code": (
        "lesson",
        "speed_m_per_s = 340",
        "speed_m_per_s = 340\n" * 16,
        "speed_m_per_s",
        "16 lines of code in one cell",
    ),
    "many words": (
        "lesson",
        "# A tenth of a second.\n",
        ("# " + "word " * 149 + "\n\n# %% [markdown]\n") * 17 + "# A tenth.\n",
        None,
        "cut it to 2500",
    ),
    "many cells": (
        "lesson",
        "# %%\n",
        "# %%\n1 + 1\n\n" * 40 + "# %%\n",
        None,
        "between 30 and 70",
    ),
    "large notebook": (
        "lesson",
        "distance_m = 17",
        f'distance_m = "{"x" * 100_000}"',
        None,
        "cut it to 100000",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])
