"""Before anybody is graded: the solution gets every point, and the untouched sheet none."""

from contextlib import closing
from dataclasses import replace

import pytest

from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading import grade_class
from course_lib.grading.execution.grade_notebook import Graded, Grader
from course_lib.grading.execution.lesson_is_gradable import SelfTestError, _sheet, self_test
from course_lib.grading.execution.run_pass import PassError, run_pass
from course_lib.grading.grade_submission import GradingPlan, GradingSession
from course_lib.grading.intake.answer_key import key_version, read_key
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import read_untrusted
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.run_record import OtherRunError
from course_lib.grading.sandbox.zygote_client import Zygote

LESSONS = ("00", "01", "02", "03", "04", "05", "07")


class FakeGrader:
    """Gives full points to what has no stub in it, but for one exercise."""

    def __init__(self, key, broken="", generous="", fault=None):
        self.key, self.broken, self.generous, self.fault = key, broken, generous, fault
        self.graded = 0

    def grade(self, merged, slot, folder):
        self.graded += 1
        if self.fault:
            raise self.fault
        answers = {c.exercise: c.source for c in merged.cells if c.role == "answer"}
        marks = []
        for id_, source in answers.items():
            stub = source == self.key.cell(id_, "answer").source
            full = id_ == self.generous if stub else id_ != self.broken
            state = "PASS" if full else "NOT ATTEMPTED" if stub else "ERROR"
            says = () if full else ("The verdict could not use your answer (NameError).",)
            marks.append(Mark(id_, state, 2.0 * full, 2.0, {"p": full}, says=says))
        return Graded(tuple(marks), 1, (), 80, 1.5)


@pytest.fixture(scope="module")
def key(root):
    return read_key(root / "exercises" / "02_periods.ipynb")


def cost_of(key, tmp_path, **faults):
    solutions = {id_: f"answer_to = {id_!r}" for id_ in key.exercises}
    return self_test(FakeGrader(key, **faults), solutions, tmp_path)


def test_a_lesson_that_can_be_graded_says_what_the_test_cost(key, tmp_path):
    assert cost_of(key, tmp_path) == 3.0


def test_a_right_answer_that_loses_points_names_its_cell_and_the_reason(key, tmp_path):
    with pytest.raises(SelfTestError, match=r"cell 02-3-verdict: .* gets 0 of 2 .*NameError"):
        cost_of(key, tmp_path, broken="02.3")


def test_an_untouched_sheet_with_points_names_its_cell(key, tmp_path):
    with pytest.raises(SelfTestError, match=r"cell 02-5-verdict: the untouched 02.5 is PASS"):
        cost_of(key, tmp_path, generous="02.5")


def test_a_set_up_cell_that_fails_is_named(key, tmp_path):
    with pytest.raises(SelfTestError, match="set-up cell failed: timeout"):
        cost_of(key, tmp_path, fault=PassError("the set-up cell failed: timeout "))


class FakeSession:
    """Counts self-tests and grades nothing."""

    tests = 0
    fault: Exception | None = None

    def __init__(self, plan, seed):
        self.plan = plan

    def self_test(self):
        FakeSession.tests += 1
        if FakeSession.fault:
            raise FakeSession.fault
        return 1.0

    def grade(self, hand_in, slot):
        card: LessonCard = load_course(self.plan.root).lesson(self.plan.lesson)
        version = key_version(self.plan.root, card)
        sha = read_untrusted(hand_in.path).sha
        return Result(hand_in.student, "f", "02", "graded", 12.0, sha=sha, key=version)

    def close(self):
        pass


@pytest.fixture
def grade(root, tmp_path, monkeypatch, hand_in):
    monkeypatch.setattr(grade_class, "GradingSession", FakeSession)
    monkeypatch.setattr(FakeSession, "tests", 0)
    monkeypatch.setattr(FakeSession, "fault", None)
    path = hand_in(tmp_path / "a.ipynb")

    def graded(*students, lesson="02", **more):
        plan = GradingPlan(root, lesson, tmp_path / "out", **more)
        return grade_class.grade_all(plan, [HandIn(student, path) for student in students])

    return graded


def test_a_run_tests_its_lesson_once_and_again_for_another_kind_of_kernel(grade):
    grade("a")
    assert FakeSession.tests == 1
    grade("a", "b")
    assert FakeSession.tests == 1
    grade("a", "b", "c", warm=True)
    assert FakeSession.tests == 2


def test_nobody_is_graded_after_a_self_test_that_failed(grade, tmp_path):
    FakeSession.fault = SelfTestError("02_periods can't be graded")

    with pytest.raises(SelfTestError):
        grade("a")
    assert (tmp_path / "out" / "ledger.jsonl").read_text() == ""


def test_a_run_is_not_resumed_with_another_lesson(grade):
    grade("a")

    with pytest.raises(OtherRunError, match="lesson 02"):
        grade("a", lesson="03")


def test_a_terminal_that_cannot_print_a_name_stops_nobodys_grading(root, tmp_path, grade, hand_in):
    def on_result(*_):
        raise UnicodeEncodeError("cp1252", "\u2713", 0, 1, "no such character")

    hand_ins = [HandIn("\udc80", hand_in(tmp_path / "b.ipynb"))]
    results = grade_class.grade_all(GradingPlan(root, "02", tmp_path / "out"), hand_ins, on_result)

    assert results["\udc80"].status == "graded"


@pytest.fixture(scope="module")
def zygote(tmp_path_factory, bubblewrap):
    """Start the zygote from which the warm kernels of all lessons are forked."""
    with closing(Zygote(tmp_path_factory.mktemp("zygote"))) as zygote:
        yield zygote


@pytest.fixture(params=LESSONS)
def session(request, root, tmp_path, bubblewrap):
    plan = GradingPlan(root, request.param, tmp_path)
    plan.work.mkdir()
    with closing(GradingSession(plan, "s7e57")) as session:
        yield session


@pytest.mark.slow
def test_every_lesson_can_be_graded_warm(session, zygote):
    cold = session.graders[0]
    warm = Grader(cold.key, cold.scorer, replace(cold.job, zygote=str(zygote.address)))

    assert self_test(warm, session.solutions, session.plan.work / "self-test") > 0


@pytest.mark.slow
@pytest.mark.in_ci
def test_every_lesson_can_be_graded_cold(session):
    """The untouched sheet and the solution, one after the other in one kernel."""
    grader, folder = session.graders[0], session.plan.work / "self-test"
    sheets = [merge_answers(session.key, _sheet(session.key, answers))
              for answers in ({}, session.solutions)]  # fmt: skip

    ran = run_pass(grader.job.at(0, folder), [[*sheets[0].cells, *sheets[1].cells]], folder).ran

    marks = [grader.scorer.mark(r.cell.exercise, r.probe) for r in ran if r.cell.role == "verdict"]
    untouched, solved = marks[: len(marks) // 2], marks[len(marks) // 2 :]
    assert [mark.exercise for mark in untouched] == list(session.key.exercises)
    assert {(mark.state, mark.points) for mark in untouched} == {("NOT ATTEMPTED", 0.0)}
    assert {mark.state for mark in solved} == {"PASS"}
    assert sum(mark.points for mark in solved) == session.lesson.points


def test_every_lesson_with_exercises_is_tested(root):
    written = {card.id for card in load_course(root).lessons if not card.planned}

    assert set(LESSONS) == written
