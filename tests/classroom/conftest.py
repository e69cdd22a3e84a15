"""A tiny course, a learner's empty progress file, and a pretended notebook."""

from pathlib import Path

import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.classroom.exercises import load_bank
from course_lib.classroom.progress import saved_progress as progress

FIXTURE = Path(__file__).parent / "fixture_course"


@pytest.fixture(autouse=True)
def classroom(monkeypatch, tmp_path):
    """Use the tiny course, with seed 0, and remember progress in this test's own folder."""
    for name in ("COURSE_SEED", "COURSE_GRADING", "COURSE_PREDICT", "COURSE_STATIC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_ROOT", str(FIXTURE))
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "learner" / "progress.json"))
    for name in ("_in_memory", "_notices", "_noticed"):
        monkeypatch.setattr(progress, name, type(getattr(progress, name))())


@pytest.fixture
def exercises():
    return load_bank.bank("01").exercises


class Publisher(DisplayPublisher):
    """Keeps what a notebook would show."""

    def publish(self, data, metadata=None, **_):
        self.shown.append((data, metadata or {}))


@pytest.fixture
def notebook():
    """Pretend that a kernel runs this test; returns the list of (bundle, metadata) shown."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    shell.kernel = object()
    shell.display_pub = Publisher(parent=shell)
    shell.display_pub.shown = []
    yield shell.display_pub.shown
    InteractiveShell.clear_instance()
