"""Every number in a lesson's prose is computed by a test, or a rule says why it need not be."""

from contextlib import suppress
from functools import cache

import pytest
from claims import ClaimError, declared, readings
from lesson_text import ROOT, passages
from stated_numbers import is_claim, repeats, stated_in

LESSONS = sorted(folder.name[:2] for folder in (ROOT / "lessons").glob("[0-9]*_*"))


def all_numbers(lesson):
    return [number for passage in passages(lesson) for number in stated_in(passage)]


@cache
def computed(lesson):
    """Return the numbers of a lesson that some test reads."""
    bound = set()
    for about, sentence in declared(lesson):
        with suppress(ClaimError):  # the test of that claim fails by itself
            bound |= {(reading.passage, reading.end) for reading in readings(about, sentence)}
    return [n for n in all_numbers(lesson) if (n.passage, n.start + len(n.text)) in bound]


def uncovered(lesson):
    """Return the numbers that no test computes; a lesson may repeat what an earlier one says."""
    own = computed(lesson)
    known = [n for earlier in LESSONS if earlier <= lesson for n in computed(earlier)]
    for number in all_numbers(lesson):
        repeated = any(repeats(number, other) for other in known)
        if number not in own and not repeated and is_claim(number):
            yield number


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_number_in_prose_is_computed(lesson):
    found = [str(number) for number in uncovered(lesson)]
    assert not found, (
        f"{len(found)} numbers that no test computes:\n  "
        + "\n  ".join(found)
        + f"\nBind each in tests/claims/test_{lesson}_*.py: "
        '@claim("'
        + lesson
        + '", "its sentence, with {name} for the number"). See docs/lesson-format.md, "Numbers".'
    )
