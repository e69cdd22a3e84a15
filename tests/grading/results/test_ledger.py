"""The ledger loses nothing, whatever stops a run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.results.ledger import LEDGER, Ledger, Result, read_ledger
from course_lib.grading.results.marks import Mark

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


def result_of(student="anna", status="graded", points=1.5, **more):
    return Result(student, "a.ipynb", "02", status, 12.0, points, **more)


def test_a_line_comes_back_as_it_was_written():
    full = result_of(EVIL, marks=(MARK,), notes=("n",), flags=("f",), categories=("timeout",))

    assert Result.read(full.written()) == full


@given(cut=st.integers(min_value=0, max_value=400))
def test_a_torn_ledger_loses_the_torn_line_alone(cut, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / LEDGER
    whole = "".join(result_of(name, sha=name).written() for name in "abc").encode()
    path.write_bytes(whole[: len(whole) - cut])

    with Ledger.open(path) as ledger:
        kept = set(ledger.results)
        for name in {"a", "b", "c"} - kept:
            ledger.add(result_of(name, sha=name))

    assert path.read_bytes().count(b"\n") == 3
    assert read_ledger(path).keys() == {"a", "b", "c"}


def test_a_line_of_nonsense_in_the_ledger_is_passed_over(tmp_path):
    path = tmp_path / LEDGER
    path.write_bytes(
        result_of("a").written().encode() + b'{"x": 1}\n\xff\n' + result_of("b").written().encode()
    )

    with Ledger.open(path) as ledger:
        assert set(ledger.results) == {"a", "b"}


def test_what_reads_a_ledger_passes_over_the_same_lines(tmp_path):
    path = tmp_path / LEDGER
    path.write_bytes(result_of("a").written().encode() + b'{"x": 1}\n\xff\n[]\n')

    assert set(read_ledger(path)) == {"a"}


def test_a_numbered_student_with_a_new_name_has_one_result(tmp_path):
    lines = [result_of("Anna", number="1"), result_of("Anna (1)", number="1", points=2.0)]
    lines += [result_of("Ben", number="2"), result_of("Cleo"), result_of("Cleo (2)")]
    (tmp_path / LEDGER).write_text("".join(line.written() for line in lines))

    assert set(read_ledger(tmp_path / LEDGER)) == {"Anna (1)", "Ben", "Cleo", "Cleo (2)"}


def test_two_graders_never_write_one_ledger(tmp_path):
    again = Ledger.open(tmp_path / LEDGER)
    with Ledger.open(tmp_path / LEDGER), pytest.raises(BlockingIOError), again:
        pass


def test_only_the_same_file_is_not_graded_again_and_a_failure_always_is(tmp_path):
    with Ledger.open(tmp_path / LEDGER) as ledger:
        ledger.add(result_of("a", sha="1"))
        ledger.add(result_of("b", status="grader_error", sha="1"))

        assert ledger.done("a", "1", "02", "")
        assert not ledger.done("a", "2", "02", "")
        assert not ledger.done("b", "1", "02", "")


def test_a_result_counts_for_its_own_lesson_and_version_of_the_key_only(tmp_path):
    with Ledger.open(tmp_path / LEDGER) as ledger:
        ledger.add(result_of("a", sha="1", key="k1"))

        assert ledger.done("a", "1", "02", "k1")
        assert not ledger.done("a", "1", "02", "k2")
        assert not ledger.done("a", "1", "03", "k1")
