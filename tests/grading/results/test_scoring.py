"""Verdicts fall on data: what is right passes, what only flags right does not."""

import json

import pytest

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.checks import PROBE
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.load_bank import bank
from course_lib.grading.execution import nbval_cells
from course_lib.grading.results import scoring
from course_lib.grading.results.scoring import Scorer, ScoringError
from course_lib.grading.results.untrusted_verdict import plain

SEED = "s1f"


@pytest.fixture(scope="module")
def scorer(root):
    return Scorer(root, "02", SEED)


def published(scorer, exercise, answer, seed=SEED):
    data = scorer.exercises[exercise].measure(answer, seed)
    probe = {"exercise": exercise, "attempted": True, "seed": SEED, "properties": data}
    return json.loads(json.dumps(probe))


def test_the_plugin_looks_for_what_the_verdict_publishes():
    assert nbval_cells.PROBE == PROBE


def test_the_solution_gets_all_points_and_no_words(scorer):
    for id_, exercise in scorer.exercises.items():
        mark = scorer.mark(id_, published(scorer, id_, exercise.solution_answer()))

        assert (mark.points, mark.full, mark.says) == (scorer.points[id_], True, ())


@pytest.mark.in_ci  # tests/exercises compares all lessons' data, with no scorer around it
def test_every_known_mistake_is_recognised_by_its_data_alone(scorer):
    for id_, exercise in scorer.exercises.items():
        for mutant in exercise.mutant_names:
            mark = scorer.mark(id_, published(scorer, id_, exercise.mutant_answer(mutant)))

            assert mark.mutant == mutant
            assert mark.points < scorer.points[id_]
            assert mark.says[0] == exercise.mutants[mutant].says


def test_the_right_data_for_another_seed_is_wrong(scorer):
    fold = scorer.exercises["02.1"].solution_answer()

    assert scorer.mark("02.1", published(scorer, "02.1", fold, seed="0")).points == 0


def test_points_are_shared_between_properties(scorer):
    data = published(scorer, "02.1", scorer.exercises["02.1"].solution_answer())
    data["properties"]["only a wave that is too short is refused"] = "RuntimeError"

    mark = scorer.mark("02.1", data)

    assert (mark.state, mark.points) == ("PARTIAL", round(2 * 5 / 6, 2))


FORGED = {
    "nothing": None,
    "a word": "PASS",
    "a list": [1],
    "no properties": {"exercise": "02.1", "attempted": True},
    "another exercise": {"exercise": "02.2", "attempted": True, "properties": {}},
    "empty": {"exercise": "02.1", "attempted": True, "properties": {}},
    "says it passed": {"exercise": "02.1", "attempted": True, "properties": {}, "points": 2},
    "not attempted": {"exercise": "02.1", "attempted": 1, "properties": {}},
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_no_probe_brings_no_points(scorer, name):
    assert scorer.mark("02.1", FORGED[name]).points == 0


NESTED = [0.0]
for _ in range(900):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    "value",
    [NESTED, float("nan"), float("inf"), 10**400, list(range(20_000)), {"a": {"b": NESTED}}],
)
def test_data_that_no_check_publishes_is_named_and_equals_nothing(scorer, value):
    assert plain(value) == {"error": "data that no check publishes"}
    data = published(scorer, "02.1", scorer.exercises["02.1"].solution_answer())
    for name in data["properties"]:
        data["properties"][name] = value
    assert scorer.mark("02.1", data).points == 0


@pytest.mark.parametrize("periods", [[0] * 5, [], [2, 2, 2, 2, 2], [-1, 0, 1, 2, 3], "abcde", 7])
def test_an_exercises_own_comparator_survives_any_data(scorer, periods):
    message = {"periods": periods, "shared_aliases": 0, "longest_ms": 1, "slowest_rate": "x"}
    data = {"exercise": "02.6", "attempted": True, "properties": {"the choice": message}}

    assert scorer.mark("02.6", data).points == 0


def test_no_words_of_the_students_code_reach_the_feedback(scorer):
    def fold(wave, period):
        raise type("Seed_" + SEED, (Exception,), {})(f"{wave} {SEED}")

    mark = scorer.mark("02.1", published(scorer, "02.1", fold))

    assert mark.state == State.ERROR.value
    assert mark.says == ("row-major order: your code raised an error of its own kind.",)


def test_only_pythons_own_errors_are_named(scorer):
    mark = scorer.mark("02.1", published(scorer, "02.1", lambda wave, period: wave.missing))

    assert "AttributeError" in mark.says[0]


def test_properties_that_are_the_same_for_every_seed_are_known(scorer):
    fixed = scorer.fixed(scorer.exercises["02.3"])

    assert "six feature maps, the last is the logits" in fixed
    assert "scores, with given weights" not in fixed


def test_answers_by_rote_are_pointed_out(scorer, monkeypatch):
    answer = scorer.exercises["02.3"].mutant_answer("default_slope")
    data = published(scorer, "02.3", answer)
    held = {name for name, good in scorer.mark("02.3", data).holds.items() if good}

    # what an author may overlook: all that this answer has right is the same for every seed
    monkeypatch.setattr(scorer, "fixed", lambda exercise: held)
    assert scorer.mark("02.3", data).state == "PARTIAL"
    assert scorer.mark("02.3", data).fixed_only

    monkeypatch.setattr(
        scorer, "fixed", lambda exercise: held - {"names and shapes of the parameters"}
    )
    assert not scorer.mark("02.3", data).fixed_only


def by_position(verdicts):
    """A test that looks at nothing: it says what was right, one after the other, for a seed."""
    left = iter(verdicts)

    def contract_test(discriminator):
        if next(left, False):
            raise AssertionError

    return contract_test


def test_a_test_that_goes_by_the_order_of_the_mutants_gains_nothing(root):
    exercise, verdicts = bank("01", root).exercises["01.4"], []

    def spy(discriminator):
        verdicts.append(True)
        exercise.solution_answer()(discriminator)
        verdicts[-1] = False

    exercise.measure(spy, "0")

    assert assess(exercise, by_position(verdicts), "0").state is State.PASS
    assert assess(exercise, by_position(verdicts), SEED).state is State.WRONG


def test_a_comparator_that_never_ends_is_a_fault_of_the_course(scorer, monkeypatch):
    monkeypatch.setattr(scoring, "_SCORING_SECONDS", 0.05)
    monkeypatch.setattr(scorer, "_assessed", lambda *_: __import__("time").sleep(1))

    with pytest.raises(ScoringError, match="never ended"):
        scorer.mark("02.1", published(scorer, "02.1", lambda wave, period: wave))
