"""Find out who handed in what: a folder of notebooks, a folder per student, or an LMS's zip.

Every student gets one row, also one who handed in a PDF or nothing that can be read. How the LMS
names students is read in `hand_in_names`; which of a student's notebooks counts, in `choosing`.
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.grading.intake.choosing import Candidate, Dated, choose, is_notebook, shown
from course_lib.grading.intake.hand_in_names import Owner, owner_of, owners_of
from course_lib.grading.intake.handed_in_files import (
    HandedIn,
    is_hidden,
    list_folder,
    list_zip,
    one_file,
)
from course_lib.grading.intake.key import AnswerKey
from course_lib.grading.intake.names import distinct, readable
from course_lib.grading.intake.names import file_name as file_name
from course_lib.grading.intake.notebook import MAX_FILE, RejectedError

SUFFIX = ".ipynb"
_STRANGER = "not named by the LMS, unlike the others: is this a student's?"
MAX_WRAPPERS = 8  # folders around a whole class
# what a student may have handed in by mistake, loose in a folder of notebooks
_DOCUMENTS = (
    "ipynb zip pdf html htm doc docx odt rtf pages 7z rar tar gz tgz jpg jpeg png heic json"
)
_OF_ONE_PERSON = {"exercises", "notebooks", "solutions", "lessons", "course_lib", "runs"}


@dataclass(frozen=True)
class Entry:
    """One student's file."""

    student: str
    path: Path  # of a file that does not exist where nothing can be graded
    number: str = ""  # the LMS's own number of the student or the submission
    note: str = ""  # why nothing can be graded
    looks: tuple[str, ...] = ()  # what a person should look at
    notes: tuple[str, ...] = ()  # what the student should know, too: which file counted
    source: str = ""  # the file's path in what was handed in
    handed_in: str = ""  # ISO date and time, where it is known


class RosterError(ValueError):
    """There is nothing that can be graded; the message says what was expected."""


def find_entries(place: Path, unpacked: Path, key: AnswerKey | None = None) -> list[Entry]:
    """List what was handed in, by student.

    Args:
        place: A notebook, a folder or a zip file.
        unpacked: The folder where the notebooks of a zip file are put.
        key: The teacher's notebook of the lesson, by which a student's file is chosen.

    Raises:
        RosterError: There is nothing to grade.
    """
    if place.is_dir():
        files = list(list_folder(place))
    elif zipfile.is_zipfile(place) or place.suffix.lower() == ".zip":
        files = _of_zip(place)
    elif place.exists() or place.is_symlink():
        looks = choose([(one_file(place), ())], key).looks
        name, source = readable(place.stem), readable(place.name)
        return [Entry(name, place, looks=looks, notes=looks, source=source)]
    else:
        raise RosterError(f"{place} does not exist.")
    people = _by_student(files)
    if not people:
        raise RosterError(f"{place} holds no notebooks: {SUFFIX} files, or a folder per student.")
    unpacked.mkdir(parents=True, exist_ok=True)
    found = [
        _entry_of(owner, mine, unpacked / f"{at:05}{SUFFIX}", key)
        for at, (owner, mine) in enumerate(people)
    ]
    return _named(found, [bool(owner.lms) for owner, _ in people])


def _named(entries: Sequence[Entry], from_lms: Sequence[bool]) -> list[Entry]:
    """Give every entry a name of its own; mark those that the LMS did not name, if others are."""
    found = [
        entry if named or not any(from_lms) else replace(entry, looks=(_STRANGER, *entry.looks))
        for entry, named in zip(entries, from_lms, strict=True)
    ]
    names = distinct([entry.student for entry in found], [entry.number for entry in found])
    alone = [replace(entry, student=name) for entry, name in zip(found, names, strict=True)]
    return sorted(alone, key=lambda entry: entry.student)


def _of_zip(place: Path) -> list[HandedIn]:
    try:
        return list(list_zip(place))
    except RejectedError as refused:
        raise RosterError(f"{place} is {refused}: download it again.") from refused


