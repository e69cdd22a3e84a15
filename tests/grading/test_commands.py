"""The grader as a process of its own: killed and resumed, for one's own notebook, and timed."""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from course_lib.cli import main
from course_lib.grading.sandbox.limits import SandboxLimits


@pytest.mark.slow
@pytest.mark.parametrize(
    "warm",
    [pytest.param((), id="cold"), pytest.param(("--warm",), id="warm", marks=pytest.mark.in_ci)],
)
def test_a_grader_killed_again_and_again_loses_nothing_and_grades_nothing_twice(
    warm, root, tmp_path, bubblewrap, course, gradebook
):
    kills = 6 if os.environ.get("COURSE_HOSTILE") == "all" else 2
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(1 + kills // 2):
        shutil.copy(root / "exercises" / "02_periods.ipynb", folder / f"s{number}.ipynb")
    (folder / "broken.ipynb").write_text("{")
    students = {path.stem for path in folder.iterdir()}
    words = ("grade", folder, "--exercise", "02", "--out", out, "--resume", "--workers", 1, *warm)
    ledger = out / "ledger.jsonl"

    for number in range(kills):
        for stale in out.glob(".work/slot*"):
            shutil.rmtree(stale)
        running, before = course(*words), size(ledger)
        end = time.monotonic() + 60
        while time.monotonic() < end and (number % 2 == 0 or size(ledger) == before):
            time.sleep(0.05)
            if number % 2 == 0 and list(out.glob(".work/slot*/merged.course.ipynb")):
                break  # a kernel is about to start
        running.send_signal(signal.SIGKILL)
        running.communicate()
        if number % 2:  # a result was just written: cut its line, as a power cut would
            ledger.write_bytes(ledger.read_bytes()[:-7])
    output, _ = course(*words).communicate(timeout=600)

    results = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert sorted(result["student"] for result in results) == sorted(students), output
    assert {result["student"] for result in results if result["status"] == "rejected"} == {"broken"}
    assert len(gradebook(out)) == len(students)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.mark.slow
def test_a_learner_checks_their_own_notebook(root, tmp_path, hand_in, course):
    right = hand_in(tmp_path / "right.ipynb")
    wrong = hand_in(tmp_path / "wrong.ipynb", {"02.1": "def fold(wave, period):\n    return wave"})

    for path, code, report in ((right, 0, "16 of 16 points"), (wrong, 1, "14 of 16 points")):
        running = course("grade", path, "--exercise", "02", "--self", cwd=root)
        output, _ = running.communicate(timeout=600)
        assert running.returncode == code, output
        assert report in output


@pytest.mark.slow
@pytest.mark.in_ci
def test_the_benchmark_grades_cold_and_warm_and_runs_plain_nbval(bubblewrap, capsys):
    assert main(["bench", "grading", "--times", "1"]) == 0
    rows = capsys.readouterr().out.splitlines()

    assert [row[:20].strip() for row in rows[1:4]] == [
        "course grade",
        "course grade --warm",
        "pytest --nbval-lax",
    ]
    assert all(float(row.split()[-2]) > 0 for row in rows[1:4])


def test_the_numbers_in_the_document_are_those_of_the_code(root, hostile):
    text = (root / "docs" / "grading.md").read_text(encoding="utf-8")
    limits = SandboxLimits()

    assert f"has {len(hostile['INTEGRITY'])} submissions" in text
    assert f"and {len(hostile['AVAILABILITY'])} that misbehave" in text
    assert f"{limits.cell_seconds:g} s, then an interrupt, {limits.grace_seconds:g} s later" in text
    assert f"{limits.total_seconds:g} s | the rest is not run" in text
    assert f"{limits.memory_mb} MB, shared memory and memfds included | killed" in text
    assert f"| {limits.processes} | fork fails" in text
    assert f"{limits.file_mb} MB; {limits.disk_mb} MB in each" in text
    assert (
        f"{limits.output_bytes >> 20} MB, {limits.output_messages} messages, "
        f"{limits.message_bytes >> 20} MB a message, {limits.depth} levels" in text
    )
