"""Merge a student's answers into the teacher's notebook.

An answer is found by its line ``# @answer 02.1``, else by the cell's id, else by its metadata.
Cells that don't come from the teacher are the student's own, and keep their place before the next
cell that does. Set-up and verdicts are always the teacher's. If an answer cell is untouched, a cell
somewhere else that defines the answer's name takes its place.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from course_lib.grading.intake.answer_key import AnswerKey, KeyCell
from course_lib.grading.intake.notebook import Submission, SubmittedCell

_MARKER = re.compile(r"^[ \t]*# ?@answer[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_ASKS = re.compile(r"\s*(#\s*)?(check|verdict|hint|solution)\(")  # what these cells are for
_END = ""  # no cell has this id
_CALL = re.compile(r'\s*(check|verdict)\("([^"]+)"')


@dataclass(frozen=True)
class RunCell:
    """One cell of a merged notebook."""

    role: Literal["given", "own", "answer", "verdict"]
    source: str
    exercise: str | None = None


@dataclass(frozen=True)
class MergedNotebook:
    """The notebook that is run, and notes for the student on how it was merged."""

    cells: tuple[RunCell, ...]
    notes: tuple[str, ...]
    flags: tuple[str, ...] = ()  # for the teacher


@dataclass
class _Sorted:
    """The student's cells, by the cell of the key to which they belong."""

    answers: dict[str, list[str]] = field(default_factory=dict)  # by exercise
    own: dict[str, list[str]] = field(default_factory=dict)  # by the id of the next cell of the key
    changed: dict[str, str] = field(default_factory=dict)  # other cells of the teacher's, by id


def merge_answers(key: AnswerKey, submission: Submission) -> MergedNotebook:
    """Return the notebook to run, with the teacher's cells and the student's answers.

    Args:
        key: The answer key.
        submission: What was read from the student's notebook.
    """
    found, notes = _sort(key, submission), list(submission.notes)
    flags = [_moved(key, found, id_, name) for id_, name in key.answer_names().items()]
    cells: list[RunCell] = []
    for cell in key.cells:
        cells += [RunCell("own", source) for source in found.own.get(cell.id, ())]
        if cell.role == "answer" and cell.exercise:
            source = _answer(cell, found.answers.get(cell.exercise, []), notes)
            cells.append(RunCell("answer", source, cell.exercise))
        elif cell.role == "verdict":
            cells.append(RunCell("verdict", cell.source, cell.exercise))
        elif cell.role == "given":
            cells.append(RunCell("given", cell.source))
        # students add imports to the set-up, Colab or help cells
        if cell.role in ("given", "aside") and cell.id in found.changed:
            added = _added(cell, found.changed[cell.id])
            cells += [RunCell("own", added)] if added else []
    return MergedNotebook(tuple(cells), tuple(notes), tuple(filter(None, flags)))


def _moved(key: AnswerKey, found: _Sorted, exercise: str, name: str) -> str:
    """Take an answer from a cell in another place if its own cell is untouched; return a flag.

    A student may write it into a help cell, or into a new cell below the verdict: there it would
    run too late. The student's own cells just above it move with it.
    """
    stub = key.cell(exercise, "answer").source
    if any(_stripped(part) != _stripped(stub) for part in found.answers.get(exercise, ())):
        return ""
    defines = re.compile(
        rf"^(?:async +def|def|class) +{name}\b|^{name}\b[^=\n]*=(?!=)", re.MULTILINE
    )
    parts = list[str]()
    for own in found.own.values():
        last = max((at for at, text in enumerate(own) if _defines(defines, text)), default=-1)
        parts += own[: last + 1]
        del own[: last + 1]
    for cell in key.cells:
        source = found.changed.get(cell.id, "")
        if cell.role in ("aside", "verdict") and _defines(defines, source):
            parts.append(_added(cell, found.changed.pop(cell.id)))
    if parts:
        found.answers[exercise] = parts
    return f"{exercise}: the answer isn't in its cell; taken from another one" if parts else ""


def _defines(name: re.Pattern[str], source: str) -> bool:
    """Return True if a cell defines a name, and isn't another lesson's answer."""
    return name.search(source) is not None and _MARKER.search(source) is None


def _answer(cell: KeyCell, parts: list[str], notes: list[str]) -> str:
    """Join the parts of an answer; the stub replaces an answer that is missing."""
    if not parts:
        notes.append(f"the answer cell of {cell.exercise} is missing")
        return cell.source
    touched = [part for part in parts if _stripped(part) != _stripped(cell.source)]
    if len(touched) > 1:
        notes.append(f"{cell.exercise} is answered in {len(touched)} cells; they ran in order")
    return "\n".join(touched or parts[:1])


