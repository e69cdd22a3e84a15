"""An answer's values are compared with the solution's, which are measured once for each seed."""

import pytest

from course_lib.classroom.checking.assess import known_data, known_values, reference
from course_lib.classroom.exercises.errors import AuthoringError


def test_reference_and_mutants_are_measured_once_for_each_seed(exercises, monkeypatch):
    exercise = exercises["01.1"]
    reference(exercise, "once")
    known_data(exercise, "to the left", "once")
    monkeypatch.setattr(type(exercise), "trial", None)
    assert reference(exercise, "once").keys() == exercise.properties.keys()
    assert known_data(exercise, "to the left", "once")


def test_a_mutant_is_measured_as_far_as_it_is_asked_for(exercises, monkeypatch):
    exercise, measured = exercises["01.1"], []
    trial = type(exercise).trial
    monkeypatch.setattr(
        type(exercise), "trial", lambda *args: measured.append(args[2]) or trial(*args)
    )
    first, second, *_ = exercise.properties

    next(known_values(exercise, "to the left", "in part"))
    assert measured == [first]
    dict(zip(range(2), known_values(exercise, "to the left", "in part"), strict=False))
    assert measured == [first, second]
    known_data(exercise, "to the left", "in part")
    assert measured == list(exercise.properties)


def test_a_solution_that_cannot_be_measured_is_an_author_s_fault(exercises):
    ex = exercises["01.2"]
    ex.property("broken", cause="c")(lambda order, draw: object())
    try:
        with pytest.raises(AuthoringError, match="'broken': measuring the solution gives an obj"):
            reference(ex, "fresh seed")
    finally:
        del ex.properties["broken"]
