"""What the failure zoo says: where one is, what can be done next, and what came of it."""

from course_lib.gan.experiments.failures import KINDS
from course_lib.instruments.failure_zoo.model import EIGHTHS, Case, ZooGame

HOW = {
    "curves": 'show(2) shows more of the run, and costs a point for each eighth. diagnose("…") '
    "makes the diagnosis; then the sounds come.",
    "ear": 'Listen, then diagnose("…") once more: the same diagnosis, or another one.',
    "cause": "next() goes on.",
}


def where(game: ZooGame) -> str:
    """Say which run is open, and how much of it."""
    case, last = game.case, len(game.case.run.steps)
    return (
        f"Run {game.number} of {len(game.cases)}: {case.eighths} of {EIGHTHS} parts shown, up to "
        f"step {case.last_step} of {last}."
    )


def task(case: Case) -> str:
    """Say what is to be done in this stage."""
    if case.stage == "curves":
        return "What is wrong with this run, if anything? Diagnose it from the curves."
    if case.stage == "ear":
        return f"From the curves: {_title(case.from_curves)}. Now listen, and keep or change that."
    return verdict(case)


def verdict(case: Case) -> str:
    """Say the cause, where it is seen, and what the diagnosis is worth."""
    said = [
        f"{how}: {_title(name)}"
        for how, name in (("from the curves", case.from_curves), ("by ear", case.by_ear))
        if name is not None
    ]
    told = f"You said {', '.join(said)}. " if said else ""
    right = "Right" if case.right else "Not found" if case.given_up else "Not right"
    points = "1 point" if case.points == 1 else f"{case.points} points"
    return (
        f"{told}{right}: {points}. It is {case.run.title}. {case.run.cause} Signs: {case.run.signs}"
    )


def score(game: ZooGame) -> str:
    """Say how the diagnoses stand."""
    found = game.result()
    return (
        f"{found.right} of {found.done} right so far, {found.right_from_curves} of them from the "
        f"curves; {found.done} of {found.runs} runs done; {found.points} points of {found.most}."
    )


def diagnoses() -> str:
    """Name what can be diagnosed."""
    return "; ".join(f"{name!r}: {kind.title}" for name, kind in KINDS.items())


def _title(name: str | None) -> str:
    return "nothing" if name is None else KINDS[name].title
