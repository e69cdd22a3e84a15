"""Checks are code, so they are tested: wrong answers get their own diagnosis, right ones pass."""

import os
from dataclasses import replace
from functools import lru_cache

import pytest

from course_lib.classroom.checking.assess import Assessment, assess
from course_lib.classroom.checking.diagnosis import best_fit, demonstrated_mistake, diagnose
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.load_bank import bank

# Every mutant is tried at home too; CI (COURSE_CI=1 in .ci/run, CI=true elsewhere) has more seeds,
# for the first mutants of an exercise: all 1500 with five would take minutes at the same draws.
IN_CI = bool({os.environ.get("CI"), os.environ.get("COURSE_CI")} & {"1", "true"})
SEEDS = range(5 if IN_CI else 2)
FIRST = 10
EXERCISES = {
    card.id: bank(lesson.id).exercises[card.id]
    for lesson in load_course().lessons
    if not lesson.planned
    for card in lesson.exercises
}
MUTANTS = [(id_, name) for id_, exercise in EXERCISES.items() for name in exercise.mutant_names]
ALTERNATIVES = [(id_, a) for id_, ex in EXERCISES.items() for a in ex.alternative_labels]


@lru_cache(maxsize=len(SEEDS))
def assessed(id_: str, seed: int, names: tuple[str, ...]) -> dict[str, Assessment]:
    """Assess mutants of an exercise together, and keep their values for comparing them.

    One by one, each would be measured twice: as an answer, and before that as a known mistake that
    an earlier answer might be.
    """
    exercise = EXERCISES[id_]
    found = {
        name: values_of(assess(exercise, exercise.mutant_answer(name), seed)) for name in names
    }
    exercise.memory.update({(name, seed): dict(found[name].data) for name in names})
    return found


def values_of(found: Assessment) -> Assessment:
    """Drop the recorded calls and inputs: with them, two lessons take 2 GB more."""
    bare = {"calls": (), "tensors": (), "exception": None, "refusals": ()}
    return replace(found, trials={name: replace(t, **bare) for name, t in found.trials.items()})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("id_", EXERCISES)
def test_the_solution_passes(id_, seed):
    exercise = EXERCISES[id_]
    assert diagnose(exercise, exercise.solution_answer(), seed).state is State.PASS


@pytest.mark.parametrize(("id_", "name"), MUTANTS)
def test_a_mutant_is_refused_and_differs_from_all_others(id_, name):
    exercise = EXERCISES[id_]
    states = set()
    for seed in SEEDS if name in exercise.mutant_names[:FIRST] else SEEDS[:2]:
        names = tuple(exercise.mutant_names)[: None if seed in SEEDS[:2] else FIRST]
        found = assessed(id_, seed, names)[name]
        states.add(found.state)
        named = best_fit(exercise, found, seed)  # most mistakes need no further seeds
        if named is None:
            named = demonstrated_mistake(exercise, exercise.mutant_answer(name), found, seed)
        assert named == name
    assert len(states) == 1
    assert states < {State.WRONG, State.PARTIAL, State.ERROR}


@pytest.mark.in_ci
@pytest.mark.parametrize(("id_", "name"), MUTANTS)
def test_a_mutant_gets_its_own_diagnosis(id_, name):
    exercise = EXERCISES[id_]
    assert diagnose(exercise, exercise.mutant_answer(name), "another").mutant == name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("id_", "label"), ALTERNATIVES)
def test_a_right_answer_written_differently_passes(id_, label, seed):
    exercise = EXERCISES[id_]
    assert diagnose(exercise, exercise.alternative_answer(label), seed).state is State.PASS


@pytest.mark.parametrize("id_", EXERCISES)
def test_every_exercise_has_four_mutants_and_two_alternatives(id_):
    assert len(EXERCISES[id_].mutant_names) >= 4
    assert len(EXERCISES[id_].alternative_labels) >= 2
