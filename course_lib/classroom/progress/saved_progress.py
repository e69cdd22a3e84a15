"""Store a learner's progress: predictions, verdicts and hints in one small JSON file.

The file is in the user's data folder, or where ``COURSE_PROGRESS`` says. It is never in the
checkout, so that no one commits it. If it can't be written, a notice says so and the session
goes on.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from platformdirs import user_data_path

from course_lib.atomic import write_file
from course_lib.classroom.exercises.course_toml import course_root
from course_lib.classroom.exercises.errors import CourseError
from course_lib.display.messages import say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ProgressEntry: TypeAlias = dict[str, str | int | float | None]
ProgressSection: TypeAlias = dict[str, ProgressEntry]
ProgressRecord: TypeAlias = dict[str, ProgressSection]

SECTIONS = (
    "predictions",
    "again",
    "recall",
    "exit",
    "verdicts",
    "hints",
    "solutions",
    "texts",
    "seals",
    "draws",
    "runs",
    "ears",
)
VERSION = 1

_in_memory: dict[Path, ProgressRecord] = {}
_notices: list[str] = []
_noticed: set[str] = set()
_set_aside: list[bool] = []


def progress_file() -> Path:
    """Return the path of the progress file."""
    named = os.environ.get("COURSE_PROGRESS")
    if named:
        return Path(named).expanduser().absolute()
    return user_data_path("what-does-a-discriminator-hear", appauthor=False) / "progress.json"


def read(section: str) -> ProgressSection:
    """Return the entries of one section, by id."""
    return {} if _set_aside else _load(progress_file())[section]


@contextmanager
def set_aside() -> Iterator[None]:
    """Read nothing in the ``with`` block: a known answer is nobody's, and has no progress."""
    _set_aside.append(True)
    try:
        yield
    finally:
        _set_aside.pop()


def remember(section: str, id: str, entry: ProgressEntry) -> None:
    """Store one entry under its id."""

    def change(record: ProgressRecord) -> None:
        record[section][id] = entry

    update(change)


def update(change: Callable[[ProgressRecord], None]) -> None:
    """Read the progress, change it and write it, while no other notebook does the same.

    Args:
        change: The function that changes the record in place.
    """
    file = progress_file()
    try:
        _refuse_checkout(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        with _locked(file.with_suffix(".lock")):
            record = _load(file)
            change(record)
            write_file(file, json.dumps({"version": VERSION, **record}, indent=1))
        _in_memory.pop(file, None)
    except OSError as error:
        record = _load(file)
        change(record)
        _in_memory[file] = record
        _notice(
            f"Your progress can't be saved in {file} ({error.strerror or error}). It lasts until "
            "this session ends. Set COURSE_PROGRESS to a file that you can write."
        )


def show_notices() -> None:
    """Show notices about the file, each once. A verdict doesn't, because its output is one line."""
    for text in _notices:
        say(text, "notice", "warm")
    _notices.clear()


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold a lock on ``file``. The system releases it when the process ends, even after a crash."""
    with file.open("a", encoding="utf-8") as stream:
        if sys.platform == "win32":
            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _load(file: Path) -> ProgressRecord:
    if file in _in_memory:
        return _in_memory[file]
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _empty()
    except OSError as error:
        _notice(f"Your progress in {file} can't be read ({error.strerror or error}).")
        return _in_memory.setdefault(file, _empty())
    except UnicodeDecodeError:
        return _start_over(file)
    return _parse(text) or _start_over(file)


def _parse(text: str) -> ProgressRecord | None:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(table, dict) or table.get("version") != VERSION:
        return None
    record = _empty()
    for name in SECTIONS:
        section = table.get(name, {})
        if not isinstance(section, dict):
            return None
        if not all(isinstance(entry, dict) for entry in section.values()):
            return None
        record[name] = section
    return record


def _start_over(file: Path) -> ProgressRecord:
    try:
        backup = _move_aside(file)
        _notice(f"Your progress file was damaged and is now {backup}. A new one was started.")
    except FileNotFoundError:
        return _empty()  # another notebook has just moved it aside
    except OSError as error:
        _notice(f"Your progress file {file} is damaged ({error.strerror or error}).")
        return _in_memory.setdefault(file, _empty())
    return _empty()


def _move_aside(file: Path) -> Path:
    """Rename a damaged file to a free name, and return the new path."""
    number = 1
    while (backup := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    file.rename(backup)
    return backup


def _refuse_checkout(file: Path) -> None:
    try:
        root = course_root()
    except CourseError:
        return
    if file.resolve().is_relative_to(root):
        raise OSError("it is inside the checkout, where it would be committed")


def _empty() -> ProgressRecord:
    return {name: {} for name in SECTIONS}


def _notice(text: str) -> None:
    if text not in _noticed:
        _noticed.add(text)
        _notices.append(text)
