"""Mutate the exercises of a lesson, compare with its list of survivors, and say what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib.authoring.mutation import survivors
from course_lib.authoring.mutation.isolated_check import states_of
from course_lib.authoring.mutation.mutants import mutants_of
from course_lib.authoring.mutation.syntax import Change
from course_lib.authoring.mutation.variants import variants_of
from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.classroom.exercises.load_bank import bank

PASS = "PASS"


@dataclass(frozen=True)
class MutationResult:
    """What became of the mutants and variants of one exercise."""

    exercise: str
    mutants: int
    variants: int
    survivors: tuple[Change, ...]  # mutants that pass for every seed
    refused: tuple[Change, ...]  # variants that don't pass for every seed
    unexplained: tuple[Change, ...]  # of both: without a reason in the list
    open: int  # survivors whose reason is that a property is missing

    @property
    def line(self) -> str:
        """The counts in one line."""
        killed = self.mutants - len(self.survivors)
        equivalent = len(self.survivors) - self.open - self.new_survivors
        return (
            f"{self.exercise}: {self.mutants} mutants, {killed} refused, {equivalent} equivalent, "
            f"{self.open} open, {self.new_survivors} unexplained; {self.variants} variants, "
            f"{len(self.refused)} refused"
        )

    @property
    def new_survivors(self) -> int:
        """How many mutants pass without a reason."""
        return sum(change in self.survivors for change in self.unexplained)


def changed_exercises(root: Path, lesson: LessonCard) -> list[str]:
    """Return the exercises of a lesson whose source isn't what its list was made from."""
    listed = survivors.read(root, lesson).sources
    numbers = survivors.source_numbers(root, lesson)
    return [name for name, number in numbers.items() if listed.get(name) != number]


def mutate(root: Path, lesson: LessonCard, exercise_id: str) -> MutationResult:
    """Check every mutant and every variant of an exercise.

    Args:
        root: The folder that contains lessons/.
        lesson: The lesson needs its exercises.py; its list of survivors may be missing.
        exercise_id: As in "02.1".
    """
    exercise = bank(lesson.id, root).exercises[exercise_id]
    mutants, variants = list(mutants_of(exercise)), list(variants_of(exercise))
    states = states_of(root, exercise_id, [*mutants, *variants])
    own, other = states[: len(mutants)], states[len(mutants) :]
    alive = tuple(c for c, found in zip(mutants, own, strict=True) if set(found) == {PASS})
    refused = tuple(c for c, found in zip(variants, other, strict=True) if set(found) != {PASS})
    listed = survivors.read(root, lesson)
    known = listed.keys(exercise_id, "equivalent", "open")
    allowed = listed.keys(exercise_id, "refused")
    new = [change for change in alive if change.key not in known]
    new += [change for change in refused if change.key not in allowed]
    missing = listed.keys(exercise_id, "open")
    still_open = sum(change.key in missing for change in alive)
    return MutationResult(
        exercise_id, len(mutants), len(variants), alive, refused, tuple(new), still_open
    )


def update_list(root: Path, lesson: LessonCard, results: Iterable[MutationResult]) -> None:
    """Write what was found into the list of a lesson: new entries come without a reason."""
    listed, numbers = survivors.read(root, lesson), survivors.source_numbers(root, lesson)
    for result in results:
        alive = {change.key for change in result.survivors}
        refused = {change.key for change in result.refused}
        listed.update(result.exercise, numbers[result.exercise], alive, refused)
    survivors.write(root, lesson, listed)
