"""Read the student's name and number from a path in an LMS's download.

Only the first part of a path is read, and of that only what the LMS wrote. The names that students
gave their own folders and files come later in the path, and never identify a person.

    Anna Berg_4711_assignsubmission_file_/02_periods.ipynb        Moodle, a folder per student
    Anna Berg_4711_assignsubmission_file_02_periods.ipynb         Moodle, all in one folder
    Team Red_17_assignsubmission_file/02_periods.ipynb            Moodle, a team and its number
    Anna Berg_4711_02_periods.ipynb                               Moodle before 3.1
    annab_LATE_4711_99_02_periods.ipynb                           Canvas
    Lesson 02_aberg_attempt_2026-11-28-20-10-33_02_periods.ipynb  Blackboard
    Anna Berg - 02_periods.ipynb                                  Google Classroom
    anna/02_periods.ipynb, anna.ipynb                             folders and files of your own
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from course_lib.grading.intake.moodle_numbers import MoodleName, moodle_name, old_moodle_names
from course_lib.grading.intake.student_names import letters

Parts = tuple[str, ...]
MAX_NAME = 256  # of a file on most systems; only an archive can have longer ones

# Canvas takes the spaces out of names; `text.html` and `link.html` are for those without a file.
_CANVAS = re.compile(
    r"(?P<name>[^_\s]+)(?:_(?P<late>LATE))?_(?P<id>\d+)_"
    r"(?:(?P<order>\d+)_(?P<rest>.+)|(?:text|link)\.html)",
    re.DOTALL,
)
_CANVAS_HIDDEN = re.compile(
    r"(?P<name>anon)(?:_(?P<late>LATE))?_(?P<id>[A-Za-z0-9]{5})_(?P<order>\d+)_(?P<rest>.+)",
    re.DOTALL,
)
# "attempt" is translated: Versuch, tentative, intento, poging ...
_BLACKBOARD = re.compile(
    r"(?P<left>.+?)_(?P<word>[^\W\d_]+)_(?P<order>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)",
    re.DOTALL,
)
_DASH = re.compile(r" +[-\u2013] +")
_SHEET = re.compile(r"(?:.* )?\d\d_[a-z_]+(?: ?\(\d+\))?")  # 02_periods, Copy of 02_periods (1)


@dataclass(frozen=True)
class Owner:
    """The student to whom a file belongs, as the LMS wrote it."""

    key: tuple[str, ...]  # equal for all files of one student
    name: str
    number: str = ""  # the LMS's own number of the student
    handle: str = ""  # the start of the path by which the LMS finds a feedback file
    order: tuple[int, ...] = ()  # of a student's files, if the LMS numbers them
    late: bool = False  # the LMS marked it as late
    handed_in: str = ""  # ISO date and time, if the LMS wrote it into the name
    lms: str = ""


def owner_of(path: str) -> Owner | None:
    """Return the owner of a path by its first part, or None if no LMS writes such a part."""
    return _moodle(path.split("/")[0]) or _canvas(path.split("/")[0])


def owners_of(paths: Sequence[Parts]) -> list[Owner]:
    """Return the owner of every path of one download.

    Args:
        paths: The paths, split at their slashes, without a folder that contains all of them.

    Returns:
        One owner for each path, in the same order.
    """
    found = [_moodle(parts[0]) for parts in paths]
    readers: tuple[Callable[[Sequence[str]], Mapping[str, Owner]], ...]
    readers = (_blackboards, _canvases, _old_moodles, _classrooms)
    for reader in readers:
        free = [parts[0] for parts, owner in zip(paths, found, strict=True) if owner is None]
        loose = {p[0] for p, owner in zip(paths, found, strict=True) if owner is None and p[1:]}
        known = reader([name for name in free if name not in loose])
        found = [owner or known.get(p[0]) for p, owner in zip(paths, found, strict=True)]
    return [owner or _plain_owner(parts) for parts, owner in zip(paths, found, strict=True)]


def _moodle(first: str) -> Owner | None:
    found = moodle_name(first)
    return found and _moodle_owner(found)


def _moodle_owner(found: MoodleName) -> Owner:
    # The letters of the name, too: a team's number may be a student's.
    key = ("moodle", found.number, letters(found.name))
    return Owner(key, found.name, found.number, found.handle, lms="moodle")


def _canvas(first: str) -> Owner | None:
    match = _CANVAS.fullmatch(first) or _CANVAS_HIDDEN.fullmatch(first)
    if match is None:
        return None
    name = f"anon {match['id']}" if match.re is _CANVAS_HIDDEN else match["name"]
    late = bool(match["late"])
    handle = first[: match.start("rest")] if match["rest"] else ""
    order = (int(match["order"] or 0),)
    key = ("canvas", match["name"], match["id"])
    return Owner(key, name, match["id"], handle, order, late, lms="canvas")


def _canvases(names: Sequence[str]) -> dict[str, Owner]:
    """Read Canvas's names; a number that several names have is a year or the like."""
    found = {name: owner for name in names if (owner := _canvas(name)) is not None}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for owner in found.values():
        people[owner.number].add(owner.name)
    return {name: owner for name, owner in found.items() if len(people[owner.number]) == 1}


def _old_moodles(names: Sequence[str]) -> dict[str, Owner]:
    return {name: _moodle_owner(found) for name, found in old_moodle_names(names).items()}


def _blackboards(names: Sequence[str]) -> dict[str, Owner]:
    """Read Blackboard's names, which all start with the title of the assignment."""
    matches = {name: match for name in names if (match := _BLACKBOARD.fullmatch(name))}
    words = zip(*{tuple(match["left"].split("_")[:-1]) for match in matches.values()}, strict=False)
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, words))
    found = {}
    for name, match in matches.items():
        user = "_".join(match["left"].split("_")[shared:])
        stamp = match["order"].split("-")
        when = f"{'-'.join(stamp[:3])}T{':'.join(stamp[3:])}"
        order = tuple(map(int, stamp))
        owner = Owner(("blackboard", match["left"]), user, "", "", order, lms="blackboard")
        found[name] = replace(owner, handed_in=when)
    return found


def _classrooms(names: Sequence[str]) -> dict[str, Owner]:
    """Read ``NAME - 02_periods`` and ``02_periods - NAME``, and other files of these students."""
    parts = {name: _DASH.split(_stem(name)) for name in names if len(name) < MAX_NAME}
    found = {name: who for name, words in parts.items() if (who := _beside_sheet(words))}
    students = set(found.values())
    for name, words in parts.items():
        if known := students & {words[0], words[-1]} if name not in found else set():
            found[name] = known.pop()
    return {name: Owner(("classroom", who), who, lms="classroom") for name, who in found.items()}


def _beside_sheet(words: Sequence[str]) -> str:
    """Return the name before or after the name of a sheet, or "" if it isn't clear which it is."""
    first, last = (_SHEET.fullmatch(words[at]) is not None for at in (0, -1))
    if len(words) < 2 or first == last:
        return ""
    return " - ".join(words[1:] if first else words[:-1])


def _plain_owner(parts: Parts) -> Owner:
    if parts[1:]:
        return Owner(("folder", parts[0]), parts[0])
    return Owner(("file", _stem(parts[0])), _stem(parts[0]))


_SUFFIX = re.compile(r"(?<=.)(?:\.ipynb\.(?:txt|json|download)|\.[A-Za-z0-9]{1,10})\Z", re.DOTALL)


def _stem(name: str) -> str:
    """Return a file's name without its suffix: ``a.b`` for ``a.b.ipynb``."""
    match = _SUFFIX.search(name)
    return name[: match.start()] if match else name
