"""List the hand-ins of a class: a folder of notebooks, a folder per student, or an LMS's zip file.

Every student gets one row, even for a PDF or a file that can't be read. `lms_names` reads the
students' names from paths, and `notebook_choice` chooses which of a student's notebooks counts.
"""

import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from course_lib.grading.intake.answer_key import AnswerKey
from course_lib.grading.intake.errors import InputError, RejectedError
from course_lib.grading.intake.files import ReceivedFile, is_hidden, list_folder, list_zip, one_file
from course_lib.grading.intake.lms_names import Owner, owner_of, owners_of
from course_lib.grading.intake.notebook import read_source
from course_lib.grading.intake.notebook_choice import Candidate, Dated, choose, is_notebook, shown
from course_lib.grading.intake.student_names import distinct, readable

SUFFIX = ".ipynb"
_STRANGER = "not named by the LMS, unlike the others: is this from a student?"
_UNMISTAKABLE = {"moodle", "canvas", "blackboard"}  # a student's files may look like Classroom's
MAX_WRAPPERS = 8  # nested folders around a whole class
# suffixes of files that a student may have handed in by mistake
_DOCUMENTS = (
    "ipynb zip pdf html htm doc docx odt rtf pages 7z rar tar gz tgz jpg jpeg png heic json"
)
_OF_ONE_PERSON = {"exercises", "notebooks", "solutions", "lessons", "course_lib", "runs"}


@dataclass(frozen=True)
class HandIn:
    """The file of one student."""

    student: str
    path: Path  # no file is there if nothing can be graded
    number: str = ""  # the LMS's own number of the student or the submission
    reason: str = ""  # why nothing can be graded
    flags: tuple[str, ...] = ()  # for the teacher
    notes: tuple[str, ...] = ()  # for student and teacher, such as which file counted
    source: str = ""  # the path of the file as it was handed in
    handed_in: str = ""  # ISO date and time, if known


def find_hand_ins(place: Path, unpacked: Path, key: AnswerKey | None = None) -> list[HandIn]:
    """Return what was handed in, one file for each student.

    Args:
        place: A notebook, a folder or a zip file.
        unpacked: The folder for notebooks from a zip file.
        key: The answer key of the lesson, which decides which of a student's files counts.

    Raises:
        InputError: There is nothing to grade.
    """
    if place.is_dir():
        files = _with_downloads(list(list_folder(place)))
    elif zipfile.is_zipfile(place) or place.suffix.lower() == ".zip":
        files = _of_zip(place)
    elif place.exists() or place.is_symlink():
        flags = choose([(one_file(place), ())], key).flags
        name, source = readable(place.stem), readable(place.name)
        return [HandIn(name, place, flags=flags, notes=flags, source=source)]
    else:
        raise InputError(f"{place} does not exist.")
    people = _by_student(files)
    if not people:
        raise InputError(f"{place} has no notebooks: {SUFFIX} files, or a folder per student.")
    unpacked.mkdir(parents=True, exist_ok=True)
    found = [
        _hand_in_of(owner, mine, unpacked / f"{at:05}{SUFFIX}", key)
        for at, (owner, mine) in enumerate(people)
    ]
    return _named(found, [bool(owner.lms) for owner, _ in people])


def _named(hand_ins: Sequence[HandIn], from_lms: Sequence[bool]) -> list[HandIn]:
    """Make the names distinct; if the LMS named some of them, flag the others."""
    found = [
        hand_in
        if named or not any(from_lms)
        else replace(hand_in, flags=(_STRANGER, *hand_in.flags))
        for hand_in, named in zip(hand_ins, from_lms, strict=True)
    ]
    names = distinct([hand_in.student for hand_in in found], [hand_in.number for hand_in in found])
    alone = [replace(hand_in, student=name) for hand_in, name in zip(found, names, strict=True)]
    return sorted(alone, key=lambda hand_in: hand_in.student)


def _of_zip(place: Path) -> list[ReceivedFile]:
    try:
        return list(list_zip(place))
    except RejectedError as refused:
        raise InputError(f"{place} is {refused}: download it again.") from refused


