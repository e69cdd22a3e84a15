"""Read Moodle's number of a student: from the name of a hand-in, and from a grading worksheet.

Anna Berg_4711_assignsubmission_file_/02_periods.ipynb    a folder per student
Anna Berg_4711_assignsubmission_file_02_periods.ipynb     all in one folder
Team Red_17_assignsubmission_file/02_periods.ipynb        a team and its number
Anna Berg_4711_02_periods.ipynb                           Moodle before 3.1
Participant 4711                                          the first column of a worksheet
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

# Moodle replaces underscores in names by spaces, so the first match is Moodle's own.
_HAND_IN = re.compile(
    r"(?P<name>[^/]*?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?",
    re.DOTALL,
)
_OLD_HAND_IN = re.compile(r"(?P<name>[^_/]+ [^_/ ]+)_(?P<id>\d+)_(?P<rest>[^.].*\..+)", re.DOTALL)
_PARTICIPANT = re.compile(r"(?P<word>\D*?)\s*(?P<number>\d+)\s*")


class MoodleName(NamedTuple):
    """What Moodle wrote into the name of a hand-in."""

    name: str  # of a student or a team
    number: str  # "" for students without a team, who share one
    handle: str  # the start of the path by which Moodle finds a feedback file


def moodle_name(first: str) -> MoodleName | None:
    """Return what the first part of a path says, or None if Moodle doesn't write such a part."""
    match = _HAND_IN.fullmatch(first)
    if match is None:
        return None
    number = match["id"] or ""
    if match["kind"] != "file":
        handle = f"{match['name']}_{number}_assignsubmission_file_/"
    else:
        handle = first[: match.start("rest")] if match["rest"] else f"{first}/"
    return MoodleName(match["name"], number, handle)


def old_moodle_names(names: Sequence[str]) -> dict[str, MoodleName]:
    """Return what Moodle before 3.1 wrote into file names, by file name.

    A number that several people have is a year or the like, and is left out.
    """
    matches = {name: match for name in names if (match := _OLD_HAND_IN.fullmatch(name))}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for match in matches.values():
        people[match["id"]].add(match["name"])
    return {
        name: MoodleName(m["name"], m["id"], f"{m['name']}_{m['id']}_")
        for name, m in matches.items()
        if len(people[m["id"]]) == 1
    }


def participant_number(cell: str) -> str:
    """Return the number of ``Participant 4711``, in any language; "" if there is none."""
    match = _PARTICIPANT.fullmatch(cell)
    return match["number"] if match else ""


def participant_word(cell: str) -> str | None:
    """Return the word before the number of a participant, or None if there is no number."""
    match = _PARTICIPANT.fullmatch(cell)
    return match["word"].strip() if match else None
