"""Flag answers that a person should look at. Points don't depend on flags.

A student's code may import what it was asked to write, or read what it shouldn't. What an answer
called while it was measured is known from the sandbox. The rest is searched for in the text, which
is neither run nor parsed here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from course_lib.grading.intake.answer_key import AnswerKey
from course_lib.grading.intake.merge import MergedNotebook
from course_lib.grading.results.marks import Mark

_IMPORTED = re.compile(r"^from course_lib[\w.]* import (.+)$", re.MULTILINE)
_HARMLESS = re.compile(r"^from course_lib\.classroom import [\w, ]+$|^setup\(.*\)$", re.MULTILINE)
_WORDS = re.compile(r"[A-Za-z_]\w*")
_SUSPECT = {
    "course_lib": "imports from course_lib",
    "importlib": "imports by name",
    "__import__": "imports by name",
    "COURSE_SEED": "mentions the seed",
    "COURSE_GRADING": "asks whether it is graded",
    "get_ipython": "changes the notebook's own machinery",
    "publish_display_data": "publishes on its own",
    "ctypes": "reaches below Python",
    "setprofile": "watches or changes how code runs",
    "settrace": "watches or changes how code runs",
    "__code__": "copies compiled code",
    "multiprocessing": "starts processes",
    "subprocess": "starts processes",
    "fork": "starts processes",
} | dict.fromkeys(
    # ways to recognise the subjects of a test without testing them
    ("_getframe", "currentframe", "f_locals", "inspect", "gc", "__mro__", "__bases__"),
    "inspects what it was given",
)


def flags_of(
    key: AnswerKey, notebook: MergedNotebook, solutions: Mapping[str, str], marks: Sequence[Mark]
) -> list[str]:
    """Return what a person should look at in a notebook, the most important first.

    Args:
        key: The answer key.
        notebook: The notebook that was run.
        solutions: The text of the solutions, by exercise.
        marks: The marks of its exercises.
    """
    return [
        *(f"{mark.exercise}: {flag}" for mark in marks for flag in mark.flags),
        *dict.fromkeys(text_flags(key, notebook, solutions)),
        *(
            f"{mark.exercise}: only what is the same for every seed holds"
            for mark in marks
            if mark.fixed_only
        ),
    ]


def text_flags(
    key: AnswerKey, notebook: MergedNotebook, solutions: Mapping[str, str]
) -> Iterator[str]:
    """Yield what a notebook's text shows, a flag each.

    Args:
        key: The answer key.
        notebook: The notebook that was run.
        solutions: The text of the solutions, by exercise.
    """
    lent = set(_lent(key))
    # a student who adds an import to the set-up cell repeats the rest of it
    given = {line for k in key.cells if k.role == "given" for line in k.source.splitlines()}
    for cell in notebook.cells:
        if cell.role not in ("answer", "own"):
            continue
        lines = [line for line in cell.source.splitlines() if line not in given]
        words = set(_WORDS.findall(_HARMLESS.sub("", "\n".join(lines))))
        where = cell.exercise or "a cell of their own"
        known = set(_WORDS.findall(solutions.get(cell.exercise or "", "")))
        for word in sorted(words & lent - known) if cell.role == "answer" else ():
            yield f"{where} uses {word}, which the solution does without"
        for word in sorted(words & _SUSPECT.keys() - known):
            yield f"{where} {_SUSPECT[word]} ({word})"


def _lent(key: AnswerKey) -> Iterator[str]:
    """Yield the names that the set-up cells import from the course's own package."""
    for cell in key.cells:
        for match in _IMPORTED.finditer(cell.source) if cell.role == "given" else ():
            if "classroom" not in match[0]:
                for part in match[1].split(","):
                    yield part.split()[-1].strip("() ")