def _added(cell: KeyCell, source: str) -> str:
    """Return what a student added to a set-up, Colab, help or check cell of the teacher's.

    If only lines were added to a Colab, help or check cell, these lines are returned. Otherwise,
    and for a set-up cell, the whole cell is: it does no harm in the sandbox.
    """
    old, new = (
        [line for line in text.splitlines() if line.strip() and not _ASKS.match(line)]
        for text in (cell.source, source)
    )
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if cell.role == "given" or any(kind in ("replace", "delete") for kind, *_ in steps):
        return source
    added = [
        line for kind, _, _, start, end in steps if kind == "insert" for line in new[start:end]
    ]
    return source if any(line[:1].isspace() for line in added[:1]) else "\n".join(added)


def _sort(key: AnswerKey, submission: Submission) -> _Sorted:
    """Assign every cell to a cell of the key."""
    found, pending = _Sorted(), list[str]()
    cells = _with_certain_names(key, submission.cells)
    for part in (part for cell in cells for part in _parts(key, cell)):
        home = _key_cell_of(key, part)
        if home is None:
            if part.source.strip():
                pending.append(part.source)
            continue
        if pending:
            found.own.setdefault(home.id, []).extend(pending)
            pending = []
        if home.role == "answer" and home.exercise:
            found.answers.setdefault(home.exercise, []).append(part.source)
        elif _stripped(part.source) != _stripped(home.source):
            found.changed[home.id] = part.source
    found.own[_END] = pending  # these have no effect, unless one is an answer
    return found


def _with_certain_names(key: AnswerKey, cells: Sequence[SubmittedCell]) -> Iterator[SubmittedCell]:
    """Yield the cells without ids that several have, and without markers copied along.

    A copied answer cell may keep the marker of the first one. Where a cell's marker and id agree,
    the same marker in another exercise's cell is such a copy.
    """
    ids = Counter(cell.cell_id for cell in cells)
    unique = [replace(cell, cell_id=None) if ids[cell.cell_id] > 1 else cell for cell in cells]
    marks = [set(_MARKER.findall(cell.source)) for cell in unique]
    places = [_place(key, cell) for cell in unique]
    certain = {place for place, found in zip(places, marks, strict=True) if found == {place}}
    for cell, place, found in zip(unique, places, marks, strict=True):
        copied = place is not None and place not in found and len(found) == 1 and found <= certain
        yield replace(cell, source=_MARKER.sub("", cell.source)) if copied else cell


def _place(key: AnswerKey, cell: SubmittedCell) -> str | None:
    """Return the exercise of an answer cell by its id or else by its metadata."""
    known = next((k for k in key.cells if k.id == cell.cell_id), None)
    if known is not None:
        return known.exercise if known.role == "answer" else None
    return cell.exercise if cell.exercise in key.exercises else None


def _parts(key: AnswerKey, cell: SubmittedCell) -> Iterator[SubmittedCell]:
    """Split a cell at its markers: a student may have put two answers into one cell."""
    marks = [mark for mark in _MARKER.finditer(cell.source) if mark[1] in key.exercises]
    if not marks:
        yield cell
        return
    if head := cell.source[: marks[0].start()].strip("\n"):
        yield SubmittedCell(head)
    ends = [mark.start() for mark in marks[1:]] + [len(cell.source)]
    for mark, end in zip(marks, ends, strict=True):
        yield replace(cell, source=cell.source[mark.start() : end], exercise=mark[1])


def _key_cell_of(key: AnswerKey, cell: SubmittedCell) -> KeyCell | None:
    """Return the key's cell to which a submitted cell belongs; None for the student's own."""
    if (mark := _MARKER.search(cell.source)) and mark[1] in key.exercises:
        return key.cell(mark[1], "answer")
    if (known := next((k for k in key.cells if k.id == cell.cell_id), None)) is not None:
        return known
    # the id is lost: some tools write new ones
    if (call := _CALL.match(cell.source)) and call[2] in key.exercises:
        return _calling(key, call[1], call[2])
    if cell.exercise in key.exercises:
        return key.cell(cell.exercise, "answer")
    same = _stripped(cell.source)
    return next((k for k in key.cells if k.role != "answer" and _stripped(k.source) == same), None)


def _calling(key: AnswerKey, name: str, exercise: str) -> KeyCell:
    """Return the check or the verdict cell of an exercise."""
    if name == "check":
        for cell in key.cells:
            if cell.role == "aside" and cell.exercise == exercise:
                return cell
    return key.cell(exercise, "verdict")


def _stripped(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
