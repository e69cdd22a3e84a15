"""What was disturbed is run again, and what was not is left alone. No kernel is started here."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from course_lib.grading.execution import grade_notebook as passes
from course_lib.grading.execution import run_pass as one_pass
from course_lib.grading.execution.pass_job import PassJob
from course_lib.grading.execution.run_pass import Pass, Ran
from course_lib.grading.intake.answer_key import AnswerKey, KeyCell
from course_lib.grading.intake.merge import MergedNotebook, RunCell
from course_lib.grading.results.marks import Mark

IDS = ("1", "2", "3")


class FakeScorer:
    """Takes "right" for right."""

    def mark(self, id_, probe):
        good = probe == "right"
        if probe == "untouched":
            return self.blank(id_, "NOT ATTEMPTED")
        return Mark(id_, "PASS" if good else "WRONG", float(good), 1.0, {"p": good})

    def blank(self, id_, state, says=()):
        return Mark(id_, state, 0.0, 1.0, {"p": False}, says=says)


@dataclass
class FakeKernels:
    """Runs cells as their source says: a category, or nothing for a cell that ends well."""

    groups: list[list[str]] = field(default_factory=list)  # the exercises of each kernel
    cells_in_time: int = 1000  # of the first pass

    def __call__(self, job, groups, folder):
        ran = []
        for cells in groups:
            self.groups.append([c.exercise for c in cells if c.role == "verdict"])
            dead, spent = False, False
            for cell in cells:
                word = cell.source if cell.role in ("answer", "own") else ""
                late = len(self.groups) == 1 and len(ran) >= self.cells_in_time
                if dead or late:
                    ran.append(Ran(cell, False, "not_run"))
                    continue
                spent |= word == "OSError"
                dead = word == "kernel_died"
                ok = word in ("", "not attempted") and not spent
                untouched = word == "not attempted" or (
                    cell.role == "verdict"
                    and cells[cells.index(cell) - 1].source == "not attempted"
                )
                category = "" if ok else word if dead else "error"
                raised = "OSError" if spent else ""
                probe = "right" if ok and cell.role == "verdict" else None
                probe = "untouched" if probe and untouched else probe
                ran.append(Ran(cell, ok, category, probe, raised))
        return Pass(ran, 80)


@pytest.fixture
def grader():
    key_cells = [
        cell
        for id_ in IDS
        for cell in (
            KeyCell(f"{id_}a", "answer", "", id_),
            KeyCell(f"{id_}v", "verdict", f'verdict("{id_}", a{id_})', id_),
        )
    ]
    job = PassJob(Path("c"), Path("r"), {})
    return passes.Grader(AnswerKey("x", tuple(key_cells)), FakeScorer(), job)


@pytest.fixture
def grade(monkeypatch, grader):
    def run(answers=None, own="", **kernels):
        fake = FakeKernels(**kernels)
        monkeypatch.setattr(passes, "run_pass", fake)
        cells = [RunCell("own", own)] if own else []
        for id_ in IDS:
            cells.append(RunCell("answer", (answers or {}).get(id_, ""), id_))
            cells.append(RunCell("verdict", "", id_))
        graded = grader.grade(MergedNotebook(tuple(cells), ()), 0, Path("f"))
        return {m.exercise: m.points for m in graded.marks}, graded, fake.groups

    return run


def test_what_is_right_runs_once(grade):
    points, graded, groups = grade()

    assert points == {"1": 1, "2": 1, "3": 1}
    assert (graded.passes, graded.categories, graded.grader_mb) == (1, (), 80)
    assert groups == [["1", "2", "3"]]


def test_who_ends_the_kernel_runs_once_more_alone_and_the_others_together(grade):
    points, graded, groups = grade({"1": "kernel_died"})

    assert points == {"1": 0, "2": 1, "3": 1}
    assert groups[1:] == [["2", "3"], ["1"]]
    assert "kernel_died" in graded.categories


def test_what_was_not_begun_when_the_time_was_over_gets_its_time(grade):
    points, graded, groups = grade(cells_in_time=3)

    assert points == {"1": 1, "2": 1, "3": 1}
    assert groups[1:] == [["2", "3"]]
    assert graded.categories == ()


def test_an_answer_that_uses_up_what_all_need_harms_itself_alone(grade):
    points, _, groups = grade({"2": "OSError"})

    assert points == {"1": 1, "2": 0, "3": 1}
    assert groups[1:] == [["2"], ["3"]]


def test_an_answer_that_others_build_on_is_left_out_only_if_it_is_certain_to_harm(grader):
    """Without it, a right answer would end in a NameError."""
    first, second = RunCell("answer", "a1 = 1", "1"), RunCell("answer", "a2 = 2", "2")
    last = [RunCell("answer", "a3 = a1", "3"), RunCell("verdict", "", "3")]
    notebook = MergedNotebook((first, second, *last), ())

    omitted = grader._omitted(notebook, {"3"}, [first, second], certain=set())
    assert grader.part(notebook, {"3"}, omitted, own=True) == [first, *last]

    omitted = grader._omitted(notebook, {"3"}, [first, second], certain={id(first)})
    assert grader.part(notebook, {"3"}, omitted, own=True) == last


def test_an_answer_that_was_killed_by_another_comes_back_for_those_that_build_on_it(
    grader, monkeypatch
):
    """The first answer's alarm ends the kernel while the second runs, which the third needs."""
    kernels = []

    def run_pass(job, groups, folder):
        ran = []
        for cells in groups:
            names = {c.source for c in cells if c.role == "answer"}
            kernels.append(sorted(names))
            dead = False
            for cell in cells:
                killed = cell.exercise == "2" and "import signal" in names
                missing = cell.exercise == "3" and "a2 = 2" not in names
                category = "not_run" if dead else "kernel_died" if killed else ""
                dead |= killed
                good = not category and not missing and cell.source != "import signal"
                ran.append(Ran(cell, good or cell.role == "answer", category, "right", ""))
        return Pass(ran, 80)

    monkeypatch.setattr(passes, "run_pass", run_pass)
    sources = {"1": "import signal", "2": "a2 = 2", "3": "a3 = a2"}
    cells = [
        RunCell(role, sources[id_] if role == "answer" else "", id_)
        for id_ in IDS
        for role in ("answer", "verdict")
    ]

    graded = grader.grade(MergedNotebook(tuple(cells), ()), 0, Path("f"))

    assert {m.exercise: m.points for m in graded.marks}["3"] == 1
    assert ["a2 = 2", "a3 = a2"] in kernels


