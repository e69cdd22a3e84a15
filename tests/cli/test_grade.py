"""``course grade``: what it refuses, and a class in which no hand-in is a notebook."""

import zipfile

import pytest

from course_lib.grading.sandbox import availability


def test_every_malformed_file_gets_a_line_with_its_reason(
    course, broken_hand_ins, tmp_path, bubblewrap, gradebook
):
    out = tmp_path / "out"

    code, printed, _ = course("grade", broken_hand_ins, "--exercise", "02", "--out", out)

    found = gradebook(out)
    assert code == 0
    assert set(found) == {"empty", "truncated", "'=1+1", "old", "pipe", "link"}
    assert {row["status"] for row in found.values()} == {"rejected"}
    assert all(row["reason"] for row in found.values())
    assert "root" not in (out / "gradebook.csv").read_text()
    assert len(list((out / "feedback").iterdir())) == 2 * len(found)
    assert "6 need a look" in printed


def test_existing_results_are_only_continued_on_request(
    course, broken_hand_ins, tmp_path, bubblewrap, gradebook
):
    words = ["grade", broken_hand_ins, "--exercise", "02", "--out", tmp_path / "out"]

    assert course(*words)[0] == 0
    code, _, err = course(*words)
    assert code == 2
    assert "--resume" in err
    assert course(*words, "--resume")[0] == 0
    assert len(gradebook(tmp_path / "out")) == 6


def test_without_a_sandbox_it_refuses_and_names_the_ways_out(
    course, broken_hand_ins, tmp_path, monkeypatch, gradebook
):
    monkeypatch.setattr(availability, "sandbox_fault", lambda: "no bubblewrap here.")
    words = ["grade", broken_hand_ins, "--exercise", "02", "--out", tmp_path / "out"]

    code, _, err = course(*words)
    assert code == 2
    assert "WSL2" in err
    assert "--i-trust-this-code" in err
    assert not (tmp_path / "out").exists()

    assert course(*words, "--i-trust-this-code")[0] == 0
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
    ],
)
def test_wrong_use_gets_one_line(course, words, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(availability, "sandbox_fault", lambda: "")

    code, _, err = course("grade", *words)

    assert code == 2
    assert report in err
    assert err.count("\n") == 1


def test_a_folder_called_merge_can_be_graded(course, tmp_path, bubblewrap, monkeypatch, gradebook):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "merge").mkdir()
    (tmp_path / "merge" / "anna.ipynb").write_text("{")

    assert course("grade", "./merge", "--exercise", "02", "--out", "grades")[0] == 0

    assert set(gradebook(tmp_path / "grades")) == {"anna"}


def test_a_class_without_one_notebook_has_a_row_for_each_and_names_the_missing(
    course, tmp_path, bubblewrap, gradebook, root
):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, number in (("Aaron Mallory", 9000), ("Anna Ampel", 9001), ("\u674e" * 66, 1)):
            archive.writestr(f"{name}_{number}_assignsubmission_file_/a.pdf", "x")
        archive.writestr("Ben Victim_9002_assignsubmission_file_/02.ipynb", "{")
    worksheet = root / "tests" / "grading" / "hand_ins" / "ws_de.csv"
    words = ["grade", tmp_path / "class.zip", "--exercise", "02"]

    code, out, _ = course(*words, "--out", tmp_path / "out", "--roster", worksheet)

    assert code == 0
    assert len(gradebook(tmp_path / "out")) == 4
    assert "are missing: Chris Sub, " in out
    assert (tmp_path / "out" / "roster.csv").read_bytes().startswith(b"\xef\xbb\xbf")
