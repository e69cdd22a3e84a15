"""Find out who handed in what: a folder of notebooks, a folder per student, or an LMS's zip.

SUBMISSIONS/anna.ipynb                                        a notebook per student
SUBMISSIONS/anna/02_periods.ipynb                             a folder per student
Anna B_4711_assignsubmission_file_/02_periods.ipynb           Moodle's zip
annab_4711_99_02_periods.ipynb                                Canvas's zip
"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib.grading.intake import MAX_FILE

_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_file_?")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_.+")
_MAX_MEMBERS = 20_000
SUFFIX = ".ipynb"


@dataclass(frozen=True)
class Entry:
    """One student's file. ``note`` says what a teacher should know about how it was found."""

    student: str
    path: Path
    number: str = ""  # the LMS's own number of the student or the submission
    note: str = ""


class RosterError(ValueError):
    """There is nothing that can be graded; the message says what was expected."""


def find_entries(place: Path, unpacked: Path) -> list[Entry]:
    """List what was handed in, by student.

    Args:
        place: a notebook, a folder or a zip file.
        unpacked: where the notebooks of a zip file are put.
    """
    if zipfile.is_zipfile(place) and place.is_file():
        found = _from_zip(place, unpacked)
    elif place.is_dir():
        found = _from_folder(place)
    elif place.exists() or place.is_symlink():
        found = [Entry(readable(place.stem), place)]
    else:
        raise RosterError(f"{place} does not exist.")
    if not found:
        raise RosterError(f"{place} holds no notebooks: {SUFFIX} files, or a folder per student.")
    return _apart(sorted(found, key=lambda entry: entry.student))


def readable(name: str) -> str:
    """Make of a file's name one that can be written down: no bytes that are no text."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else "?" for c in text)[:100] or "?"


def file_name(student: str) -> str:
    """Make of a student's name one for a file: letters, digits, and a few signs."""
    return re.sub(r"[^\w@.+= -]", "_", student).strip(". ") or "_"


def _from_folder(folder: Path) -> list[Entry]:
    found = []
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.suffix.lower() == SUFFIX:
            found.append(_named(path.stem, path, _CANVAS))
        elif path.is_dir() and not path.is_symlink():
            found.append(_newest(path))
    return found


def _named(name: str, path: Path, pattern: re.Pattern[str], note: str = "") -> Entry:
    if match := pattern.fullmatch(name):
        return Entry(readable(match["name"]), path, match["id"], note)
    return Entry(readable(name), path, note=note)


def _newest(folder: Path) -> Entry:
    """Take a student's newest notebook."""
    files = [p for p in folder.rglob("*") if p.suffix.lower() == SUFFIX and p.is_file()]
    if not files:
        return _named(folder.name, folder / "no notebook", _MOODLE, "the folder has no notebook")
    files.sort(key=lambda path: (path.stat().st_mtime, path.name))
    note = f"{len(files)} notebooks; the newest counts: {files[-1].name}" if files[1:] else ""
    return _named(folder.name, files[-1], _MOODLE, note)


def _from_zip(place: Path, unpacked: Path) -> list[Entry]:
    """Copy the notebooks of a zip file, under names of our own: its paths lead where they like."""
    unpacked.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place) as archive:
        members = [m for m in archive.infolist()[:_MAX_MEMBERS] if _is_notebook(m)]
        return [_unpacked(archive, m, unpacked / f"{i:05}{SUFFIX}") for i, m in enumerate(members)]


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() == SUFFIX and not member.is_dir() and not hidden


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Entry:
    path, note = PurePosixPath(member.filename), ""
    try:
        with archive.open(member) as packed:
            target.write_bytes(packed.read(MAX_FILE + 1))  # longer ones are refused later
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as fault:
        target.write_bytes(b"")
        note = f"cannot be unpacked ({type(fault).__name__})"
    folder = path.parent.name
    if _MOODLE.fullmatch(folder) or (folder and not _CANVAS.fullmatch(path.stem)):
        return _named(folder, target, _MOODLE, note)
    return _named(path.stem, target, _CANVAS, note)


def _apart(entries: Iterable[Entry]) -> list[Entry]:
    """Give students of the same name, or the same file name, different ones."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        name = file_name(entry.student).casefold()
        seen[name] = seen.get(name, 0) + 1
        student = entry.student if seen[name] == 1 else f"{entry.student} ({seen[name]})"
        found.append(Entry(student, entry.path, entry.number, entry.note))
    return found
