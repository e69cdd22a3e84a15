"""course.py in a miniature of the course (see conftest.py), from an empty folder on."""

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def called(done) -> dict:
    line = next(line for line in done.stdout.splitlines() if line.startswith("CALLED "))
    return json.loads(line.removeprefix("CALLED "))


def test_any_other_word_is_passed_to_the_course_command_inside_the_environment(
    ready_course, ready_miniature
):
    done = ready_course("check", "mpd", "--json", cwd=ready_miniature.parent)

    assert called(done)["argv"] == ["check", "mpd", "--json"]
    assert called(done)["prefix"] == str(ready_miniature / ".venv")
    assert called(done)["cwd"] == str(ready_miniature.parent), (
        "a path that a person types is theirs"
    )


def test_the_exit_status_of_the_command_is_passed_on(ready_course):
    ready_course("list", ECHO_STATUS="2", status=2)


def test_a_second_run_sets_nothing_up(ready_course):
    assert ready_course("setup").stdout == ""


def test_jupyterlab_gets_its_settings(ready_course, ready_miniature, root):
    ready_course("setup")

    placed = ready_miniature / ".venv/share/jupyter/lab/settings/overrides.json"
    assert placed.read_bytes() == (root / "jupyterlab_settings/overrides.json").read_bytes()


def test_other_pins_are_installed_into_the_same_environment(ready_course, used_miniature):
    marker = used_miniature / ".venv" / "marker"
    marker.touch()

    (used_miniature / "constraints.txt").write_text("einops==0.8.2\n")

    assert "Setting up" in ready_course("setup").stdout
    assert marker.exists()


def test_a_moved_folder_gets_a_new_environment(used_miniature):
    moved = used_miniature.rename(used_miniature.with_name("moved"))
    (moved / ".venv" / "left over").touch()

    done = subprocess.run([sys.executable, moved / "course.py", "list"], capture_output=True)

    assert done.returncode == 0
    assert not (moved / ".venv" / "left over").exists()


@pytest.mark.parametrize(
    "end", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.in_ci)]
)
def test_the_run_after_a_half_finished_set_up_repairs_it(ready_course, used_miniature, end):
    (used_miniature / "constraints.txt").write_text("einops==0.8.2\n")
    (used_miniature / "slow").touch()
    half_done = used_miniature / ".venv" / "half done"
    half_done.touch()
    command = [sys.executable, str(used_miniature / "course.py"), "list"]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as half:
        while not (used_miniature / "building").exists():
            time.sleep(0.1)
        os.killpg(half.pid, end)

    assert half.returncode != 0
    (used_miniature / "slow").unlink()
    assert called(ready_course("list"))["argv"] == ["list"]
    assert not half_done.exists()


def test_an_environment_without_its_python_is_created_again(ready_course, used_miniature):
    for python in (used_miniature / ".venv/bin").glob("python*"):
        python.unlink()

    assert called(ready_course("list"))["argv"] == ["list"]


