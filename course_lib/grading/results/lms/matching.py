"""Find the result for a row of an LMS's table by number and name; doubtful matches are refused."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from course_lib.grading.intake.student_names import letters
from course_lib.grading.results.ledger import Result


class Finder:
    """Finds the result of a student.

    A number counts only if the names agree too, since a team's number may be another student's own.
    A name counts only if exactly one student has it.

    Args:
        results: The results.
        names: All names in the table.
    """

    def __init__(self, results: Iterable[Result], names: Sequence[str] = ()) -> None:
        self._by_number: dict[str, Result] = {}
        self._by_name: defaultdict[str, list[Result]] = defaultdict(list)
        self._rows = Counter(map(letters, names))
        self.refused: list[str] = []
        for result in results:
            if result.number:
                self._by_number[result.number] = result
            self._by_name[letters(base_name(result))].append(result)

    def find(self, number: str, *names: str) -> Result | None:
        """Return a student's result, or None if there is none or several may be meant.

        Args:
            number: The LMS's number of the student, "" if the table has none.
            names: The student's name in the table, then their logins.
        """
        result = self._by_number.get(number) if number else None
        if result is not None:
            given = [name for name in names if name.strip()]
            if not given or any(agree(base_name(result), name) for name in given):
                return result
            self.refused.append(f"{result.student} (number {number} is {given[0]} in this file)")
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


def base_name(result: Result) -> str:
    """Return a student's name as the LMS wrote it, without the number that makes it distinct."""
    return result.student.removesuffix(f" ({result.number})")


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
