"""``course lint --mutate``: what it prints, what it writes, and when it fails."""

import shutil
from pathlib import Path

import pytest

from course_lib.cli import main

FIXTURE = Path(__file__).parents[1] / "authoring" / "fixture_course"


@pytest.fixture
def small_root(tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("COURSE_ROOT", str(root))
    return root


@pytest.mark.slow
def test_what_has_no_reason_is_listed_and_fails_until_it_has_one(small_root, capsys):
    code = main(["lint", "--mutate", "01", "--update"])

    out = capsys.readouterr().out
    path = small_root / "lessons" / "01_echo" / "survivors.toml"
    assert code == 1
    assert "01.1: " in out
    assert "    torch numbers: echo" in out
    assert 'reason = ""' in path.read_text(encoding="utf-8")

    listed = path.read_text(encoding="utf-8").replace('reason = ""', 'reason = "It is known."')
    path.write_text(listed, encoding="utf-8")
    assert main(["lint", "--mutate"]) == 0
    assert "0 unexplained" in capsys.readouterr().out


def test_a_lesson_that_is_not_there_is_wrong_use(small_root, capsys):
    assert main(["lint", "--mutate", "42"]) == 2
    assert "42" in capsys.readouterr().err