def _by_student(files: Iterable[HandedIn]) -> list[tuple[Owner, list[Dated]]]:
    """Group the files by the student to whom they belong, each with its place in time."""
    kept = _unwrapped([inside for file in files if (inside := _inside(file)) is not None])
    owners = owners_of([file.parts for file in kept])
    people: dict[tuple[str, ...], tuple[Owner, list[Dated]]] = {}
    for owner, file in zip(owners, kept, strict=True):
        if owner.lms or file.parts[1:] or _is_document(file):
            known, mine = people.get(owner.key, (owner, []))
            mine.append((file, (*owner.order, *_time(file))))
            people[owner.key] = max(known, owner, key=lambda one: one.order), mine
    return sorted(
        people.values(), key=lambda one: (readable(one[0].name), one[0].number, one[0].key)
    )


def _inside(file: HandedIn) -> HandedIn | None:
    """Clean a path; None for what leads out of its folder, or was written by a machine."""
    folders = tuple(part for part in file.parts[:-1] if part not in ("", "."))
    parts = (*folders, file.parts[-1])
    if ".." in parts[:1] or "__MACOSX" in parts or file.name.startswith("._") or parts == ("",):
        return None
    if is_hidden(parts[:1]) and owner_of(parts[0]) is None:
        return None
    return replace(file, parts=parts)


def _time(file: HandedIn) -> tuple[int, ...]:
    """Return when a file was changed; in a zip file, seconds may be those of the download."""
    return file.time if file.path is not None else file.time[:5]


def _unwrapped(files: Sequence[HandedIn]) -> list[HandedIn]:
    """Take off folders that wrap the whole class."""
    found = list(files)
    for _ in range(MAX_WRAPPERS):
        if not _wraps(found):
            break
        found = [replace(file, parts=file.parts[1:]) for file in found]
        found = [file for file in found if file.parts[0]]
    return found


def _wraps(files: Sequence[HandedIn]) -> bool:
    """Return True if one folder has everything, and what is in it are hand-ins."""
    tops = {file.parts[0] for file in files if file.parts[1:]}
    if len(tops) != 1 or any(not file.parts[1:] for file in files):
        return False
    if owner_of(next(iter(tops))) is not None:
        return False
    inside = {file.parts[1] for file in files if file.parts[1] and not is_hidden(file.parts[1:2])}
    named = [owner.lms for owner in owners_of([(name,) for name in inside]) if owner.lms]
    if "moodle" in named or len(named) > 1:
        return True
    folders = {f.parts[1] for f in files if f.parts[2:] and not is_hidden(f.parts[1:2])}
    loose = {name for name in inside - folders if name.lower().endswith(SUFFIX)}
    if folders & _OF_ONE_PERSON or any(name[:2].isdecimal() for name in loose):
        return False
    if any(file.path is not None for file in files) and loose:
        return False  # a student's folder, in a folder that the teacher named
    return len(folders) + len(loose) > 1


def _is_document(file: HandedIn) -> bool:
    return is_notebook(file) or file.name.lower().rpartition(".")[2] in _DOCUMENTS.split()


def _entry_of(owner: Owner, files: Sequence[Dated], target: Path, key: AnswerKey | None) -> Entry:
    """Return a student's entry; whatever is in the files, it is this student's trouble alone."""
    try:
        return _entry(owner, files, target, key)
    except Exception as fault:
        reason = f"what was handed in cannot be read ({type(fault).__name__})"
        source = shown(files[0][0])
        return Entry(readable(owner.name), _no_file(target), owner.number, reason, source=source)


def _entry(owner: Owner, files: Sequence[Dated], target: Path, key: AnswerKey | None) -> Entry:
    choice = choose(files, key)
    looks = ("handed in late, says the LMS", *choice.looks) if owner.late else choice.looks
    name, number = readable(owner.name), owner.number
    entry = Entry(name, target, number, choice.reason, looks, choice.looks)
    if choice.chosen is None:
        return replace(entry, path=_no_file(target), source=shown(files[0][0]))
    source, when = choice.chosen.shown, owner.handed_in
    return replace(_kept(entry, choice.chosen), source=source, handed_in=when)


def _kept(entry: Entry, chosen: Candidate) -> Entry:
    """Put a notebook that is in a zip file where it can be graded, under a name of our own."""
    if chosen.file is not None and chosen.file.path is not None:
        return replace(entry, path=chosen.file.path)
    try:
        entry.path.write_bytes(chosen.read(MAX_FILE + 1))  # longer ones are refused later
    except RejectedError as refused:
        return replace(entry, path=_no_file(entry.path), note=str(refused))
    return entry


def _no_file(target: Path) -> Path:
    """Return the path of a file that does not exist: an earlier run may have left one."""
    target.unlink(missing_ok=True)
    return target
