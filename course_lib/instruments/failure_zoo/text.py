"""The sentences of the failure zoo: where you are, what to do next, and the result."""

from course_lib.gan.experiments.failures import KINDS
from course_lib.instruments.failure_zoo.model import EIGHTHS, Case, ZooGame

HOW = {
    "curves": 'show(2) shows more of the run and costs a point for each eighth. diagnose("…") '
    "makes the diagnosis; then you can play the sounds.",
    "ear": 'Listen, then call diagnose("…") once more, with the same diagnosis or another one.',
    "cause": "next() shows the next run.",
}


def heading(game: ZooGame) -> str:
    """Return what there is to do with this run, or what it is, as a title."""
    run = f"Run {game.number} of {len(game.cases)}"
    if game.case.stage == "curves":
        return f"{run}: what is wrong with it, if anything?"
    if game.case.stage == "ear":
        return f"{run}: listen, then keep your diagnosis or change it"
    return f"{run}: {game.case.run.title}"


def where(game: ZooGame) -> str:
    """Return which run is shown, and how much of it."""
    case, last = game.case, len(game.case.run.steps)
    return (
        f"Run {game.number} of {len(game.cases)}: {case.shown} of {EIGHTHS} parts shown, up to "
        f"step {case.last_step} of {last}."
    )


def task(case: Case) -> str:
    """Return what to do at this stage."""
    if case.stage == "curves":
        return "What is wrong with this run, if anything? Diagnose it from the curves."
    if case.stage == "ear":
        return f"From the curves: {_title(case.from_curves)}. Now listen, and keep or change that."
    return verdict(case)


def verdict(case: Case) -> str:
    """Return what the diagnosis is worth, the cause, and its signs, a line each."""
    answers = [
        f"{how}: {_title(name)}"
        for how, name in (("from the curves", case.from_curves), ("by ear", case.by_ear))
        if name is not None
    ]
    answered = f"You said {', '.join(answers)}. " if answers else ""
    right = "Right" if case.right else "Not found" if case.given_up else "Not right"
    points = "1 point" if case.points == 1 else f"{case.points} points"
    cause = f"It is {case.run.title}. {case.run.cause}\nSigns: {case.run.signs}"
    return f"{answered}{right}: {points}.\n{cause}"


def score(game: ZooGame) -> str:
    """Return the score so far in a sentence."""
    found = game.result()
    return (
        f"{found.right} of {found.done} right so far, {found.right_from_curves} of them from the "
        f"curves; {found.done} of {found.runs} runs done; {found.points} points of {found.most}."
    )


def diagnoses() -> str:
    """Return the names of the diagnoses."""
    return "; ".join(f"{name!r}: {kind.title}" for name, kind in KINDS.items())


def _title(name: str | None) -> str:
    return "nothing" if name is None else KINDS[name].title
