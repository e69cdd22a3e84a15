"""Run ``course`` as a terminal does, with discriminators of one's own, hand-ins and results."""

import os
import shutil
import sys
import textwrap
from pathlib import Path

import pytest

from course_lib.authoring import build
from course_lib.cli import main
from course_lib.grading.results.ledger import LEDGER, Ledger, Result

SMALL_COURSE = Path(__file__).parents[1] / "authoring" / "fixture_course"
NO_NOTEBOOKS = {"empty": "", "truncated": '{"cells": [', "=1+1": "[", "old": '{"worksheets": []}'}
MY_MODULE = """
from torch import nn
from course_lib import MultiDiscriminator, MultiPeriodDiscriminator

class Mine(MultiPeriodDiscriminator):
    '''Mine.'''

class Stereo(MultiPeriodDiscriminator):
    def __init__(self, in_channels=2, **options):
        super().__init__(in_channels=in_channels, **options)

class Detached(MultiPeriodDiscriminator):
    def forward(self, wave):
        return super().forward(wave.detach())

class NeedsWidth(MultiPeriodDiscriminator):
    def __init__(self, width, **options):
        super().__init__(filters=width, **options)

class Explodes(MultiPeriodDiscriminator):
    def __init__(self):
        raise RuntimeError("boom")

class Unfinished(MultiDiscriminator):
    pass

number = 3
"""


@pytest.fixture
def course(capsys):
    """Run one command: ``course("list", "--json")`` returns exit code, stdout and stderr."""

    def run(*words):
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def my_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("my_module", "my_broken", "my_needy"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "my_module.py").write_text(textwrap.dedent(MY_MODULE))
    (tmp_path / "my_broken.py").write_text("raise RuntimeError('no luck')")
    (tmp_path / "my_needy.py").write_text("import nobody_has_this")
    yield tmp_path
    for name in ("my_module", "my_broken", "my_needy"):
        sys.modules.pop(name, None)


@pytest.fixture
def broken_hand_ins(tmp_path):
    """A folder in which no file is a notebook, beside modules that the grader must not run."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in NO_NOTEBOOKS.items():
        (folder / f"{name}.ipynb").write_text(text)
    (folder / "conftest.py").write_text("raise SystemExit('the grader ran it')")
    (folder / "torch.py").write_text("raise SystemExit('the grader ran it')")
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    return folder


@pytest.fixture
def graded(tmp_path):
    """The results of two students in lesson 02, as ``course grade`` leaves them."""
    folder = tmp_path / "grades"
    folder.mkdir()
    results = [("bergnna", 6.0, "1001"), ("benvictim", 12.0, "1002")]
    with Ledger.open(folder / LEDGER) as ledger:
        for name, points, number in results:
            file = f"{name}_{number}_7_02.ipynb"
            ledger.add(Result(name, file, "02", "graded", 12.0, points, number=number))
    return folder


@pytest.fixture
def small_course(tmp_path, monkeypatch):
    """A course of one lesson, with its notebooks, that the commands work on."""
    root = tmp_path / "course"
    shutil.copytree(SMALL_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    build(root)
    monkeypatch.setenv("COURSE_ROOT", str(root))
    return root
