"""The command outcome of the grader: refusals, shards, resuming, and one's own notebook."""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from course_lib.cli import main
from course_lib.grading.sandbox import availability
from course_lib.grading.sandbox.limits import SandboxLimits

MALFORMED = {"empty": "", "truncated": '{"cells": [', "=1+1": "[", "old": '{"worksheets": []}'}


@pytest.fixture
def broken(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in MALFORMED.items():
        (folder / f"{name}.ipynb").write_text(text)
    (folder / "conftest.py").write_text("raise SystemExit('the grader ran it')")
    (folder / "torch.py").write_text("raise SystemExit('the grader ran it')")
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    return folder


def test_every_malformed_file_gets_a_line_with_its_reason(
    broken, tmp_path, bubblewrap, gradebook, capsys
):
    out = tmp_path / "out"

    assert main(["grade", str(broken), "--exercise", "02", "--out", str(out)]) == 0

    found = gradebook(out)
    assert set(found) == {"empty", "truncated", "'=1+1", "old", "pipe", "link"}
    assert {row["status"] for row in found.values()} == {"rejected"}
    assert all(row["reason"] for row in found.values())
    assert "root" not in (out / "gradebook.csv").read_text()
    assert len(list((out / "feedback").iterdir())) == 2 * len(found)
    assert "6 need a look" in capsys.readouterr().out


def test_results_are_not_overwritten_without_a_word(
    broken, tmp_path, bubblewrap, gradebook, capsys
):
    words = ["grade", str(broken), "--exercise", "02", "--out", str(tmp_path / "out")]

    assert main(words) == 0
    assert main(words) == 2
    assert "--resume" in capsys.readouterr().err
    assert main([*words, "--resume"]) == 0
    assert len(gradebook(tmp_path / "out")) == 6


def test_without_a_sandbox_it_refuses_and_names_the_ways_out(
    broken, tmp_path, monkeypatch, gradebook, capsys
):
    monkeypatch.setattr(availability, "sandbox_fault", lambda: "no bubblewrap here.")
    words = ["grade", str(broken), "--exercise", "02", "--out", str(tmp_path / "out")]

    assert main(words) == 2
    error = capsys.readouterr().err
    assert "WSL2" in error
    assert "--i-trust-this-code" in error
    assert not (tmp_path / "out").exists()

    assert main([*words, "--i-trust-this-code"]) == 0
    sandboxes = {row["sandbox"] for row in gradebook(tmp_path / "out").values()}
    assert sandboxes == {"none: unsandboxed"}


@pytest.mark.parametrize(
    ("words", "report"),
    [
        (["x", "--out", "o"], "--exercise"),
        (["x", "--exercise", "02"], "--out"),
        (["x", "--exercise", "99", "--out", "o"], "99"),
        (["missing", "--exercise", "02", "--out", "o"], "does not exist"),
        (["x", "y", "--exercise", "02", "--out", "o"], "unrecognized arguments: y"),
        ([".", "--exercise", "02", "--out", "o", "--shard", "3/2"], "1/4"),
        ([".", "--exercise", "02", "--out", "o", "--warm", "--cluster", "a"], "leave out one"),
        ([".", "--exercise", "02", "--out", "o", "--warm", "--i-trust-this-code"], "leave out"),
        (["x", "--exercise", "02", "--self", "--out", "o"], "--self and --out do not go together"),
        (["x", "--exercise", "02", "--out", "o", "--cell-seconds", "0"], "above 0, got 0"),
        (
            ["x", "--exercise", "02", "--moodle", "f"],
            "--moodle is an option of course grade export",
        ),
        (["export", "o", "--shard=1/2"], "--shard is an option of course grade."),
        (["export", "o", "--exercise", "02"], "of course grade and course grade merge"),
        (["export"], "course grade ./export"),
        (["export", "o"], "--moodle FILE, --canvas FILE, --nbgrader or --feedback"),
        (["export", "o", "--nbgrader", "--moodle", "f"], "not allowed with"),
        (["export", "o", "--nbgrader"], "o has no results"),
        (["merge", "--exercise", "02", "--out", "o"], "course grade ./merge"),
        (["merge", "a", "b", "--exercise", "02", "--out", "o"], "a has no results"),
        (["merge", "a", "--exercise", "02"], "--out"),
    ],
)
def test_wrong_use_gets_one_line(words, report, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(availability, "sandbox_fault", lambda: "")

    assert main(["grade", *words]) == 2
    error = capsys.readouterr().err
    assert report in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "has", "lacks"),
    [
        (["grade"], ["--shard", "course grade merge", "course grade export"], ["--moodle"]),
        (["grade", "merge"], ["--out", "SHARD"], ["--moodle", "--warm"]),
        (["grade", "export"], ["--moodle", "--canvas", "--nbgrader"], ["--out", "--warm"]),
    ],
)
def test_each_command_has_a_help_of_its_own(command, has, lacks, capsys):
    assert main([*command, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())

    assert f"usage: course {' '.join(command)} [-h]" in text
    assert [word for word in has if word not in text] == []
    assert [word for word in lacks if word in text] == []


def test_shards_are_graded_merged_and_exported(broken, tmp_path, bubblewrap, gradebook, capsys):
    shards = [str(tmp_path / name) for name in ("one", "two")]
    for number, folder in enumerate(shards, start=1):
        words = ["--exercise", "02", "--out", folder, "--shard", f"{number}/2"]
        assert main(["grade", str(broken), *words]) == 0
    parts = [set(gradebook(Path(folder))) for folder in shards]
    out = tmp_path / "all"

    assert main(["grade", "merge", *shards, "--exercise", "02", "--out", str(out)]) == 0
    assert main(["grade", "export", str(out), "--nbgrader"]) == 0

    assert set(gradebook(out)) == parts[0] | parts[1]
    assert len(parts[0]) + len(parts[1]) == 6
    assert (out / "nbgrader.csv").read_text().count("\n") == 7


def test_a_folder_called_merge_can_be_graded(tmp_path, bubblewrap, monkeypatch, gradebook):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "merge").mkdir()
    (tmp_path / "merge" / "anna.ipynb").write_text("{")

    assert main(["grade", "./merge", "--exercise", "02", "--out", "grades"]) == 0

    assert set(gradebook(tmp_path / "grades")) == {"anna"}


