"""One report over all lessons: totals, missing hand-ins, and the most frequent mistakes.

    course grade report GRADES-01/ GRADES-02/ --out REPORT/

Results of two lessons belong to one student if the names are equal. Moodle's numbers change with
every assignment, so if several students of a lesson share a name, their results stay apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.classroom.exercises.course_records import Course, LessonCard
from course_lib.display.pages import render
from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.student_names import letters
from course_lib.grading.results.gradebook import points_text, safe, table_of, write_beside_edits
from course_lib.grading.results.ledger import Result, ledger_results
from course_lib.grading.results.lms.matching import base_name
from course_lib.grading.results.overrides import final_results
from course_lib.grading.results.pages.summary import misconceptions
from course_lib.grading.results.pages.written_answers import write_answers_page
from course_lib.grading.results.roster import CLASS, missing, read_class

REPORT, REPORT_PAGE, ANSWERS_PAGE = "report.csv", "report.html", "written.html"
MISTAKES = 20  # listed on the page


@dataclass(frozen=True)
class LessonResults:
    """The results of one lesson, with changes by hand applied."""

    folder: Path
    lesson: LessonCard
    results: Sequence[Result]


@dataclass
class Person:
    """One student, over all lessons."""

    name: str
    results: dict[str, Result] = field(default_factory=dict)  # by lesson
    shared: bool = False  # True if another student has the same name

    @property
    def points(self) -> float:
        """The points of all lessons together."""
        return round(
            sum(result.points for result in self.results.values() if points_text(result)), 2
        )


def read_runs(folders: Sequence[Path], course: Course) -> list[LessonResults]:
    """Return the results of several lessons, in the order of the course.

    Args:
        folders: The folders that ``course grade`` wrote, one for each lesson.
        course: The course.

    Raises:
        InputError: A folder has no results, or two are of one lesson.
    """
    runs: dict[str, LessonResults] = {}
    for folder in folders:
        results = ledger_results(folder)
        lessons = {result.lesson for result in results}
        if len(lessons) != 1:
            raise InputError(f"{folder} must have results of 1 lesson, got {len(lessons)}.")
        lesson = course.lesson(lessons.pop())
        if lesson.id in runs:
            raise InputError(
                f"{runs[lesson.id].folder} and {folder} are both of lesson {lesson.id}: put them "
                "together with `course grade merge`."
            )
        runs[lesson.id] = LessonResults(folder, lesson, final_results(folder, lesson, results))
    return [runs[lesson.id] for lesson in course.lessons if lesson.id in runs]


def people_of(runs: Sequence[LessonResults]) -> list[Person]:
    """Return the students, each with the results of all lessons."""
    people: dict[str, Person] = {}
    ambiguous = set[str]()
    for run in runs:
        names = Counter(_plain(result) for result in run.results)
        for result in run.results:
            key = plain = _plain(result)
            if names[plain] > 1:
                ambiguous.add(plain)
                key = f"{plain} {result.student}"
            person = people.setdefault(
                key, Person(result.student if key != plain else base_name(result))
            )
            person.results[run.lesson.id] = result
    for run in runs:
        for name in _absent(run):
            people.setdefault(letters(name), Person(name))
    for person in people.values():
        known = {_plain(result) for result in person.results.values()} or {letters(person.name)}
        person.shared = bool(known & ambiguous)
    return sorted(people.values(), key=lambda person: person.name)


def write_report(runs: Sequence[LessonResults], out: Path) -> str:
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
        "mistakes": misconceptions([result for run in runs for result in run.results])[:MISTAKES],
    }
    write_file(out / REPORT_PAGE, render("course_report", title="All lessons", **facts))
    count = write_answers_page(
        out / ANSWERS_PAGE, [(run.folder, run.lesson, run.results) for run in runs]
    )
    late = [person for person in people if len(person.results) < len(runs)]
    return "\n".join(
        [
            f"{len(people)} students, {len(runs)} lessons, {most:g} points in {written}",
            f"{len(late)} have not handed in everything: {out / REPORT_PAGE}",
            f"{count} written answers to read: {out / ANSWERS_PAGE}",
        ]
    )


def _plain(result: Result) -> str:
    return letters(base_name(result)) or result.student


def _absent(run: LessonResults) -> list[str]:
    path = run.folder / CLASS
    return [one.name for one in missing(run.results, read_class(path))] if path.exists() else []


def _table(people: Sequence[Person], runs: Sequence[LessonResults], most: float) -> bytes:
    head = ["student", "points", "max", *(f"lesson {run.lesson.id}" for run in runs)]
    rows = []
    for person in people:
        row = [person.name, f"{person.points:g}", f"{most:g}", *_points(person, runs)]
        rows.append([safe(cell) for cell in (*row, _missing(person, runs), _flags(person))])
    return table_of([*head, "missing", "needs a look"], rows)


def _facts(person: Person, runs: Sequence[LessonResults]) -> Mapping[str, object]:
    """Return a student's row for the page."""
    return {
        "name": person.name,
        "total": f"{person.points:g}",
        "points": _points(person, runs),
        "missing": _missing(person, runs),
        "flags": _flags(person),
    }


def _points(person: Person, runs: Sequence[LessonResults]) -> list[str]:
    results = [person.results.get(run.lesson.id) for run in runs]
    return ["" if result is None else points_text(result) for result in results]


def _missing(person: Person, runs: Sequence[LessonResults]) -> str:
    return ", ".join(run.lesson.id for run in runs if run.lesson.id not in person.results)


def _flags(person: Person) -> str:
    lessons = [lesson for lesson, result in person.results.items() if result.needs_a_look]
    reasons = [f"lesson {', '.join(lessons)}"] if lessons else []
    if person.shared:
        reasons.append("several students have this name: add up their lessons by hand")
    return "; ".join(reasons)