def test_a_cell_of_their_own_that_ends_every_kernel_is_left_out_in_the_end(grade):
    points, graded, _ = grade(own="kernel_died")

    assert points == {"1": 1, "2": 1, "3": 1}
    assert graded.categories == ("kernel_died",)


def test_an_answer_that_was_changed_and_counts_as_not_attempted_is_tried_again_alone(grade):
    _, graded, groups = grade({"2": "not attempted", "3": "not attempted"})

    assert groups[1:] == [["2"], ["3"]]
    assert graded.passes == 2


def test_what_never_ran_is_shown_to_the_teacher(grade, monkeypatch):
    monkeypatch.setattr(
        passes.Grader, "part", lambda self, notebook, set_, harmful, own: list(notebook.cells[:1])
    )
    monkeypatch.setattr(
        passes.Grader, "_mark", lambda self, id_, ran: self.scorer.blank(id_, "ERROR")
    )

    _, graded, _ = grade(cells_in_time=3)

    assert "not_run" in graded.categories


@pytest.mark.parametrize(("role", "refused"), [("given", True), ("own", False)])
def test_a_set_up_that_fails_is_the_graders_fault(role, refused):
    first, later = RunCell(role, "import torch"), RunCell("answer", "x", "1")
    ran = [Ran(first, True), Ran(later, True), Ran(first, False, "timeout"), Ran(later, True)]
    groups = [[first, later], [first, later]]

    if refused:
        with pytest.raises(one_pass.PassError, match="set-up cell failed: timeout"):
            one_pass._raise_if_set_up_failed(ran, groups)
    else:
        one_pass._raise_if_set_up_failed(ran, groups)
