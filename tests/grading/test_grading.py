"""The whole way, with real sandboxes: from a file to points. Nothing is lost, and nothing is faked.

Some of the hostile set runs here and in `test_class`; `test_hostile_set` has all of it.
"""

from contextlib import closing

import pytest

from course_lib.grading.grade_submission import SANDBOXED, WARM, GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.sandbox.limits import SandboxLimits

OTHERS, ALL = 14.0, 16.0
SEED = "s7e57"


@pytest.fixture(scope="module", params=[False, True], ids=["cold", "warm"])
def session(root, tmp_path_factory, bubblewrap, request):
    out, limits = tmp_path_factory.mktemp("grades"), SandboxLimits(cell_seconds=6.0)
    plan = GradingPlan(root, "02", out, warm=request.param, limits=limits)
    plan.work.mkdir()
    with closing(GradingSession(plan, SEED)) as session:
        yield session


@pytest.fixture
def graded(session, hand_in, tmp_path):
    def grade(answers=None, base=None):
        path = hand_in(tmp_path / "a.ipynb", answers, base)
        result = session.grade(HandIn("a", path), slot=3)
        assert result.status == "graded", result.reason
        assert 0 < result.grader_mb < 400
        assert result.sandbox == (WARM if session.plan.warm else SANDBOXED)
        return result

    return grade


def test_right_answers_get_all_points_and_see_nothing_of_the_host(graded, hostile):
    order = 'order = ["E", "G", "D", "A", "H", "I", "C", "B"]'

    result = graded({"02.2": hostile["INSIDE"] + order})

    assert {m.exercise: m.points for m in result.marks}["02.2"] == 1
    assert result.points == ALL


def test_the_untouched_release_gets_no_points(session, root):
    result = session.grade(HandIn("a", root / "exercises" / "02_periods.ipynb"), slot=3)

    assert result.points == 0
    assert {mark.state for mark in result.marks} == {"NOT ATTEMPTED"}
    assert not result.needs_a_look


def test_partial_points_and_the_mistake_behind_them(graded, session):
    exercise = session.scorer.exercises["02.1"]

    result = graded({"02.1": exercise.mutant_source("zero_pad"), "02.4": "pair = ..."})

    marks = {mark.exercise: mark for mark in result.marks}
    assert (marks["02.1"].state, marks["02.1"].mutant) == ("PARTIAL", "zero_pad")
    assert marks["02.4"].state == "NOT ATTEMPTED"
    assert result.points == OTHERS - 2 + marks["02.1"].points


def test_an_answer_that_raises_costs_that_exercise_alone(graded):
    result = graded({"02.1": "import not_there"})

    assert result.points == OTHERS
    assert result.passes == 1
    assert "ModuleNotFoundError" in result.marks[0].says[0]


def test_what_a_kernel_computes_is_counted_though_nobody_waits_for_its_end(graded):
    busy = "import time\nwhile time.process_time() < 2.5: pass\ndef fold(wave, period): return wave"

    assert graded({"02.1": busy}).cpu_seconds > 2.5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evil_tensor", "leaks_the_seed"])
def test_no_trick_turns_wrong_answers_into_points(graded, hostile, name):
    answers = dict(hostile["WRONG"])
    answers["02.1"] += "\n" + hostile["INTEGRITY"][name]

    result = graded(answers)

    assert result.points == 0
    output = " ".join(sentence for mark in result.marks for sentence in mark.says)
    assert SEED not in output
    assert "<script" not in output


@pytest.mark.slow
@pytest.mark.parametrize("name", ["os_exit_in_probe"])
def test_no_mischief_in_one_exercise_costs_another(graded, hostile, name):
    result = graded({"02.1": hostile["AVAILABILITY"][name]})

    assert {m.exercise: m.points for m in result.marks} == {
        "02.1": 0, "02.2": 1, "02.3": 3, "02.4": 2, "02.5": 2, "02.6": 2,
        "02.7": 2, "02.8": 2,
    }  # fmt: skip
