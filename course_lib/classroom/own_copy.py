"""Copy the notebooks into a learner's own folder, and update it without touching their work.

    my-course/notebooks/02_periods.ipynb
    my-course/exercises/02_periods.ipynb
    my-course/docs/writing-a-plugin.md          a document that a notebook links to
    my-course/exercises/02_periods.new.ipynb    an update, beside a sheet that you changed
    my-course/.course-copies.json               which version of each file was copied

Only a file identical to an original is ever replaced. A sheet that was filled in before it was
copied isn't an original: git shows that it changed. Without git, no file counts as an original.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TypedDict

from course_lib.atomic import write_file
from course_lib.classroom.exercises.errors import CourseError

FOLDERS = ("notebooks", "exercises")
RECORD = ".course-copies.json"
_DOCUMENT = re.compile(r"\]\(\.\./(docs/[\w./-]+\.md)\b")


class CopiedVersion(TypedDict):
    """The version of a file that was copied last."""

    sha256: str
    original: bool  # as the course ships it, without anyone's work


@dataclass
class CopyReport:
    """What happened to each file. Paths are relative to the folder."""

    folder: Path
    copied: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)  # unchanged by the learner, so replaced
    beside: dict[str, str] = field(default_factory=dict)  # file with work: name of the update
    same: int = 0  # the number of files without an update

    def __str__(self) -> str:
        lines = [f"{name}: copied" for name in self.copied]
        lines += [f"{name}: updated; you hadn't changed it" for name in self.updated]
        lines += [
            f"{name}: kept as it is; the new version is {new}" for name, new in self.beside.items()
        ]
        if self.same:
            lines.append(f"{self.same} files: no update")
        return "\n".join(lines)


def make_own_copy(root: Path, folder: Path) -> CopyReport:
    """Copy notebooks and exercises into ``folder``, or update it.

    Args:
        root: The course's folder.
        folder: The learner's folder. It is created if it doesn't exist.

    Returns:
        The files that were copied, updated or added beside the learner's work.

    Raises:
        CourseError: ``folder`` is inside the course or can't be written, or the course has no
            notebooks.
    """
    folder, root = folder.expanduser().resolve(), root.resolve()
    if folder.is_relative_to(root):
        raise CourseError(
            f"the folder must be outside of the course in {root}, got {folder}. Updates of the "
            "course would overwrite it."
        )
    notebooks = [path for name in FOLDERS for path in sorted((root / name).glob("*.ipynb"))]
    if not notebooks:
        raise CourseError(f"{root} has no notebooks to copy. Start from a clone of the course.")
    report, record = CopyReport(folder), _read_record(folder)
    changed = _changed_in_course(root)
    try:
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in notebooks)
        for path in [*notebooks, *(root / name for name in linked_documents(texts))]:
            name, content = path.relative_to(root).as_posix(), path.read_bytes()
            original = changed is not None and name not in changed
            _copy(content, name, {"sha256": _digest(content), "original": original}, record, report)
        write_file(folder / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    except OSError as error:
        raise CourseError(f"can't write into {folder}: {error.strerror or error}.") from error
    return report


def linked_documents(texts: Iterable[str]) -> list[str]:
    """Return the paths, relative to the course, of the documents that notebooks link to."""
    return sorted({name for text in texts for name in _DOCUMENT.findall(text)})


def _copy(
    content: bytes,
    name: str,
    version: CopiedVersion,
    record: dict[str, CopiedVersion],
    report: CopyReport,
) -> None:
    """Copy one file to its place, or beside it if the learner has changed the one there."""
    target, before = report.folder / name, record.get(name)
    if not target.exists():
        report.copied.append(name)
        _write(target, content)
    elif _is_untouched(target, before) and version["sha256"] != _digest(target.read_bytes()):
        report.updated.append(name)
        _write(target, content)
    elif target.read_bytes() == content or (before and before["sha256"] == version["sha256"]):
        report.same += 1
    else:
        beside = _free_name(name, record, report.folder)
        _write(report.folder / beside, content)
        # later lessons use the newest copy of a sheet: make sure that it is the learner's
        seconds = target.stat().st_mtime - 1
        os.utime(report.folder / beside, (seconds, seconds))
        record[beside] = version
        report.beside[name] = beside
    record[name] = version


def _free_name(name: str, record: dict[str, CopiedVersion], folder: Path) -> str:
    """Return a name beside a file: a free one, or that of an update that is still unchanged."""
    stem, _, ending = name.rpartition(".")
    names = (f"{stem}.new{number if number > 1 else ''}.{ending}" for number in count(1))
    return next(
        beside
        for beside in names
        if not (folder / beside).exists() or _is_untouched(folder / beside, record.get(beside))
    )


def _is_untouched(path: Path, version: CopiedVersion | None) -> bool:
    """Return True if the file is still the original that was copied."""
    return bool(version and version["original"] and version["sha256"] == _digest(path.read_bytes()))


def _changed_in_course(root: Path) -> set[str] | None:
    """Return the course's files that differ from its last commit, or None if git can't tell."""
    command = ["git", "-C", str(root), "-c", "core.quotepath=off", "diff", "--name-only"]
    command += ["--relative", "-z", "HEAD", "--", *FOLDERS, "docs"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return {name for name in done.stdout.split("\0") if name}


def _read_record(folder: Path) -> dict[str, CopiedVersion]:
    try:
        record = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}  # then no file counts as an original
    return record if isinstance(record, dict) else {}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, content)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
