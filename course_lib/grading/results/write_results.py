"""Write the results of a run: gradebook, pages, JUnit files, roster.

The gradebook comes first. A page that can't be written is a note in one row and stops nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.grading.results.gradebook import write_gradebook, write_junit
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.overrides import OVERRIDES, final_results, offer_overrides
from course_lib.grading.results.pages.feedback import write_feedback
from course_lib.grading.results.pages.summary import misconceptions, reasons, write_summary
from course_lib.grading.results.roster import (
    CLASS,
    ROSTER,
    Student,
    missing,
    read_class,
    write_roster,
)

GRADEBOOK, SUMMARY = "gradebook.csv", "summary.html"


def write_results(out: Path, lesson: LessonCard, results: Mapping[str, Result]) -> list[Result]:
    """Write what teacher and students read; return the results as they count.

    The changes in ``overrides.csv`` are applied. If there is a ``class.csv``, the roster says who
    is missing. If a file other than the gradebook can't be written, that is a flag of the student
    whose file it is, or of every student.

    Args:
        out: The folder of the run.
        lesson: The lesson that was graded.
        results: The results as the grader found them, by student.

    Raises:
        InputError: ``overrides.csv`` can't be applied.
        OSError: The gradebook can't be written.
    """
    titles = {card.id: card.title for card in lesson.exercises}
    final = final_results(out, lesson, list(results.values()))
    write_gradebook(out / GRADEBOOK, final, list(titles))
    flagged = [_with_own_files(out, result, titles) for result in final]
    shared = {
        SUMMARY: lambda: write_summary(out / SUMMARY, flagged, titles),
        ROSTER: lambda: write_roster(out / ROSTER, flagged, _class_of(out)),
        OVERRIDES: lambda: offer_overrides(out),
    }
    for name, write in shared.items():
        fault = _fault_of(name, write)
        flagged = [replace(one, flags=(*one.flags, *fault)) for one in flagged]
    if flagged != final:
        write_gradebook(out / GRADEBOOK, flagged, list(titles))
    return flagged


def _with_own_files(out: Path, result: Result, titles: Mapping[str, str]) -> Result:
    """Write a student's own files; the result says which of them couldn't be written."""
    faults = [
        *_fault_of("the feedback page", lambda: write_feedback(out / "feedback", result, titles)),
        *_fault_of("the JUnit file", lambda: write_junit(out / "junit", result)),
    ]
    return replace(result, flags=(*result.flags, *faults))


def _fault_of(name: str, write: Callable[[], object]) -> list[str]:
    try:
        write()
    except Exception as fault:  # one file must not cost the class its others
        return [f"{name} could not be written ({type(fault).__name__}: {fault})"[:200]]
    return []


def _class_of(out: Path) -> list[Student]:
    return read_class(out / CLASS) if (out / CLASS).exists() else []


def notes_on_edits(out: Path) -> list[str]:
    """Return where the results are if somebody has edited the gradebook, else nothing."""
    if not (fresh := out / "gradebook.new.csv").exists():
        return []
    return [
        f"{out / GRADEBOOK} was edited by hand and is left alone; the results are in {fresh}. "
        f"Put changes that should last into {out / OVERRIDES}."
    ]


def closing_message(results: Sequence[Result], out: Path) -> str:
    """Return a summary of a run for the terminal."""
    lines = [f"{len(results)} submissions in {out / GRADEBOOK}", *notes_on_edits(out)]
    for count, exercise, name, _ in misconceptions(results)[:3]:
        lines.append(f"  {count} × {exercise} {name.replace('_', ' ')}")
    flagged = [result for result in results if result.needs_a_look]
    if flagged:
        lines.append(f"{len(flagged)} need a look:")
        lines += [f"  {one.student}: {'; '.join(reasons(one))[:120]}" for one in flagged[:20]]
    if absent := missing(results, _class_of(out)):
        lines.append(f"{len(absent)} are missing: {', '.join(one.name for one in absent)[:400]}")
    changed = [result.student for result in results if result.changes]
    if changed:
        lines.append(f"{len(changed)} changed by {OVERRIDES}: {', '.join(changed)[:400]}")
    if any(result.sandbox.startswith("none") for result in results):
        lines.append("Graded without a sandbox; the gradebook says so.")
    return "\n".join(lines)
