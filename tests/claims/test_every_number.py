"""Every number in the prose of a lesson is computed by a test, or a rule says why it need not be."""

from contextlib import suppress

import pytest
from claims import ClaimError, declared, readings
from lesson_text import ROOT, passages
from stated_numbers import is_claim, repeats, stated_in

LESSONS = sorted(folder.name[:2] for folder in (ROOT / "lessons").glob("[0-9]*_*"))


def uncovered(lesson):
    """Return the numbers that no test computes, each with its place and its sentence."""
    bound = set()
    for _, sentence in declared(lesson):
        with suppress(ClaimError):  # the test of that claim fails by itself
            bound |= {(r.passage, r.end) for r in readings(lesson, sentence)}
    numbers = [n for passage in passages(lesson) for n in stated_in(passage)]
    computed = [n for n in numbers if (n.passage, n.start + len(n.text)) in bound]
    for number in numbers:
        known = number in computed or any(repeats(number, other) for other in computed)
        if not known and is_claim(number):
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
