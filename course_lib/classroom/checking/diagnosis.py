"""Find out what is wrong with an answer by comparing it with known mistakes.

Every known mistake (a *mutant*) runs on the same inputs. The message names a mistake only if it was
demonstrated: its measured values agree with the answer's in every property and for several seeds,
and no known mistake with another sentence does the same. A mistake about one part of an answer
needs to agree in that part only. Otherwise the message only describes the first property that
fails: the smallest input, the value returned, and the value expected.
"""

from dataclasses import dataclass

from course_lib.classroom.checking.assess import Assessment, assess, known_values, reference
from course_lib.classroom.checking.failure_text import finding
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.data import Data, is_raised
from course_lib.classroom.exercises.measuring.find_differences import same
from course_lib.classroom.exercises.measuring.seeded_inputs import Seed

# A mistake that agrees for the session's seed has to agree for these, too. They are the same for
# all sessions, so a known mistake is measured for them once.
MORE_SEEDS = ("again 1", "again 2")


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
    if found.library:
        return _diagnosis(found, None, (_not_your_own(exercise, found),))
    printed = next((trial.printed for trial in found.trials.values() if trial.printed), "")
    if found.state is State.PASS:
        return _diagnosis(found, None, _why_it_passes(exercise, found), printed=printed)
    first = finding(exercise, answer, found, reference(exercise, seed))
    mutant = demonstrated_mistake(exercise, answer, found, seed)
    says = [exercise.mutants[mutant].says] if mutant is not None else []
    sentences = (*says, first.text, *_why_nothing_counts(found))
    return _diagnosis(found, mutant, sentences, first.lines, printed)


def demonstrated_mistake(
    exercise: Exercise, answer: object, found: Assessment, seed: Seed
) -> str | None:
    """Return the name of the only known mistake that agrees with an answer for several seeds.

    If none agrees as a whole, return the first one about a part that agrees in that part.

    Args:
        exercise: The exercise.
        answer: The learner's answer, which runs again for each further seed.
        found: The answer's assessment for ``seed``.
        seed: The session's seed.
    """
    names = _agreeing(exercise, tuple(exercise.mutants), found.data, seed)
    for again in MORE_SEEDS if names else ():
        names = _agreeing(exercise, names, exercise.measure(answer, again), again)
    return _the_only_one(exercise, names) if names else _in_one_part(exercise, found.data, seed)


def _the_only_one(exercise: Exercise, names: tuple[str, ...]) -> str | None:
    """Return one of these known mistakes if they say the same, so that it doesn't matter which."""
    return names[0] if len({exercise.mutants[name].says for name in names}) == 1 else None


def _in_one_part(exercise: Exercise, data: dict[str, Data], seed: Seed) -> str | None:
    """Return the first known mistake about a part that an answer makes in that part.

    The message describes the first property that fails, so mistakes about that one come first.
    """
    expected = reference(exercise, seed)
    partial = [each for each in exercise.mutants.values() if each.part]
    for wrong in (prop for prop in expected if not same(data[prop], expected[prop])):
        for mutant in partial:
            values = known_values(exercise, mutant.name, seed)
            known = next(value for prop, value in values if prop == wrong)
            measured = (data[wrong], known, expected[wrong])
            parts = [part for each in measured for part in _part(wrong, mutant.part, each)]
            if len(parts) == 3 and same(parts[0], parts[1]) and not same(parts[1], parts[2]):
                return mutant.name
    return None


def _part(prop: str, part: str, value: Data) -> list[Data]:
    """Return what was measured of a part: a property of this name, or a key of a property's dict.

    Nothing is returned for an error, which may have another cause.
    """
    if is_raised(value):
        return []
    if prop == part:
        return [value]
    return [value[part]] if isinstance(value, dict) and part in value else []


def best_fit(exercise: Exercise, found: Assessment, seed: Seed) -> str | None:
    """Return the name of the only known mistake that agrees with an answer's measured values.

    This needs no answer to run, and so it can only compare for one seed.
    """
    names = _agreeing(exercise, tuple(exercise.mutants), found.data, seed)
    return _the_only_one(exercise, names) if names else _in_one_part(exercise, found.data, seed)


def _agreeing(
    exercise: Exercise, names: tuple[str, ...], data: dict[str, Data], seed: Seed
) -> tuple[str, ...]:
    """Return the known mistakes whose values agree with ``data`` in every property."""
    expected = reference(exercise, seed)
    return tuple(
        name
        for name in names
        if all(
            _agree(data[prop], known, expected[prop])
            for prop, known in known_values(exercise, name, seed)
        )
    )


def _agree(got: Data, known: Data, expected: Data) -> bool:
    """Return True if an answer and a known mistake do the same.

    Two errors of one type may have different causes, so their messages have to agree, too, unless
    this error is the expected one.
    """
    if is_raised(got) and is_raised(known) and not same(known, expected):
        return got == known
    return same(got, known)


def _why_nothing_counts(found: Assessment) -> tuple[str, ...]:
    """Say why an answer earns no points although some properties pass."""
    if found.state not in (State.WRONG, State.ERROR) or not any(found.marks.values()):
        return ()
    essential = next(iter(found.marks))
    return (f"No points yet. The others only count once this one passes: {essential}.",)


def _why_it_passes(exercise: Exercise, found: Assessment) -> tuple[str, ...]:
    """Say that an answer passes, why it is right, and where the course uses it."""
    count = len(found.marks)
    passed = "The property passes." if count == 1 else f"All {count} properties pass."
    return tuple(filter(None, (passed, exercise.why_text, exercise.leads_to_text)))


def _to_do(exercise: Exercise, found: Assessment) -> str:
    if found.todo and found.todo != exercise.id:
        return f"This exercise uses your answer to {found.todo}. Write that one first."
    return f"Nothing to check yet. Write {exercise.answer}, run its cell, then run this one again."


def _not_your_own(exercise: Exercise, found: Assessment) -> str:
    return (
        f"Your {exercise.answer} runs the library's own code, {found.library}, and none of yours. "
        "Write it yourself. You may call what the exercise gives you."
    )


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
