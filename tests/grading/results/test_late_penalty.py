"""What handing in late costs, computed from a deadline, a policy and a time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.grading.results.late_penalty import (
    LatePolicy,
    less_what_late_work_costs,
    read_policy,
)
from course_lib.grading.results.ledger import GRADED, Result

DUE = datetime(2026, 11, 28, 23, 59)
RESULT = Result("anna", "anna.ipynb", "02", GRADED, 6.0, points=5.0)


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("", None),
        ("10 % a day", LatePolicy(0.1, 1.0)),
        ("10% per day, at most 50%", LatePolicy(0.1, 0.5)),
        ("2,5 % a day at most 30 %", LatePolicy(0.025, 0.3)),
    ],
)
def test_a_policy_is_read_as_teachers_write_it(text, policy):
    assert read_policy(text) == policy


def test_another_text_is_refused_with_an_example():
    with pytest.raises(ValueError, match="10 % a day, at most 50 %"):
        read_policy("a lot")


def test_each_day_that_has_begun_costs_the_rate_up_to_the_most():
    policy = LatePolicy(0.1, 0.5)
    left = [
        less_what_late_work_costs(RESULT, DUE, policy, DUE + timedelta(hours=hours)).points
        for hours in (-1, 0, 1, 24, 25, 2400)
    ]

    assert left == [5.0, 5.0, 4.5, 4.5, 4.0, 2.5]


def test_a_time_set_by_hand_wins_over_the_one_that_the_lms_wrote():
    result = Result("anna", "a", "02", GRADED, 6.0, points=5.0, handed_in="2026-11-30T10:00:00")

    late = less_what_late_work_costs(result, DUE, LatePolicy(0.1), None)
    in_time = less_what_late_work_costs(result, DUE, LatePolicy(0.1), DUE)

    assert (late.points, in_time.points) == (4.0, 5.0)
    assert late.notes == late.changes
    assert "late by 2 days" in late.changes[0]


@pytest.mark.parametrize(("due", "policy"), [(None, LatePolicy(0.1)), (DUE, None)])
def test_without_a_deadline_or_a_policy_nothing_is_lost(due, policy):
    assert less_what_late_work_costs(RESULT, due, policy, DUE + timedelta(days=9)) == RESULT


# On a busy machine, hypothesis's first draw has taken longer than its health check allows.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0, 1), st.floats(0, 1), st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_a_later_hand_in_never_loses_less_nor_more_than_the_most(rate, most, first, more):
    policy = LatePolicy(rate, most)

    _, part = policy.lost(timedelta(minutes=first))
    _, later = policy.lost(timedelta(minutes=first + more))

    assert 0 <= part <= later <= most
    assert part == 0 or first > 0
