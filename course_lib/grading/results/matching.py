"""Find the result that belongs to a row of an LMS's table: by number and name, never by a guess."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from course_lib.grading.intake.names import letters
from course_lib.grading.results.ledger import Line


class Finder:
    """Finds the result of a student.

    A number counts only if the names agree as well, since a team's number may be another's own. A
    name counts only if one student alone has it.

    Args:
        lines: The results.
        names: All names in the table.
    """

    def __init__(self, lines: Iterable[Line], names: Sequence[str] = ()) -> None:
        self._by_number: dict[str, Line] = {}
        self._by_name: defaultdict[str, list[Line]] = defaultdict(list)
        self._rows = Counter(map(letters, names))
        self.refused: list[str] = []
        for line in lines:
            if line.number:
                self._by_number[line.number] = line
            self._by_name[letters(base_name(line))].append(line)

    def find(self, number: str, *names: str) -> Line | None:
        """Return a student's result; None if there is none, or more than one may be meant.

        Args:
            number: The LMS's number of the student, "" if the table has none.
            names: What the table calls the student: the name first, then logins.
        """
        line = self._by_number.get(number) if number else None
        if line is not None:
            given = [name for name in names if name.strip()]
            if not given or any(agree(base_name(line), name) for name in given):
                return line
            self.refused.append(f"{line.student} (number {number} is {given[0]} in this file)")
        for name in names:
            for spelling in dict.fromkeys((letters(name), letters(_turned(name)))):
                found = self._by_name.get(spelling, []) if spelling else []
                if len(found) == 1 and self._rows[letters(name)] <= 1:
                    return found[0]
        return None


def _turned(name: str) -> str:
    """Turn ``Berg, Anna`` into ``Anna Berg``."""
    last, _, first = name.partition(",")
    return f"{first} {last}"


def base_name(line: Line) -> str:
    """Return a student's name as the LMS wrote it, without the number that sets it apart."""
    return line.student.removesuffix(f" ({line.number})")


def agree(one: str, other: str) -> bool:
    """Return True if two spellings may be the same person's name.

    An LMS may leave out accents, spaces or a letter, and change the order.
    """
    a, b = letters(one), letters(other)
    if not a or not b:
        return False
    words = [word for name in (one, other) for word in map(letters, name.split())]
    if any(
        len(word) > 2 or not word.isascii() for word in words if word and word in a and word in b
    ):
        return True
    return difflib.SequenceMatcher(None, sorted(a), sorted(b)).ratio() > 0.75
