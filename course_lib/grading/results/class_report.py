"""One gradebook over all lessons: totals, who is missing what, and what the class believes.

    course grade report GRADES-01/ GRADES-02/ --out REPORT/

Students are the same in two lessons if their names are. Moodle numbers them anew for each
assignment, so where several students of one lesson share a name, nothing is put together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.classroom.exercises.cards import Course, LessonCard
from course_lib.grading.intake.names import letters
from course_lib.grading.intake.roster import RosterError
from course_lib.grading.results.class_list import CLASS, missing, read_class
from course_lib.grading.results.final import final_lines, ledger_lines
from course_lib.grading.results.gradebook import points_text, safe, table_of, write_beside_edits
from course_lib.grading.results.ledger import Line
from course_lib.grading.results.matching import base_name
from course_lib.grading.results.report_pages import render
from course_lib.grading.results.summary import misconceptions
from course_lib.grading.results.written_answers import write_answers_page

REPORT, REPORT_PAGE, ANSWERS_PAGE = "report.csv", "report.html", "written.html"
MISTAKES = 20  # listed on the page


@dataclass(frozen=True)
class Run:
    """The results of one lesson, as they count."""

    folder: Path
    lesson: LessonCard
    lines: Sequence[Line]


@dataclass
class Person:
    """One student, over all lessons."""

    name: str
    results: dict[str, Line] = field(default_factory=dict)  # by lesson
    shared: bool = False  # others of this name are in the class

    @property
    def points(self) -> float:
        """The points of all lessons together."""
        return round(sum(line.points for line in self.results.values() if points_text(line)), 2)


def read_runs(folders: Sequence[Path], course: Course) -> list[Run]:
    """Read the results of several lessons, in the order of the course.

    Args:
        folders: The folders that ``course grade`` wrote, one for each lesson.
        course: The course.

    Raises:
        RosterError: A folder has no results, or two are of one lesson.
    """
    runs: dict[str, Run] = {}
    for folder in folders:
        lines = ledger_lines(folder)
        lessons = {line.lesson for line in lines}
        if len(lessons) != 1:
            raise RosterError(f"{folder} has results of {len(lessons)} lessons; it needs one.")
        lesson = course.lesson(lessons.pop())
        if lesson.id in runs:
            raise RosterError(
                f"{runs[lesson.id].folder} and {folder} are both of lesson {lesson.id}: put them "
                "together with `course grade merge`."
            )
        runs[lesson.id] = Run(folder, lesson, final_lines(folder, lesson, lines))
    return [runs[lesson.id] for lesson in course.lessons if lesson.id in runs]


def people_of(runs: Sequence[Run]) -> list[Person]:
    """Put together what each student did in every lesson."""
    people: dict[str, Person] = {}
    ambiguous = set[str]()
    for run in runs:
        names = Counter(_plain(line) for line in run.lines)
        for line in run.lines:
            key = plain = _plain(line)
            if names[plain] > 1:
                ambiguous.add(plain)
                key = f"{plain} {line.student}"
            person = people.setdefault(
                key, Person(line.student if key != plain else base_name(line))
            )
            person.results[run.lesson.id] = line
    for run in runs:
        for name in _absent(run):
            people.setdefault(letters(name), Person(name))
    for person in people.values():
        known = {_plain(line) for line in person.results.values()} or {letters(person.name)}
        person.shared = bool(known & ambiguous)
    return sorted(people.values(), key=lambda person: person.name)


def write_report(runs: Sequence[Run], out: Path) -> str:
    """Write ``report.csv``, ``report.html`` and ``written.html``; return what was written.

    Args:
        runs: The results of the lessons.
        out: The folder for the files.
    """
    out.mkdir(parents=True, exist_ok=True)
    people = people_of(runs)
    most = sum(run.lesson.points for run in runs)
    written = write_beside_edits(out / REPORT, _table(people, runs, most))
    facts = {
        "lessons": [run.lesson for run in runs],
        "people": [_facts(person, runs) for person in people],
        "most": f"{most:g}",
        "mistakes": misconceptions([line for run in runs for line in run.lines])[:MISTAKES],
    }
    (out / REPORT_PAGE).write_text(render("report", **facts), encoding="utf-8")
    count = write_answers_page(
        out / ANSWERS_PAGE, [(run.folder, run.lesson, run.lines) for run in runs]
    )
    late = [person for person in people if len(person.results) < len(runs)]
    return "\n".join(
        [
            f"{len(people)} students, {len(runs)} lessons, {most:g} points in {written}",
            f"{len(late)} have not handed in everything: {out / REPORT_PAGE}",
            f"{count} written answers to read: {out / ANSWERS_PAGE}",
        ]
    )


def _plain(line: Line) -> str:
    return letters(base_name(line)) or line.student


def _absent(run: Run) -> list[str]:
    path = run.folder / CLASS
    return [one.name for one in missing(run.lines, read_class(path))] if path.exists() else []


def _table(people: Sequence[Person], runs: Sequence[Run], most: float) -> bytes:
    head = ["student", "points", "max", *(f"lesson {run.lesson.id}" for run in runs)]
    rows = []
    for person in people:
        row = [person.name, f"{person.points:g}", f"{most:g}", *_points(person, runs)]
        rows.append([safe(cell) for cell in (*row, _missing(person, runs), _looks(person))])
    return table_of([*head, "missing", "needs a look"], rows)


def _facts(person: Person, runs: Sequence[Run]) -> Mapping[str, object]:
    """Return a student's row for the page."""
    return {
        "name": person.name,
        "total": f"{person.points:g}",
        "points": _points(person, runs),
        "missing": _missing(person, runs),
        "looks": _looks(person),
    }


def _points(person: Person, runs: Sequence[Run]) -> list[str]:
    lines = [person.results.get(run.lesson.id) for run in runs]
    return ["" if line is None else points_text(line) for line in lines]


def _missing(person: Person, runs: Sequence[Run]) -> str:
    return ", ".join(run.lesson.id for run in runs if run.lesson.id not in person.results)


def _looks(person: Person) -> str:
    lessons = [lesson for lesson, line in person.results.items() if line.needs_a_look]
    reasons = [f"lesson {', '.join(lessons)}"] if lessons else []
    if person.shared:
        reasons.append("several students are called so: put their lessons together by hand")
    return "; ".join(reasons)
