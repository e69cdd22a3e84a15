"""The rules on words: each on a lesson that breaks it."""

import pytest

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "forbidden word": (
        "lesson",
        "Now the sum",
        "Now simply the sum",
        "Now simply the sum",
        '"simply" discourages a learner',
    ),
    "forbidden word in a hint": (
        "exercises",
        "Zeros, then",
        "Obviously zeros, then",
        "Obviously zeros",
        '"Obviously" discourages a learner',
    ),
    "forbidden word in the course file": (
        "course",
        "Your own click, twice.",
        "Just a click.",
        'hear = "Just a click."',
        '"Just" discourages a learner',
    ),
    "term before its definition": (
        "lesson",
        "# Clap your hands",
        "# Let us make echoes.\n# Clap your hands",
        "Let us make echoes.",
        '"echo" is used before it is explained',
    ),
    "term of a later lesson": (
        "lesson",
        "Now the sum of both.",
        "Now both in unison.",
        "Now both in unison.",
        '"unison" is only explained in lesson 02',
    ),
    "term never defined": (
        "course",
        'terms = ["echo", "delay"]',
        'terms = ["echo", "delay", "reverb"]',
        'slug = "01_echo"',
        '"reverb" is never explained',
    ),
    "picture without words": (
        "lesson",
        "![Two clicks on a line of time, the second lower than the first]",
        "![]",
        "![](echo.png)",
        "a picture without alt text",
    ),
    "image tag without words": (
        "lesson",
        "# A tenth of a second.",
        '# <img src="a.png" alt="">',
        "<img",
        "a picture without alt text",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])
