"""Stored outputs: the few that a notebook keeps, and that nbval compares.

A cell tagged ``check-output`` ends in the text that it must print:

    print(tuple(rows.shape))
    # → (1, 1, 4, 3)

The build moves these lines from the source into the cell's output. Nobody runs anything to write
them, so they are a claim, and ``pytest --nbval-lax`` is its proof.

nbval compares a cell only where it has an execution count, so the build sets one (docs/adr/0012).
"""

from typing import TYPE_CHECKING

from course_lib.authoring.source.findings import SourceError

if TYPE_CHECKING:  # jupytext comes with it, and whoever only runs notebooks needs none
    from course_lib.authoring.source.cells import Cell

ARROW = "# →"
CHECKED = "nbval-check-output"  # the tag by which nbval knows a cell to compare


def split_expected(cell: "Cell") -> tuple[str, str]:
    """Cut a ``check-output`` cell into its code and the text that it must print."""
    lines = cell.source.rstrip().split("\n")
    end = len(lines)
    while end and _is_expected(lines[end - 1]):
        end -= 1
    if end == len(lines):
        message = f'a check-output cell ends in lines "{ARROW} text" that say what it prints: none'
        raise SourceError(cell.fault(message))
    for offset, line in enumerate(lines[:end]):
        if _is_expected(line):
            message = f'a line "{ARROW}" stands above code: move it to the end of the cell'
            raise SourceError(cell.fault(message, offset))
    expected = [line.removeprefix(ARROW).removeprefix(" ") + "\n" for line in lines[end:]]
    return "\n".join(lines[:end]).rstrip(), "".join(expected)


def _is_expected(line: str) -> bool:
    return line == ARROW or line.startswith(ARROW + " ")


def stdout(text: str) -> dict[str, object]:
    """Store what a cell prints."""
    return {"name": "stdout", "output_type": "stream", "text": text}


def displayed(line: str) -> dict[str, object]:
    """Store one line of plain text that a cell displays: a verdict."""
    return {"data": {"text/plain": line}, "metadata": {}, "output_type": "display_data"}