def _with_downloads(files: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    """Return the files of a folder; a zip file that an LMS wrote is replaced by its members."""
    found = list[ReceivedFile]()
    for file in files:
        members = list[ReceivedFile]()
        if file.path is not None and not file.parts[1:] and file.name.lower().endswith(".zip"):
            with suppress(RejectedError):
                members = list(list_zip(file.path))
        top = _unwrapped([inside for member in members if (inside := _inside(member))])
        found += top if _is_download(top) else [file]
    return found


def _is_download(files: Sequence[ReceivedFile]) -> bool:
    """Return True if these are from an LMS and not from one student's own zip file."""
    names = {file.parts[0] for file in files}
    owners = {one.key for one in owners_of([(name,) for name in names]) if one.lms in _UNMISTAKABLE}
    return len(owners) > 1 or any("_assignsubmission_" in name for name in names)


def _by_student(files: Iterable[ReceivedFile]) -> list[tuple[Owner, list[Dated]]]:
    """Group the files by student, each with its time."""
    files_inside = _unwrapped([inside for file in files if (inside := _inside(file)) is not None])
    owners = owners_of([file.parts for file in files_inside])
    people: dict[tuple[str, ...], tuple[Owner, list[Dated]]] = {}
    for owner, file in zip(owners, files_inside, strict=True):
        if owner.lms or file.parts[1:] or _is_document(file):
            known, mine = people.get(owner.key, (owner, []))
            mine.append((file, (*owner.order, *_time(file))))
            people[owner.key] = max(known, owner, key=lambda one: one.order), mine
    return sorted(
        people.values(), key=lambda one: (readable(one[0].name), one[0].number, one[0].key)
    )


def _inside(file: ReceivedFile) -> ReceivedFile | None:
    """Normalise a path; return None if it leads out of its folder or no person wrote the file."""
    folders = tuple(part for part in file.parts[:-1] if part not in ("", "."))
    parts = (*folders, file.parts[-1])
    while parts[:1] == ("..",) and any(owner_of(part) for part in parts):
        parts = parts[1:]  # a student isn't lost, and nothing is unpacked under its own path
    if ".." in parts[:1] or "__MACOSX" in parts or file.name.startswith("._") or parts == ("",):
        return None
    if is_hidden(parts[:1]) and owner_of(parts[0]) is None:
        return None
    return replace(file, parts=parts)


def _time(file: ReceivedFile) -> tuple[int, ...]:
    """Return when a file was changed, without the seconds in a zip file: an LMS makes them up."""
    return file.time if file.path is not None else file.time[:5]


def _unwrapped(files: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    """Remove the folders that contain the whole class from the paths."""
    found = list(files)
    for _ in range(MAX_WRAPPERS):
        if not _wraps(found):
            break
        found = [replace(file, parts=file.parts[1:] or file.parts) for file in found]
        found = [file for file in found if file.parts[0]]
    return found


def _wraps(files: Sequence[ReceivedFile]) -> bool:
    """Return True if one folder contains the class, perhaps beside lists that the teacher keeps.

    In a chain of folders, such as ``Spring/Lesson 02/``, the innermost one decides.
    """
    tops = {file.parts[0] for file in files if file.parts[1:]}
    if len(tops) != 1 or owner_of(next(iter(tops))) is not None:
        return False
    levels = [_inner(files)]
    while len({file.parts[0] for file in levels[-1]}) == 1 and len(levels) < MAX_WRAPPERS:
        levels.append(_inner(levels[-1]))
    if any(map(_is_from_lms, levels)):
        return True
    if any(_is_document(file) for file in files if not file.parts[1:]):
        return False
    if any(file.parts[0] in _OF_ONE_PERSON for inside in levels for file in inside):
        return False
    return _is_class(levels[0]) or (
        _is_class(levels[-1]) and all(file.parts[1:] for file in levels[-1])
    )


def _inner(files: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    """Return the contents of the folders, one level down, without hidden files."""
    inside = [replace(file, parts=file.parts[1:]) for file in files if file.parts[1:]]
    return [file for file in inside if file.parts[0] and not is_hidden(file.parts[:1])]


def _is_from_lms(files: Sequence[ReceivedFile]) -> bool:
    owners = owners_of([(name,) for name in {file.parts[0] for file in files}])
    named = [owner.lms for owner in owners if owner.lms]
    return "moodle" in named or len(named) > 1


def _is_class(files: Sequence[ReceivedFile]) -> bool:
    """Return True if these look like the hand-ins of several students."""
    folders = {file.parts[0] for file in files if file.parts[1:]}
    names = {file.parts[0] for file in files} - folders
    loose = {name for name in names if name.lower().endswith(SUFFIX)}
    if any(name[:2].isdecimal() for name in loose):
        return False
    if any(file.path is not None for file in files) and loose:
        return False  # a student's folder in the folder that the teacher named
    return len(folders) + len(loose) > 1


def _is_document(file: ReceivedFile) -> bool:
    return is_notebook(file) or file.name.lower().rpartition(".")[2] in _DOCUMENTS.split()


def _hand_in_of(
    owner: Owner, files: Sequence[Dated], target: Path, key: AnswerKey | None
) -> HandIn:
    """Return a student's hand-in; a fault in the files affects this student alone."""
    try:
        return _hand_in(owner, files, target, key)
    except Exception as fault:
        reason = f"what was handed in can't be read ({type(fault).__name__})"
        source = shown(files[0][0])
        return HandIn(readable(owner.name), _no_file(target), owner.number, reason, source=source)


def _hand_in(owner: Owner, files: Sequence[Dated], target: Path, key: AnswerKey | None) -> HandIn:
    choice = choose(files, key)
    flags = ("handed in late, says the LMS", *choice.flags) if owner.late else choice.flags
    name, number = readable(owner.name), owner.number
    hand_in = HandIn(name, target, number, choice.reason, flags, choice.flags)
    if choice.chosen is None:
        return replace(hand_in, path=_no_file(target), source=shown(files[0][0]))
    source, when = choice.chosen.shown, _handed_in(owner, choice.chosen)
    return replace(_saved(hand_in, choice.chosen), source=source, handed_in=when)


def _handed_in(owner: Owner, chosen: Candidate) -> str:
    """Return when the chosen file was handed in; a student may have several attempts."""
    if not owner.handed_in:
        return ""
    try:
        return datetime(*chosen.order[: len(owner.order)]).isoformat()  # type: ignore[arg-type]
    except ValueError:  # 2026-13-45 in a name that somebody has changed
        return ""


def _saved(hand_in: HandIn, chosen: Candidate) -> HandIn:
    """Copy a notebook out of its zip file, under a name of our own."""
    if chosen.file is not None and chosen.file.path is not None:
        return replace(hand_in, path=chosen.file.path)
    try:
        hand_in.path.write_bytes(read_source(chosen.read))  # what is too long is rejected later
    except RejectedError as refused:
        return replace(hand_in, path=_no_file(hand_in.path), reason=str(refused))
    return hand_in


def _no_file(target: Path) -> Path:
    """Return the path after removing the file, which an earlier run may have left."""
    target.unlink(missing_ok=True)
    return target
