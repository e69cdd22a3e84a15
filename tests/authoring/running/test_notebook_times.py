"""The machine time of each notebook is measured wherever the tests run."""

from types import SimpleNamespace

import pytest

from course_lib.authoring.running.notebook_times import note, table


def times(**seconds):
    """Return the times of one lesson, cell by cell."""
    found = {}
    for cell, duration in seconds.items():
        report = SimpleNamespace(
            nodeid=f"notebooks/01_a.ipynb::{cell}", when="call", duration=duration
        )
        note(found, report)
    return found


def test_a_line_names_the_slowest_cell_and_the_sum():
    (line,) = table(times(one=2.0, two=5.0), {})
    assert "7.0 s" in line
    assert "slowest two: 5.0 s" in line


def test_other_tests_and_starting_a_kernel_do_not_count():
    found = {}
    note(found, SimpleNamespace(nodeid="tests/test_a.py::test_b", when="call", duration=9.0))
    note(found, SimpleNamespace(nodeid="notebooks/01_a.ipynb::one", when="setup", duration=9.0))
    assert found == {}


@pytest.mark.parametrize(("seconds", "late"), [(59.0, False), (61.0, True)])
def test_a_card_that_promises_too_little_is_named(seconds, late):
    (line,) = table(times(one=seconds), {"01_a": 1})
    assert ("the card says under 1 min" in line) is late
