import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from course_lib.classroom.progress import saved_progress as progress

ENTRY = {"option": "a", "confidence": "guess"}


def test_progress_outlives_the_session():
    progress.remember("predictions", "01.p1", ENTRY)
    assert json.loads(progress.progress_file().read_text())["predictions"] == {"01.p1": ENTRY}
    assert progress.read("predictions") == {"01.p1": ENTRY}
    assert progress.read("verdicts") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"version": 1, "predi',
        b"[1, 2]",
        b'{"version": 1, "hints": [1]}',
        b'{"version": 1, "hints": {"01.1": 3}}',
        b"\xff\xfe\x00broken",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_moved_aside_and_never_lost(content, capsys):
    file = progress.progress_file()
    file.parent.mkdir()
    file.write_bytes(content)
    assert progress.read("hints") == {}
    progress.remember("hints", "01.1", {"opened": 1})
    assert progress.read("hints") == {"01.1": {"opened": 1}}
    assert (file.parent / "progress.damaged-1.json").read_bytes() == content
    progress.show_notices()
    assert "was damaged and is now" in capsys.readouterr().out


def test_a_second_damaged_file_gets_its_own_name():
    file = progress.progress_file()
    file.parent.mkdir()
    for _ in range(2):
        file.write_text("broken")
        progress.read("hints")
    assert sorted(p.name for p in file.parent.iterdir()) == [
        "progress.damaged-1.json",
        "progress.damaged-2.json",
    ]


def test_two_writers_lose_nothing():
    # each write opens the lock file anew, so threads take turns by it as notebooks do
    def write(number):
        progress.remember("hints", f"01.{number}", {"opened": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(progress.read("hints")) == 40


def test_no_half_written_file_is_left_behind(monkeypatch):
    progress.remember("hints", "01.1", {"opened": 1})

    def power_cut(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", power_cut)
    progress.remember("hints", "01.2", {"opened": 1})
    assert sorted(p.name for p in progress.progress_file().parent.iterdir()) == [
        "progress.json",
        "progress.lock",
    ]
    assert json.loads(progress.progress_file().read_text())["hints"] == {"01.1": {"opened": 1}}
    assert set(progress.read("hints")) == {"01.1", "01.2"}


def test_a_folder_that_cannot_be_written_is_reported_once_and_the_session_goes_on(
    monkeypatch, tmp_path, capsys
):
    # a file in the folder's place cannot be written to by anybody, root included
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "taken" / "progress.json"))
    for id_ in ("01.1", "01.2"):
        progress.remember("hints", id_, {"opened": 1})
        progress.show_notices()
    assert set(progress.read("hints")) == {"01.1", "01.2"}
    assert capsys.readouterr().out.count("can't be saved") == 1


def test_progress_returns_to_the_file_once_it_can_be_written(monkeypatch, tmp_path):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "taken" / "progress.json"))
    progress.remember("hints", "01.1", {"opened": 1})
    (tmp_path / "taken").unlink()
    progress.remember("hints", "01.2", {"opened": 1})
    assert set(json.loads(progress.progress_file().read_text())["hints"]) == {"01.1", "01.2"}


def test_progress_is_never_in_the_checkout(monkeypatch, capsys):
    file = Path(os.environ["COURSE_ROOT"]) / "lessons" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    progress.remember("hints", "01.1", {"opened": 1})
    progress.show_notices()
    assert not file.exists()
    assert "inside the checkout" in capsys.readouterr().out
    assert progress.read("hints")


def test_the_usual_place_is_the_user_s_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert "what-does-a-discriminator-hear" in progress.progress_file().parts