def test_doctor_says_what_is_here(bubblewrap, capsys):
    assert main(["doctor"]) == 0
    assert "sandbox: works" in capsys.readouterr().out


def test_doctor_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(availability.shutil, "which", lambda tool: None)

    assert main(["doctor"]) == 1
    assert "apt install bubblewrap" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("warm", [(), ("--warm",)], ids=["cold", "warm"])
def test_a_grader_killed_again_and_again_loses_nothing_and_grades_nothing_twice(
    warm, root, tmp_path, bubblewrap, course, gradebook
):
    kills = 6 if os.environ.get("COURSE_HOSTILE") == "all" else 2
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(2 + kills // 2):
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

    results = [json.loads(outcome) for outcome in ledger.read_text().splitlines()]
    assert sorted(outcome["student"] for outcome in results) == sorted(students), output
    assert {outcome["student"] for outcome in results if outcome["status"] == "rejected"} == {
        "broken"
    }
    assert len(gradebook(out)) == len(students)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.mark.slow
def test_a_learner_checks_their_own_notebook(root, tmp_path, hand_in, course):
    right = hand_in(tmp_path / "right.ipynb")
    wrong = hand_in(tmp_path / "wrong.ipynb", {"02.1": "def fold(wave, period):\n    return wave"})

    for path, code, report in ((right, 0, "12 of 12 points"), (wrong, 1, "10 of 12 points")):
        running = course("grade", path, "--exercise", "02", "--self", cwd=root)
        output, _ = running.communicate(timeout=600)
        assert running.returncode == code, output
        assert report in output


@pytest.mark.slow
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