def test_the_environment_may_be_kept_elsewhere(course, miniature, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "é"

    done = course("list", COURSE_VENV=str(elsewhere))

    assert called(done)["prefix"] == str(elsewhere)
    assert not (miniature / ".venv").exists()


def test_a_folder_with_other_things_in_it_is_never_emptied(course, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").touch()

    done = course("setup", COURSE_VENV=str(tmp_path / "thesis"), status=1)

    assert "contains other things" in done.stderr
    assert (tmp_path / "thesis" / "chapter.tex").exists()


def test_a_folder_whose_name_the_console_cannot_show_works(course, tmp_path):
    (tmp_path / "소리").mkdir()
    (tmp_path / "소리" / "chapter.tex").touch()

    done = course("setup", COURSE_VENV=str(tmp_path / "소리"), PYTHONIOENCODING="ascii", status=1)

    assert "Setting up" in done.stdout
    assert "contains other things" in done.stderr


def test_lab_opens_the_first_lesson(ready_course, ready_miniature):
    seen = called(ready_course("lab", "--collaborative", cwd=ready_miniature.parent))

    assert "--LabApp.default_url=/lab/tree/notebooks/01_contract.ipynb" in seen["argv"]
    assert f"--ServerApp.root_dir={ready_miniature}" in seen["argv"]
    assert "--collaborative" in seen["argv"]
    assert ("--allow-root" in seen["argv"]) == (os.geteuid() == 0)
    assert seen["env"]["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_lab_opens_the_learners_copy(ready_course, ready_miniature, tmp_path):
    (tmp_path / "mine" / "notebooks").mkdir(parents=True)
    (tmp_path / "mine" / "notebooks" / "00_first.ipynb").write_text("{}")

    seen = called(ready_course("lab", "mine", "--collaborative", cwd=tmp_path))

    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in seen["argv"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_first.ipynb" in seen["argv"]
    assert seen["argv"][-1] == "--collaborative"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has machines without a screen")
def test_lab_without_a_screen_prints_its_address(ready_course, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    assert "--no-browser" in called(ready_course("lab"))["argv"]
    assert "--no-browser" not in called(ready_course("lab", DISPLAY=":0"))["argv"]


def test_test_runs_everything_in_one_run(ready_course, ready_miniature):
    seen = called(ready_course("test"))

    assert seen["argv"][-2:] == ["tests", "exercises"]  # a test runs the lessons
    assert "--dist=loadfile" in seen["argv"]  # two halves of a notebook would be two kernels
    assert {"--nbval-lax", "--nbval-current-env"} <= set(seen["argv"])
    assert seen["env"]["OMP_NUM_THREADS"] == "1"
    assert seen["env"]["PYTHONDONTWRITEBYTECODE"] == ""  # compiled files are kept
    assert seen["env"]["COURSE_PREDICT"] == "skip"
    assert seen["env"]["COURSE_FAST"] == "1"
    assert not Path(seen["env"]["COURSE_PROGRESS"]).parent.exists()


def test_test_with_a_path_runs_that_alone(ready_course, ready_miniature):
    argv = called(ready_course("test", "-x", "tests::a"))["argv"]

    assert argv[-2:] == ["-x", "tests::a"]
    assert "--dist=loadfile" not in argv
    assert "exercises" not in argv


@pytest.mark.parametrize("words", [("--durations=25",), ("-m", "fast"), ("-k", "lessons")])
def test_test_with_options_alone_runs_everything_in_parallel(ready_course, ready_miniature, words):
    (ready_miniature / "lessons").mkdir(exist_ok=True)  # the word after -k is not a path

    argv = called(ready_course("test", *words))["argv"]

    assert argv[-2 - len(words) :] == ["tests", "exercises", *words]
    assert "--dist=loadfile" in argv


def test_test_with_a_debugger_runs_everything_in_one_process(ready_course):
    argv = called(ready_course("test", "--pdb"))["argv"]

    assert argv[-3:] == ["tests", "exercises", "--pdb"]
    assert "--dist=loadfile" not in argv


def test_without_words_it_says_what_it_can_do(ready_course):
    assert "python3 course.py lab" in ready_course(status=2).stdout
    assert "python3 course.py lab" in ready_course("--help").stdout


def test_an_old_python_can_read_the_file(root):
    ast.parse((root / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_make_does_what_course_py_does(miniature):
    shown = ["make", "--dry-run", "--no-print-directory", "PYTHON=python3.11"]
    # `make test ARGS=...` passes its ARGS on to the make that is started here
    env = {key: value for key, value in os.environ.items() if key not in ("ARGS", "MAKEFLAGS")}

    def made(*words: str) -> list[str]:
        command = [*shown, *words]
        return subprocess.check_output(command, cwd=miniature, env=env, text=True).split()

    assert made("lab", "ARGS=--check") == ["python3.11", "course.py", "lab", "--check"]
    assert made("test") == ["python3.11", "course.py", "test"]
