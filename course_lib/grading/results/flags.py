"""Point a teacher to answers that a person should look at. No points depend on this.

A student's code may import what it was asked to write, or build names so that nobody sees it. The
text alone is searched, since running or parsing it is for the sandbox.
"""

import re
from collections.abc import Iterator, Mapping

from course_lib.grading.intake.key import AnswerKey
from course_lib.grading.intake.merge import Graft

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
} | dict.fromkeys(
    # a test that is to find broken code by what it does may recognise it in these ways
    ("_getframe", "currentframe", "f_locals", "inspect", "gc", "__mro__", "__bases__"),
    "looks behind what it was given",
)


def flags(key: AnswerKey, graft: Graft, solutions: Mapping[str, str]) -> Iterator[str]:
    """Go through what should be looked at.

    Args:
        key: the teacher's notebook.
        graft: the notebook that was run.
        solutions: the text of the solutions, by exercise.
    """
    lent = set(_lent(key))
    # a student who adds an import to the set-up cell repeats the rest of it
    given = {line for k in key.cells if k.role == "given" for line in k.source.splitlines()}
    for cell in graft.cells:
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
    """Find the names that the set-up cells import from the course's own package."""
    for cell in key.cells:
        for match in _IMPORTED.finditer(cell.source) if cell.role == "given" else ():
            if "classroom" not in match[0]:
                for part in match[1].split(","):
                    yield part.split()[-1].strip("() ")
