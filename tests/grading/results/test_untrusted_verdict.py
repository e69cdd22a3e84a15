"""A kernel can publish what it likes: only a verdict for this exercise and this seed is scored."""

import math

import pytest

from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.measuring.data import MAX_TEXT, error
from course_lib.grading.results.untrusted_verdict import plain, plain_name, refusal

SEED = "s1f"
TRUE = {"exercise": "02.1", "seed": SEED, "attempted": True, "properties": {"shape": [4, 3]}}


def test_a_verdict_with_the_secret_seed_is_scored():
    assert refusal(TRUE, "02.1", SEED) is None


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"exercise": "02.2"}, State.ERROR),
        ({"properties": None}, State.ERROR),
        ({"properties": ["shape"]}, State.ERROR),
        ({"seed": "0"}, State.ERROR),
        ({"seed": None}, State.ERROR),
        ({"seed": ["s1f"]}, State.ERROR),
        ({"attempted": False}, State.NOT_ATTEMPTED),
        ({"attempted": 1}, State.NOT_ATTEMPTED),
        ({"library": "course_lib.discriminators.mpd.fold"}, State.WRONG),
    ],
)
def test_any_other_verdict_gets_no_points(change, state):
    refused = refusal({**TRUE, **change}, "02.1", SEED)

    assert refused is not None
    assert refused.state is state


@pytest.mark.parametrize("name", TRUE)
def test_a_verdict_in_which_something_is_missing_is_refused(name):
    assert refusal({key: TRUE[key] for key in TRUE if key != name}, "02.1", SEED) is not None


def test_a_flag_repeats_names_only_and_no_text_of_a_student():
    copied = refusal({**TRUE, "library": "course_lib.discriminators.mpd.fold"}, "02.1", SEED)
    invented = refusal({**TRUE, "library": "<b>full marks</b>"}, "02.1", SEED)

    assert copied.flags == ("is the library's own code (course_lib.discriminators.mpd.fold)",)
    assert invented.flags == ("is the library's own code (without a name)",)
    assert plain_name("a" * 100) == "a" * 80


@pytest.mark.parametrize("value", [math.nan, math.inf, 1 << 70, {1, 2}, object(), b"bytes"])
def test_what_no_probe_publishes_becomes_an_error(value):
    assert plain(value) == plain([1, value]) == error("data that no check publishes")


def test_text_is_cut_and_the_rest_is_copied():
    value = {"a": [1, 2.5, None, True, "x" * (MAX_TEXT + 1)]}

    assert plain(value) == {"a": [1, 2.5, None, True, "x" * MAX_TEXT]}
