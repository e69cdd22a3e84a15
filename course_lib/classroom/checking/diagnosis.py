"""Find out what is wrong with an answer by comparing it with known mistakes.

Every known mistake (a *mutant*) runs on the same inputs. If one of them returns what the learner's
answer returns, the message names that mistake. Otherwise it describes the first property that
fails: the smallest input, the value returned, the value expected, and the usual cause.
"""

from dataclasses import dataclass

from course_lib.classroom.checking.assess import Assessment, assess, known_data, mark, reference
from course_lib.classroom.checking.findings import finding
from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.compare import same
from course_lib.classroom.exercises.measuring.data import Data, is_tensor
from course_lib.classroom.exercises.measuring.draw import Seed


@dataclass(frozen=True)
class Diagnosis:
    """What a check found, as sentences."""

    state: State
    passed: int
    total: int
    mutant: str | None  # the known mistake that matches
    sentences: tuple[str, ...]
    marks: dict[str, bool]
    lines: tuple[str, ...] = ()  # the learner's lines on the way to an error
    printed: str = ""  # what the learner's code printed


def diagnose(exercise: Exercise, answer: object, seed: Seed) -> Diagnosis:
    """Measure an answer, compare it with the solution, and describe what is wrong with it."""
    found = assess(exercise, answer, seed)
    if found.state is State.NOT_ATTEMPTED:
        return _diagnosis(found, None, (_to_do(exercise, found),))
    printed = next((trial.printed for trial in found.trials.values() if trial.printed), "")
    if found.state is State.PASS:
        return _diagnosis(found, None, _why_it_passes(exercise, found), printed=printed)
    first = finding(exercise, answer, found, reference(exercise, seed))
    mutant = best_fit(exercise, found, seed)
    sentences = [first.text]
    if mutant is not None:
        sentences.insert(0, exercise.mutants[mutant].says)
    elif first.cause:
        # for a value, the cause says what the exercise asks for; for code, what often goes wrong
        is_value = exercise.takes == "data"
        cause = (
            first.cause[:1].upper() + first.cause[1:] if is_value else f"Usual cause: {first.cause}"
        )
        sentences.append(f"{cause}.")
    return _diagnosis(found, mutant, tuple(sentences), first.lines, printed)


def best_fit(exercise: Exercise, found: Assessment, seed: Seed) -> str | None:
    """Return the name of the known mistake that best matches an answer, or None.

    The best match has the same values in every property. The next best has the same values in the
    first property that fails, and in most others. Where an exercise has its own comparator, wrong
    answers rarely have equal values, so the same pattern of marks is the next best match.
    """
    best: tuple[int, int] = (0, 0)
    name = None
    for mutant in exercise.mutants:
        fit = _fit(exercise, found, known_data(exercise, mutant, seed), seed)
        if fit > best:
            best, name = fit, mutant
    return name


def _fit(
    exercise: Exercise, found: Assessment, known: dict[str, Data], seed: Seed
) -> tuple[int, int]:
    """Rank a mutant: by how well it matches, then by how many properties are exactly equal."""
    agree = {prop: same(found.data[prop], known[prop]) for prop in known}
    exact = sum(found.data[prop] == known[prop] for prop in known)
    if all(agree.values()):
        return 2, exact
    if exercise.own_comparator is not None:
        fits = found.comparable and mark(exercise, known, seed) == found.marks
    else:
        failed = next(prop for prop, passes in found.marks.items() if not passes)
        fits = agree[failed] and _is_specific(known[failed])
    return (1, sum(agree.values())) if fits else (0, 0)


def _is_specific(data: Data) -> bool:
    """Return True if agreeing on ``data`` means much: two mistakes often share a bare ``False``."""
    if isinstance(data, list):
        return any(_is_specific(item) for item in data)
    if isinstance(data, dict):
        return is_tensor(data) or any(_is_specific(item) for item in data.values())
    return not (data is None or isinstance(data, bool))


def _why_it_passes(exercise: Exercise, found: Assessment) -> tuple[str, ...]:
    """Say that an answer passes, and why it is right."""
    count = len(found.marks)
    passed = "The property passes." if count == 1 else f"All {count} properties pass."
    return (passed, exercise.why_text) if exercise.why_text else (passed,)


def _to_do(exercise: Exercise, found: Assessment) -> str:
    if found.todo and found.todo != exercise.id:
        return f"This exercise uses your answer to {found.todo}. Write that one first."
    return f"Nothing to check yet. Write {exercise.answer}, run its cell, then run this one again."


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
