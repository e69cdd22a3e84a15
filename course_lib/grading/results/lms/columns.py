"""Find the columns of an LMS's table, in any language.

Moodle translates its headers, so a column is found by one of the words below or by its content. If
several columns fit, none is chosen, and the teacher is asked to name one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.moodle_numbers import participant_word
from course_lib.grading.results.lms.tables import LmsTable, as_number

_WHO = ("identifier", "identifiant", "identificador", "identificativo", "identificatore", "id")
_GRADE = (
    "grade", "bewertung", "note", "calificación", "nota", "valutazione", "cijfer", "beoordeling",
    "ocena", "karakter", "betyg", "arvosana", "оценка", "成绩", "成績", "評点",
)  # fmt: skip
_MOST = {
    "maximum grade", "bestwertung", "note maximale", "calificación máxima", "valutazione massima",
    "nota máxima", "maximumcijfer", "maximale cijfer", "maksymalna ocena",
}  # fmt: skip
_GROUP = ("group", "gruppe", "groupe", "grupo", "gruppo", "groep")
_COMMENT = (
    "feedback", "comment", "kommentar", "comentario", "comentário", "commento", "opmerking",
    "コメント", "评语",
)  # fmt: skip
_ASSIGNMENT = re.compile(r"(?P<title>.+?)\s*\((?P<id>\d+)\)\s*")


@dataclass(frozen=True)
class MoodleColumns:
    """The columns of a grading worksheet; None for those that it doesn't have."""

    who: int
    grade: int
    name: int | None
    most: int | None
    comment: int | None
    group: int | None


def moodle_columns(table: LmsTable, chosen: str | None = None) -> MoodleColumns:
    """Return the columns of Moodle's grading worksheet.

    Args:
        table: The worksheet.
        chosen: The header of the column that gets the points; None finds it.

    Raises:
        InputError: A column is missing, or several fit.
    """
    who = _who(table)
    most = _most(table, who)
    grade = named_column(table, chosen) if chosen else _grade(table, most)
    if most != grade + 1 and (most is None or table.head[most].strip().casefold() not in _MOST):
        most = None  # a column of equal numbers that isn't the maximum
    name = who + 1 if who + 1 < len(table.head) and who + 1 not in (grade, most) else None
    if name is not None and any("@" in cell for cell in table.cells(name)):
        name = None  # blind marking: there are no names
    last = len(table.head) - 1
    is_comment = any(word in table.head[last].casefold() for word in _COMMENT)
    group = next((at for word in _GROUP if (at := table.column(word)) is not None), None)
    return MoodleColumns(who, grade, name, most, last if is_comment else None, group)


def named_column(table: LmsTable, name: str) -> int:
    """Return the column that a teacher has named by its header, title or id.

    Raises:
        InputError: There is none, or more than one.
    """
    exact = table.column(name)
    if exact is not None:
        return exact
    plain = name.strip().casefold()
    parts = {at: _ASSIGNMENT.fullmatch(word) for at, word in enumerate(table.head)}
    found = [
        at for at, m in parts.items() if m and plain in (m["title"].strip().casefold(), m["id"])
    ]
    if len(found) != 1:
        what = "no column" if not found else f"{len(found)} columns"
        raise InputError(f"{table.path} has {what} {name!r}; it has: {_listed(table.head)}.")
    return found[0]


def canvas_column(table: LmsTable, lesson: str, titles: Sequence[str]) -> int | None:
    """Return the column of a lesson in a Canvas gradebook, or None if none looks like it.

    Args:
        table: The gradebook.
        lesson: The id of the lesson, such as 02.
        titles: Other names of the lesson, such as its title.

    Raises:
        InputError: Several columns may be meant, or one only perhaps.
    """
    number = (
        re.compile(rf"(?<!\d)0*{int(lesson)}(?!\d)") if lesson.isdecimal() else re.compile("$.")
    )
    named = re.compile(rf"(?i)lesson\s*{number.pattern}")
    sure, maybe = [], []
    for at, head in enumerate(table.head):
        title = match["title"] if (match := _ASSIGNMENT.fullmatch(head)) else head
        if match is None and named.search(title) is None:
            continue
        words = title.casefold()
        if named.search(title) or any(name.casefold() in words for name in titles if name):
            sure.append(at)
        elif number.search(title):
            maybe.append(at)
    if len(sure) == 1:
        return sure[0]
    if sure or maybe:
        found = _listed([table.head[at] for at in sure or maybe])
        raise InputError(
            f"{table.path}: which column is lesson {lesson}? Name it: --column {found}."
        )
    return None


def _who(table: LmsTable) -> int:
    known = {at for word in _WHO if (at := table.column(word)) is not None}
    for at in range(len(table.head)):
        words = {participant_word(cell) for cell in table.cells(at)}
        if len(words) == 1 and None not in words and ("" not in words or at in known):
            return at
    raise InputError(
        f"{table.path} has no column 'Identifier', in no language; it has: {_listed(table.head)}. "
        "Download the grading worksheet in Moodle."
    )


def _most(table: LmsTable, who: int) -> int | None:
    named = [at for at, word in enumerate(table.head) if word.strip().casefold() in _MOST]
    if len(named) == 1:
        return named[0]
    alike = [
        at
        for at in range(who + 1, len(table.head))
        if len(table.cells(at)) == len(table.rows)
        and len(set(table.cells(at))) == 1
        and (as_number(table.cells(at)[0]) or 0) > 0
    ]
    return alike[0] if len(alike) == 1 else None


def _grade(table: LmsTable, most: int | None) -> int:
    found = {at for word in _GRADE if (at := table.column(word)) is not None}
    if not found and most:
        found = {most - 1}
    if len(found) != 1:
        names = _listed([table.head[at] for at in sorted(found)] or table.head)
        raise InputError(f"{table.path}: which column gets the points? Name it: --column {names}.")
    return found.pop()


def _listed(heads: Sequence[str]) -> str:
    return ", ".join(repr(head.strip()) for head in heads if head.strip())
