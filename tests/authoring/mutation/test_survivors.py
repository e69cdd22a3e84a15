"""The list of survivors: what it explains, and what it forgets."""

import pytest

from course_lib.authoring.mutation import survivors
from course_lib.authoring.mutation.report import changed_exercises, mutate, update_list
from course_lib.authoring.mutation.survivors import Entry, SurvivorList
from course_lib.authoring.source.source_finding import SourceError
from course_lib.classroom.exercises.course_toml import load_course


def lesson(small_course):
    return load_course(small_course.root).lesson("01")


def test_a_list_is_read_as_it_was_written(small_course):
    card = lesson(small_course)
    entry = Entry("open", "01.1", 'the "tail" \\ isn\'t measured', ("drop: - ü…\n", "b"))
    survivors.write(small_course.root, card, SurvivorList({"01.1": "abc"}, [entry]))

    listed = survivors.read(small_course.root, card)

    assert listed.entries == [entry]
    assert listed.sources == {"01.1": "abc"}


def test_an_entry_without_a_reason_explains_nothing():
    listed = SurvivorList({}, [Entry("equivalent", "01.1", " ", ("a",))])

    assert listed.keys("01.1", "equivalent") == set()


def test_an_update_drops_what_is_refused_by_now_and_adds_what_is_new():
    old = [Entry("equivalent", "01.1", "why", ("a", "b")), Entry("open", "01.2", "why", ("a",))]
    listed = SurvivorList({}, old)

    listed.update("01.1", "number", {"b", "c"}, {"d"})

    assert listed.entries == [
        Entry("equivalent", "01.1", "why", ("b",)),
        Entry("open", "01.1", "", ("c",)),
        Entry("refused", "01.1", "", ("d",)),
        Entry("open", "01.2", "why", ("a",)),
    ]
    assert listed.sources == {"01.1": "number"}


def test_a_damaged_list_is_a_fault_of_its_file(small_course):
    card = lesson(small_course)
    survivors.path_of(small_course.root, card).write_text("[[open]]\nexercise = 1\n")

    with pytest.raises(SourceError, match=r"survivors\.toml"):
        survivors.read(small_course.root, card)


def test_an_exercise_has_changed_when_its_answer_its_bank_or_a_helper_has(small_course):
    card = lesson(small_course)
    numbers = survivors.source_numbers(small_course.root, card)
    survivors.write(small_course.root, card, SurvivorList(numbers, []))
    assert changed_exercises(small_course.root, card) == []

    small_course.replace("exercises", "samples_late = 2400", "samples_late = 2_400")
    assert changed_exercises(small_course.root, card) == ["01.2"]

    small_course.replace("exercises", "import Sequence", "import Iterable, Sequence")
    assert changed_exercises(small_course.root, card) == ["01.1", "01.2"]


def test_a_wrong_answer_that_passes_is_unexplained_until_it_has_a_reason(small_course):
    card, root = lesson(small_course), small_course.root
    small_course.replace("exercises", "draw.integer(1, 3)", "2")  # never late by another number

    found = mutate(root, card, "01.1")

    assert found.mutants > 20
    assert found.variants > 5
    # this check calls round(), which takes no tensor
    assert [change.operator for change in found.refused] == ["torch numbers"]
    assert len(found.unexplained) == len(found.survivors) + len(found.refused) > 1
    update_list(root, card, [found])
    assert mutate(root, card, "01.1").unexplained == found.unexplained  # no reason yet
    listed = survivors.read(root, card)
    listed.entries = [Entry(e.kind, e.exercise, "a reason", e.mutants) for e in listed.entries]
    survivors.write(root, card, listed)
    explained = mutate(root, card, "01.1")
    assert explained.unexplained == ()
    assert explained.open == len(found.survivors)
