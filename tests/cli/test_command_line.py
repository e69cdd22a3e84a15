"""The command line as a whole: help, wrong use, and what is imported."""

import os
import re
import subprocess
import sys
import tomllib

import pytest

import course_lib
from course_lib.cli import COMMAND_MODULES


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["info", "mdp"], "Did you mean 'mpd'"),
        (["check", "mpd", "--options", "{"], "--options is not JSON"),
        (["check", "mpd", "--options", "[1]"], "--options must be an object"),
        (["check", "mpd", "--length", "0"], "must be a whole number above 0, got '0'"),
        (["check"], "required"),
        (["chekc", "mpd"], "invalid choice: 'chekc'"),
        ([], "required"),
        (["list", "--jsn"], "course list: unrecognized arguments"),
        (["ablate", "--out", "a", "--minutes", "3"], "--minutes is an option of course train"),
        (["train", "--out", "a", "--modes", "none"], "--modes is an option of course ablate"),
    ],
)
def test_wrong_use_is_answered_in_one_line_with_exit_code_2(course, my_folder, words, reason):
    code, out, err = course(*words)

    assert (code, out) == (2, "")
    assert reason in err
    assert err.startswith("course")
    assert err.count("\n") == 1


def command_of(module):
    """Return the words of the command that a module adds, such as "grade merge"."""
    return module.__name__.rpartition(".")[2].replace("_", " ")


def test_help_names_every_command(course):
    code, out, _ = course("--help")

    assert code == 0
    named = {re.split("  +", line.strip())[0] for line in out.splitlines()}
    one_word = {"import weights": "import-weights"}
    commands = {command_of(module) for module in COMMAND_MODULES}
    assert {one_word.get(command, command) for command in commands} <= named


def test_the_version_is_that_of_the_package(course, root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))

    assert course("--version") == (0, f"course {course_lib.__version__}\n", "")
    version = project["tool"]["setuptools"]["dynamic"]["version"]
    assert version == {"attr": "course_lib.__version__"}  # so there is one place for it


@pytest.mark.parametrize(
    ("command", "has", "lacks"),
    [
        (["grade"], ["--shard", "course grade merge", "course grade export"], ["--moodle"]),
        (["grade", "merge"], ["--out", "SHARD"], ["--moodle", "--warm"]),
        (["grade", "export"], ["--moodle", "--canvas", "--nbgrader"], ["--out", "--warm"]),
    ],
)
def test_a_command_of_two_words_has_a_help_of_its_own(course, command, has, lacks):
    code, out, _ = course(*command, "--help")
    text = " ".join(out.split())

    assert code == 0
    assert f"usage: course {' '.join(command)} [-h]" in text
    assert [word for word in has if word not in text] == []
    assert [word for word in lacks if word in text] == []


@pytest.mark.parametrize(
    "words", [["--help"], ["build", "--help"], ["check", "--help"], ["chek"], []]
)
def test_words_that_need_no_torch_do_not_import_it(words):
    program = (
        "import sys; from course_lib.cli import main; "
        f"main({words!r}); sys.exit(sorted({{'torch', 'numpy'}} & set(sys.modules)) != [])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_early_is_no_traceback():
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "course_lib", "list"],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )

    assert done.returncode == 1
    assert done.stderr == ""


def test_every_public_name_of_the_package_exists():
    import course_lib

    assert [name for name in course_lib.__all__ if not hasattr(course_lib, name)] == []
    assert set(course_lib.__all__) <= set(dir(course_lib))
    with pytest.raises(AttributeError, match="no attribute 'flod'"):
        course_lib.flod  # noqa: B018 - looking it up is the test


@pytest.mark.slow
def test_importing_course_lib_leaves_the_import_system_alone_and_torchaudio_can_be_imported():
    program = (
        "import sys\n"
        "before = list(sys.meta_path)\n"
        "import course_lib\n"
        "assert sys.meta_path == before and 'torchaudio' not in sys.modules\n"
        "from course_lib.audio import import_torchaudio\n"
        "torchaudio = import_torchaudio()\n"
        "assert torchaudio is sys.modules['torchaudio'] and torchaudio.functional.resample\n"
        "assert sys.meta_path == before\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
