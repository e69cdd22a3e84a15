"""Remember what a learner predicted, asked and solved: one small JSON file on their machine.

It lies in the user's data folder, or where ``COURSE_PROGRESS`` says, and never in the checkout, so
that nobody commits it. Where it cannot be written, the session goes on without it and says so.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from platformdirs import user_data_path

from course_lib.atomic import write_file
from course_lib.classroom.exercises.course import course_root
from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.progress.files import keep_aside, locked
from course_lib.display.messages import publish

Entry: TypeAlias = dict[str, str | int | float | None]
Section: TypeAlias = dict[str, Entry]
Record: TypeAlias = dict[str, Section]

SECTIONS = (
    "predictions",
    "again",
    "recall",
    "verdicts",
    "hints",
    "solutions",
    "texts",
    "seals",
    "ears",
)
VERSION = 1

_in_memory: dict[Path, Record] = {}
_notices: list[str] = []
_noticed: set[str] = set()


def progress_file() -> Path:
    """Say where the progress is kept."""
    named = os.environ.get("COURSE_PROGRESS")
    if named:
        return Path(named).expanduser().absolute()
    return user_data_path("what-does-a-discriminator-hear", appauthor=False) / "progress.json"


def read(section: str) -> Section:
    """Return what is remembered in one section, by id."""
    return _load(progress_file())[section]


def remember(section: str, id: str, entry: Entry) -> None:
    """Remember one entry under its id."""

    def change(record: Record) -> None:
        record[section][id] = entry

    update(change)


def update(change: Callable[[Record], None]) -> None:
    """Change what is remembered: read, change, write, while no other notebook does the same."""
    file = progress_file()
    try:
        _refuse_checkout(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.with_suffix(".lock")):
            record = _load(file)
            change(record)
            write_file(file, json.dumps({"version": VERSION, **record}, indent=1))
        _in_memory.pop(file, None)
    except OSError as fault:
        record = _load(file)
        change(record)
        _in_memory[file] = record
        _notice(
            f"Your progress cannot be kept in {file} ({fault.strerror or fault}). It is remembered "
            "until this session ends. Set COURSE_PROGRESS to a file that you may write."
        )


def tell_notices() -> None:
    """Tell the learner what happened to the file, once. No verdict does: its output is one line."""
    for text in _notices:
        publish(text)
    _notices.clear()


def _load(file: Path) -> Record:
    if file in _in_memory:
        return _in_memory[file]
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _empty()
    except OSError as fault:
        _notice(f"Your progress in {file} cannot be read ({fault.strerror or fault}).")
        return _in_memory.setdefault(file, _empty())
    except UnicodeDecodeError:
        return _start_anew(file)
    return _parse(text) or _start_anew(file)


def _parse(text: str) -> Record | None:
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


def _start_anew(file: Path) -> Record:
    try:
        kept = keep_aside(file)
        _notice(f"The file of your progress was damaged. It is kept as {kept}; a new one begins.")
    except FileNotFoundError:
        return _empty()  # another notebook has just set it aside
    except OSError as fault:
        _notice(f"The file of your progress, {file}, is damaged ({fault.strerror or fault}).")
        return _in_memory.setdefault(file, _empty())
    return _empty()


def _refuse_checkout(file: Path) -> None:
    try:
        root = course_root()
    except CourseError:
        return
    if file.resolve().is_relative_to(root):
        raise OSError("it lies inside the checkout, where it would be committed")


def _empty() -> Record:
    return {name: {} for name in SECTIONS}


def _notice(text: str) -> None:
    if text not in _noticed:
        _noticed.add(text)
        _notices.append(text)
