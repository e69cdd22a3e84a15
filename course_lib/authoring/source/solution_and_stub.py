"""Split an answer cell into the solution and the stub that a learner gets.

    # @answer 02.1                                   which exercise it answers; stays in both
    def fold(wave: Tensor, period: int) -> Tensor:
        # BEGIN SOLUTION
        return ...                                   stays in the solution
        # END SOLUTION
        # STUB: raise NotAttempted("02.1")           becomes code in the stub

Both are in one cell, so the author of one sees the other.
"""

import re
from collections.abc import Iterable

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.source_finding import SourceError

_ANSWER = re.compile(r"# @answer (\S+)\s*")
_STUB = re.compile(r"(\s*)# STUB:(?: (.*))?")
_BEGIN, _END = "# BEGIN SOLUTION", "# END SOLUTION"


def answer_id(cell: Cell) -> str:
    """Return the id of the exercise that an answer cell answers."""
    found = [match[1] for _, line in cell.lines() if (match := _ANSWER.fullmatch(line))]
    if len(found) != 1:
        message = f'{len(found)} lines "# @answer ID" in an answer cell: write exactly one, on top'
        raise SourceError(cell.fault(message))
    return found[0]


def solution_source(cell: Cell) -> str:
    """Return the code that the solutions notebook shows: no markers, no stub."""
    _check_markers(cell)
    lines = cell.source.split("\n")
    return "\n".join(line for line in lines if not _is_marker(line) and not _STUB.fullmatch(line))


def stub_source(cell: Cell) -> str:
    """Return the code that a learner gets: the stub in place of the solution."""
    _check_markers(cell)
    lines: list[str] = []
    hidden = False
    for line in cell.source.split("\n"):
        if _is_marker(line):
            hidden = line.strip() == _BEGIN
        elif not hidden:
            stub = _STUB.fullmatch(line)
            lines.append((stub[1] + (stub[2] or "")).rstrip() if stub else line)
    return "\n".join(lines)


def _is_marker(line: str) -> bool:
    return line.strip() in (_BEGIN, _END)


def _check_markers(cell: Cell) -> None:
    """Raise SourceError if markers don't pair up, or if the solution or the stub is missing."""
    expected = _BEGIN
    for offset, line in cell.lines():
        if not _is_marker(line):
            continue
        if line.strip() != expected:
            message = f'"{line.strip()}" where "{expected}" is expected: pair them, without nesting'
            raise SourceError(cell.fault(message, offset))
        expected = _END if expected == _BEGIN else _BEGIN
    if expected == _END:
        raise SourceError(cell.fault(f'a "{_BEGIN}" has no "{_END}": add it below the solution'))
    _require(cell, _BEGIN, (line.strip() == _BEGIN for _, line in cell.lines()))
    _require(cell, "# STUB: code", (_STUB.fullmatch(line) is not None for _, line in cell.lines()))


def _require(cell: Cell, what: str, found: Iterable[bool]) -> None:
    if not any(found):
        raise SourceError(cell.fault(f'the answer cell has no line "{what}": add it'))
