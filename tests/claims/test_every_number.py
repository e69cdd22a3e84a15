"""Every number in a lesson's prose is computed by a test, unless a rule says why it needn't be."""

import pytest
from claims import LESSONS, uncovered


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
