"""Shards together are the class, and a merged gradebook has a row for everybody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import LEDGER, Ledger, Result, read_ledger
from course_lib.grading.results.run_record import OtherRunError, RunRecord, open_record
from course_lib.grading.shards import merge, shard, shard_of

CLASS = tuple(f"student {number}" for number in range(12))


def hand_ins(students=CLASS):
    return [HandIn(student, Path(f"{student}.ipynb")) for student in students]


def record(number=1, of=1, **changes):
    return RunRecord(
        **{"lesson": "02", "key": "k1", "shard": (number, of)} | {"students": CLASS} | changes
    )


def result_of(student, **changes):
    usual = {"lesson": "02", "status": "graded", "max_points": 12.0, "points": 7.0, "key": "k1"}
    return Result(student, f"{student}.ipynb", **usual | changes)


def written(folder, number, of, leave_out=(), **changes):
    """Write a shard's folder: its record, and a result for everybody in it."""
    folder.mkdir()
    record(number, of, **changes).write(folder)
    with Ledger.open(folder / LEDGER) as ledger:
        for hand_in in shard(hand_ins(), number, of):
            if hand_in.student not in leave_out:
                ledger.add(result_of(hand_in.student))
    return folder


@given(st.lists(st.text(min_size=1), unique=True), st.integers(1, 9))
def test_shards_have_every_student_once(students, of):
    everyone = hand_ins(students)

    found = [hand_in for number in range(1, of + 1) for hand_in in shard(everyone, number, of)]

    assert sorted(e.student for e in found) == sorted(students)


def test_a_late_hand_in_moves_nobody_to_another_shard():
    before = {s: shard_of(s, 4) for s in CLASS}

    assert {s: shard_of(s, 4) for s in ("a late one", *CLASS) if s in before} == before


def test_merging_every_shard_gives_the_class(tmp_path):
    folders = [written(tmp_path / str(n), n, 3) for n in (1, 2, 3)]

    assert merge(folders, tmp_path / "all").keys() == set(CLASS)


def test_merge_names_the_students_of_a_shard_that_is_missing(tmp_path):
    folders = [written(tmp_path / str(n), n, 3) for n in (1, 3)]

    found = merge(folders, tmp_path / "all")

    assert found.keys() == set(CLASS)
    lost = {s for s, outcome in found.items() if outcome.status == "grader_error"}
    assert lost == {hand_in.student for hand_in in shard(hand_ins(), 2, 3)} != set()
    assert {found[s].reason for s in lost} == {"not graded: shard 2/3 was not merged"}


def test_merge_names_the_students_whom_a_shard_did_not_reach(tmp_path):
    gone = shard(hand_ins(), 1, 2)[0].student
    folders = [written(tmp_path / "1", 1, 2, {gone}), written(tmp_path / "2", 2, 2)]

    found = merge(folders, tmp_path / "all")

    assert found[gone].reason == "not graded: its shard did not finish"
    assert found[gone].needs_a_look


@pytest.mark.parametrize(
    ("changes", "output"),
    [
        ({"lesson": "03"}, "different lessons: 02, 03"),
        ({"key": "k2"}, "different versions of the answer key: k1, k2"),
        ({"shard": (2, 5)}, "into 2 and 5"),
    ],
)
def test_shards_that_do_not_belong_together_are_refused(tmp_path, changes, output):
    folders = [written(tmp_path / "1", 1, 2), written(tmp_path / "2", 2, 2, **changes)]

    with pytest.raises(InputError, match=output):
        merge(folders, tmp_path / "all")


@pytest.mark.parametrize(
    ("changes", "output"),
    [
        ({"lesson": "03"}, "results of lesson 02"),
        ({"key": "k2"}, "version k1 of the answer key"),
        ({"shard": (2, 2)}, "has shard 1/1"),
    ],
)
def test_a_folder_of_another_lesson_key_or_shard_is_not_gone_on_with(tmp_path, changes, output):
    open_record(tmp_path, record(students=()), {}, hand_ins())

    with pytest.raises(OtherRunError, match=output):
        open_record(tmp_path, record(**changes), {}, hand_ins())


def test_a_ledger_of_another_key_is_refused_though_its_record_is_lost(tmp_path):
    with pytest.raises(OtherRunError, match="version k0"):
        open_record(tmp_path, record(), {"a": result_of("a", key="k0")}, hand_ins())


def test_going_on_with_the_same_run_keeps_the_class_and_what_was_tested(tmp_path):
    open_record(tmp_path, record(students=(), tested="cold"), {}, hand_ins())
    record(tested="cold").write(tmp_path)

    again = open_record(tmp_path, record(students=()), {}, hand_ins(["a late one"]))

    assert set(again.students) == {"a late one", *CLASS}
    assert again.tested == "cold"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"lesson": 1}', "null"])
def test_a_damaged_record_is_no_record(tmp_path, text):
    (tmp_path / "run.json").write_text(text)

    assert RunRecord.read(tmp_path) is None


def test_shards_become_one_ledger_and_a_result_wins_over_a_failure(tmp_path):
    for number, part in enumerate(
        [
            [result_of("a", points=1.5), result_of("b", status="grader_error")],
            [result_of("b", points=7.0), result_of("c", points=1.5)],
        ]
    ):
        (tmp_path / str(number)).mkdir()
        with Ledger.open(tmp_path / str(number) / LEDGER) as ledger:
            for one in part:
                ledger.add(one)

    merged = merge([tmp_path / "0", tmp_path / "1"], tmp_path / "all")

    assert {s: ln.points for s, ln in merged.items()} == {"a": 1.5, "b": 7.0, "c": 1.5}
    assert read_ledger(tmp_path / "all" / LEDGER).keys() == {"a", "b", "c"}
