import re
import tomllib
from pathlib import Path

import pytest

from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.notebook import opening
from course_lib.classroom.notebook.opening import MINIMUM_TORCH, SetupError, refuse_old_torch, setup
from course_lib.classroom.progress import saved_progress as progress

ROOT = Path(__file__).parents[3]


def test_a_lesson_opens_with_one_line(capsys):
    progress.remember("verdicts", "01.1", {"state": "PASS", "points": 2.0})
    setup("01")
    line = capsys.readouterr().out
    assert re.fullmatch(
        r"01 First · about 20 min · 2/7\.5 points so far · "
        r"Python 3\.\S+, torch \S+, torchaudio \S+\n",
        line,
    )


def test_a_missing_torchaudio_is_named(monkeypatch, capsys):
    def lacking(name):
        if name == "torchaudio":
            raise opening.PackageNotFoundError(name)
        return "2.13.0"

    monkeypatch.setattr(opening, "version", lacking)
    setup("01")
    assert "torchaudio not installed" in capsys.readouterr().out


@pytest.mark.parametrize("old", ["2.8.1", "1.13.1+cu117", "2.0.0a0"])
def test_an_old_torch_is_refused_in_one_sentence(old):
    with pytest.raises(SetupError, match=r"needs torch 2\.9 or newer, got") as caught:
        refuse_old_torch(old)
    assert caught.value._render_traceback_() == [str(caught.value)]


@pytest.mark.parametrize("new", ["2.9.0", "2.13.0+cpu", "3.0", "2.11.0.dev2026"])
def test_a_newer_torch_is_accepted(new):
    refuse_old_torch(new)


def test_the_oldest_torch_is_the_one_that_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = ".".join(map(str, MINIMUM_TORCH))
    assert f"torch>={needed}" in project["dependencies"]


def test_an_unknown_lesson_gets_the_list():
    with pytest.raises(UnknownIdError, match="There are: 00, 01"):
        setup("07")
