"""Grading on a cluster of this machine: the same results, also when a worker dies."""

import importlib
import json
import os
import shutil
import signal

import distributed
import pytest

from course_lib.cli import main
from course_lib.grading import cluster
from course_lib.grading.grade_submission import GradingPlan
from course_lib.grading.intake.hand_ins import find_hand_ins
from course_lib.grading.results.ledger import LEDGER
from course_lib.grading.sandbox.limits import SandboxLimits

QUIET = {"dashboard_address": ":0", "threads_per_worker": 2}


@pytest.fixture
def plan(root, tmp_path):
    (tmp_path / "out").mkdir()
    return GradingPlan(root, "02", tmp_path / "out", limits=SandboxLimits(cell_seconds=20.0))


@pytest.fixture
def handed_in(root, tmp_path):
    def write(*students):
        folder = tmp_path / "in"
        folder.mkdir()
        for student in students:
            shutil.copy(root / "exercises" / "02_periods.ipynb", folder / f"{student}.ipynb")
        (folder / "broken.ipynb").write_text("{")
        return find_hand_ins(folder, tmp_path / "unpacked")

    return write


def ledger(plan):
    return [json.loads(line) for line in (plan.out / LEDGER).read_text().splitlines()]


def test_the_folder_of_a_killed_worker_is_removed_and_that_of_a_running_one_stays(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(cluster.tempfile, "tempdir", str(tmp_path))
    dead, alive = tmp_path / f"course-worker-{2**22 + 1}-x", f"course-worker-{os.getpid()}-x"
    for folder in (dead, tmp_path / alive, tmp_path / "course-worker-x"):
        (folder / ".work").mkdir(parents=True)

    cluster.remove_leftovers()

    assert {path.name for path in tmp_path.iterdir()} == {alive, "course-worker-x"}


@pytest.mark.slow
def test_a_cluster_gives_every_submission_its_result(plan, handed_in, bubblewrap):
    hand_ins, counts = handed_in("anna"), []
    with distributed.LocalCluster(n_workers=1, processes=False, **QUIET) as local:
        results = cluster.grade_on_cluster(
            local.scheduler_address, plan, hand_ins, lambda result, *count: counts.append(count)
        )

    assert {student: result.status for student, result in results.items()} == {
        "anna": "graded", "broken": "rejected",
    }  # fmt: skip
    assert {mark.state for mark in results["anna"].marks} == {"NOT ATTEMPTED"}
    assert counts == [(1, 2), (2, 2)]
    assert len(ledger(plan)) == 2


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing(plan, handed_in, bubblewrap):
    hand_ins, killed = handed_in("anna", "ben", "cleo", "dora"), []

    def kill_one(result, done, total):
        if result.status == "graded" and not killed:
            killed.append(local.workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    with distributed.LocalCluster(n_workers=2, **QUIET) as local:
        results = cluster.grade_on_cluster(local.scheduler_address, plan, hand_ins, kill_one)

    assert killed
    assert {result.status for result in results.values()} == {"graded", "rejected"}
    assert sorted(result["student"] for result in ledger(plan)) == sorted(results)
    assert len(results) == 5


def test_a_cluster_that_fails_leaves_the_grade_blank(plan, handed_in):
    (hand_in,) = handed_in()

    def fails():
        raise RuntimeError("killed 4 times")

    result = cluster._result(plan, hand_in, fails)

    assert (result.status, result.max_points) == ("grader_error", 16)
    assert "killed 4 times" in result.reason
    assert result.needs_a_look


def test_without_dask_it_says_what_to_install(root, tmp_path, handed_in, monkeypatch, capsys):
    handed_in()

    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    words = ["grade", str(tmp_path / "in"), "--exercise", "02", "--out", str(tmp_path / "o")]

    assert main([*words, "--i-trust-this-code", "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert ".[cluster]" in capsys.readouterr().err
