"""Write the results of a run: gradebook, pages, JUnit files; and show how far a run is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self, TextIO

from course_lib.classroom.exercises.cards import LessonCard
from course_lib.display.progress import progress_bar, time_left
from course_lib.grading.results.class_list import CLASS, ROSTER, missing, read_class, write_roster
from course_lib.grading.results.feedback import write_feedback
from course_lib.grading.results.final import final_lines, offer_overrides
from course_lib.grading.results.gradebook import points_text, write_gradebook, write_junit
from course_lib.grading.results.ledger import Line
from course_lib.grading.results.override_rows import OVERRIDES
from course_lib.grading.results.summary import misconceptions, reasons, write_summary

GRADEBOOK = "gradebook.csv"


def write_reports(out: Path, lesson: LessonCard, lines: Mapping[str, Line]) -> list[Line]:
    """Write what teacher and students read; return the results as they count.

    The changes in ``overrides.csv`` are applied here, and the class in ``class.csv``, if there is
    one, is asked who is missing.
    """
    titles = {card.id: card.title for card in lesson.exercises}
    final = final_lines(out, lesson, list(lines.values()))
    for line in final:
        write_feedback(out / "feedback", line, titles)
        write_junit(out / "junit", line)
    write_gradebook(out / GRADEBOOK, final, list(titles))
    write_summary(out / "summary.html", final, titles)
    students = read_class(out / CLASS) if (out / CLASS).exists() else []
    write_roster(out / ROSTER, final, students)
    offer_overrides(out)
    return final


def closing_words(lines: Sequence[Line], out: Path) -> str:
    """Sum up a run for the terminal."""
    words = [f"{len(lines)} submissions in {out / GRADEBOOK}"]
    if (fresh := out / "gradebook.new.csv").exists():
        words.append(
            f"{GRADEBOOK} was edited by hand and is left alone; the results are in {fresh}. "
            f"Changes that last belong in {out / OVERRIDES}."
        )
    for count, exercise, name, _ in misconceptions(lines)[:3]:
        words.append(f"  {count} × {exercise} {name.replace('_', ' ')}")
    looks = [line for line in lines if line.needs_a_look]
    if looks:
        words.append(f"{len(looks)} need a look:")
        words += [f"  {line.student}: {'; '.join(reasons(line))[:120]}" for line in looks[:20]]
    if (out / CLASS).exists() and (absent := missing(lines, read_class(out / CLASS))):
        words.append(f"{len(absent)} are missing: {', '.join(one.name for one in absent)[:400]}")
    changed = [line.student for line in lines if line.changes]
    if changed:
        words.append(f"{len(changed)} changed by {OVERRIDES}: {', '.join(changed)[:400]}")
    if any(line.sandbox.startswith("none") for line in lines):
        words.append("Graded without a sandbox; the gradebook says so.")
    return "\n".join(words)


class LiveCount:
    """A bar on a terminal; elsewhere a line after each tenth. Use it in a ``with`` block.

    Args:
        stream: Where to write; stderr if None.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._bar = progress_bar(stream)
        self._task = self._bar.add_task("grading", total=None, note="")
        self._looks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def told(self, line: Line, done: int, of: int) -> None:
        """Show how far the run is, the time left, and how many submissions need a look."""
        self._looks += line.needs_a_look
        result = f"{line.student[:30]} {points_text(line) or line.status}"
        note = f"{self._looks} need a look · {result}"
        self._bar.update(self._task, completed=done, total=of, note=note)
        if not self._bar.disable:
            self._bar.start()
            self._bar.refresh()
        elif done == of or done % max(1, of // 10) == 0:
            parts = (f"{done} of {of}", time_left(self._bar.tasks[0]), note)
            print(" · ".join(filter(None, parts)), file=self._bar.console.file, flush=True)
