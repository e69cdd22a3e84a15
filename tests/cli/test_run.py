"""``course run``, as a terminal has it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from course_lib.cli import main

pytestmark = pytest.mark.slow  # each run starts kernels
TOML = """
title = "A course for the tests"
[[lesson]]
id = "01"
slug = "01_quick"
title = "Quick"
[[lesson]]
id = "02"
slug = "02_broken"
title = "Broken"
[[lesson]]
id = "03"
slug = "03_endless"
title = "Endless"
[[lesson]]
id = "04"
slug = "04_planned"
title = "Planned"
planned = true
[[lesson]]
id = "05"
slug = "05_patient"
title = "Patient"
"""
ENDLESS = "import time\nwhile True:\n    time.sleep(0.1)"

CELLS = {
    "01_quick": ["1 + 1"],
    "02_broken": ["value = 3", "value.nothing", "print('never')"],
    "03_endless": ["import os\nopen('pid', 'w').write(str(os.getpid()))", ENDLESS],
    "05_patient": [ENDLESS],
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a lesson that runs, one that fails and one that never ends."""
    root = tmp_path / "Kurs"
    (root / "lessons").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "lessons" / "course.toml").write_text(TOML)
    for slug, sources in CELLS.items():
        cells = [
            {"cell_type": "code", "id": f"c{k}", "metadata": {}, "source": source.splitlines(True)}
            | {"outputs": [], "execution_count": None}
            for k, source in enumerate(sources)
        ]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (root / "notebooks" / f"{slug}.ipynb").write_text(json.dumps(notebook))
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.chdir(tmp_path)
    return root


def run(capsys, *words):
    code = main(["run", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def results(folder):
    """Read the JSON file beside the page."""
    return json.loads((folder / "runs" / "lessons" / "index.json").read_text(encoding="utf-8"))


def test_a_lesson_that_runs_gives_a_page_and_exit_code_0(capsys, course, tmp_path):
    code, out, err = run(capsys, "01")

    assert code == 0
    assert out.startswith("1 of 1 notebooks ran without a fault: ")
    assert "01 Quick" in err
    assert (tmp_path / "runs" / "lessons" / "index.html").is_file()
    assert results(tmp_path)["ok"] is True


def test_a_lesson_that_fails_is_reported_in_two_lines_with_exit_code_1(capsys, course, tmp_path):
    code, out, err = run(capsys, "01", "02", "--fast", "--jobs", "2", "--slack", "3")

    assert code == 1
    assert "1 did not (02)" in out
    assert "cell 2: AttributeError: 'int' object has no attribute 'nothing'" in err
    assert [lesson["state"] for lesson in results(tmp_path)["lessons"]] == ["ok", "failed"]
    settings = results(tmp_path)["settings"]
    assert (settings["fast"], settings["jobs"], settings["limits"]["slack"]) == (True, 2, 3.0)


def test_all_is_every_lesson_that_exists_and_a_time_out_ends_the_endless(capsys, course, tmp_path):
    code, _, err = run(capsys, "--all", "--timeout", "2", "--jobs", "3", "--out", "pages")

    assert code == 1
    assert "It took longer than 2 seconds" in err
    lessons = json.loads((tmp_path / "pages" / "index.json").read_text(encoding="utf-8"))["lessons"]
    assert [lesson["id"] for lesson in lessons] == ["01", "02", "03", "05"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_the_kernels_and_keeps_what_has_run(course, tmp_path):
    words = [sys.executable, "-m", "course_lib", "run", "01", "03", "05", "--jobs", "2"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as tool:
        progress = tool.stderr.readline()  # 01 has ended; the others never do
        wait_for(course / "notebooks" / "pid")
        tool.send_signal(signal.SIGINT)
        out, err = tool.communicate(timeout=60)

    assert "01 Quick" in progress
    assert "03 Endless  ■ stopped" in err
    assert "05 Patient  ■ stopped" in err
    assert "Traceback" not in err
    assert tool.returncode == 1
    assert "stopped before the end" in out
    assert [lesson["state"] for lesson in results(tmp_path)["lessons"]] == [
        "ok",
        "stopped",
        "stopped",
    ]
    with pytest.raises(ProcessLookupError):
        os.kill(int((course / "notebooks" / "pid").read_text()), 0)


def wait_for(file):
    end = time.monotonic() + 60
    while not (file.exists() and file.read_text()) and time.monotonic() < end:
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "name lessons, such as 02, or give --all"),
        (["01", "--all"], "name lessons, such as 02, or give --all"),
        (["77"], "no lesson '77'"),
        (["04"], "only planned"),
        (["01", "--jobs", "0"], "must be a whole number above 0, got '0'"),
        (["01", "--timeout", "nan"], "must be a number above 0, got 'nan'"),
        (["01", "--out", "a-file.txt/page.html"], "cannot write"),
    ],
)
def test_wrong_use_is_answered_in_one_line_before_anything_runs(
    capsys, course, tmp_path, words, reason
):
    (tmp_path / "a-file.txt").touch()

    code, out, err = run(capsys, *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert reason in err


def test_a_missing_package_is_named_with_what_brings_it(capsys, course, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("course_lib.authoring.running")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbclient", None)

    code, _, err = run(capsys, "01")

    assert code == 2
    assert "nbclient is missing" in err
    assert "[authoring]" in err
