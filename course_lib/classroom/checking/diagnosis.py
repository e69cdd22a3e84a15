"""Find out what is wrong with an answer, by comparing it with the mistakes that are known.

Every known mistake (a *mutant*) is run on the same inputs. If one of them gives what the learner's
answer gives, that mistake is named. Otherwise the first property that fails is told, with the
smallest input, what was got, what was expected, and the usual cause.
"""

from dataclasses import dataclass

from course_lib.classroom.checking.assess import Assessment, assess, known_data, mark, reference
from course_lib.classroom.checking.findings import finding
from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.compare import same
from course_lib.classroom.exercises.data import Data, is_tensor
from course_lib.classroom.exercises.draw import Seed
from course_lib.classroom.exercises.record import ExerciseRecord


@dataclass(frozen=True)
class Diagnosis:
    """What a check found, in sentences."""

    state: State
    passed: int
    total: int
    mutant: str | None  # the known mistake that fits
    sentences: tuple[str, ...]
    marks: dict[str, bool]
    lines: tuple[str, ...] = ()  # the learner's lines on the way to an error
    printed: str = ""  # what the learner's code printed


def diagnose(exercise: ExerciseRecord, answer: object, seed: Seed) -> Diagnosis:
    """Measure an answer, mark it, and say what is wrong with it."""
    found = assess(exercise, answer, seed)
    if found.state is State.NOT_ATTEMPTED:
        return _diagnosis(found, None, (_to_do(exercise, found),))
    printed = next((trial.printed for trial in found.trials.values() if trial.printed), "")
    if found.state is State.PASS:
        return _diagnosis(found, None, ("Every property holds.",), printed=printed)
    told = finding(exercise, answer, found, reference(exercise, seed))
    mutant = best_fit(exercise, found, seed)
    sentences = [told.text]
    if mutant is not None:
        sentences.insert(0, exercise.mutants[mutant].says)
    elif told.cause:
        # of a value it says what is asked for, of code what goes wrong
        data = exercise.takes == "data"
        cause = told.cause[:1].upper() + told.cause[1:] if data else f"Usual cause: {told.cause}"
        sentences.append(f"{cause}.")
    return _diagnosis(found, mutant, tuple(sentences), told.lines, printed)


def best_fit(exercise: ExerciseRecord, found: Assessment, seed: Seed) -> str | None:
    """Name the known mistake that gives what this answer gave, if there is one.

    The best fit gives the same for every property. The next best gives the same at the first
    property that fails, and in most others. Where an exercise has its own judge, answers differ
    freely, and there the same pattern of marks is the next best.
    """
    best: tuple[int, int] = (0, 0)
    name = None
    for mutant in exercise.mutants:
        fit = _fit(exercise, found, known_data(exercise, mutant, seed), seed)
        if fit > best:
            best, name = fit, mutant
    return name


def _fit(
    exercise: ExerciseRecord, found: Assessment, known: dict[str, Data], seed: Seed
) -> tuple[int, int]:
    """Rank a mutant: how well it fits, then in how many properties to the letter."""
    agree = {prop: same(found.data[prop], known[prop]) for prop in known}
    letters = sum(found.data[prop] == known[prop] for prop in known)
    if all(agree.values()):
        return 2, letters
    if exercise.judge_of is not None:
        fits = found.judged and mark(exercise, known, seed) == found.marks
    else:
        failed = next(prop for prop, holds in found.marks.items() if not holds)
        fits = agree[failed] and _tells(known[failed])
    return (1, sum(agree.values())) if fits else (0, 0)


def _tells(data: Data) -> bool:
    """Say whether agreement in ``data`` means much: two mistakes often share a bare ``False``."""
    if isinstance(data, list):
        return any(_tells(item) for item in data)
    if isinstance(data, dict):
        return is_tensor(data) or any(_tells(item) for item in data.values())
    return not (data is None or isinstance(data, bool))


def _to_do(exercise: ExerciseRecord, found: Assessment) -> str:
    if found.todo and found.todo != exercise.id:
        return f"This exercise uses your answer to {found.todo}, which is still to do."
    return f"Nothing to check yet: write your {exercise.answer}, run its cell, and run this again."


def _diagnosis(
    found: Assessment,
    mutant: str | None,
    sentences: tuple[str, ...],
    lines: tuple[str, ...] = (),
    printed: str = "",
) -> Diagnosis:
    passed = sum(found.marks.values())
    total = len(found.marks)
    return Diagnosis(found.state, passed, total, mutant, sentences, found.marks, lines, printed)
