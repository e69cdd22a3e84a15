"""The stored outputs of a notebook, which nbval compares.

A cell tagged ``check-output`` ends in the text that it must print:

    print(tuple(rows.shape))
    # → (1, 1, 4, 3)

The build moves these lines from the source into the cell's output. It runs nothing, so they are a
claim until ``course run`` or ``pytest --nbval-lax`` has run the cell.

nbval compares only cells with an execution count, so the build sets one (docs/adr/0012).
"""

from typing import TYPE_CHECKING

from course_lib.authoring.source.source_finding import SourceError

if TYPE_CHECKING:  # it imports jupytext, which running notebooks doesn't need
    from course_lib.authoring.source.cells import Cell

ARROW = "# →"
CHECKED = "nbval-check-output"  # nbval compares the cells with this tag


def split_expected(cell: "Cell") -> tuple[str, str]:
    """Split a ``check-output`` cell into its code and the text that it must print."""
    lines = cell.source.rstrip().split("\n")
    end = len(lines)
    while end and _is_expected(lines[end - 1]):
        end -= 1
    if end == len(lines):
        message = f'a check-output cell must end with lines "{ARROW} text": add what it prints'
        raise SourceError(cell.fault(message))
    for offset, line in enumerate(lines[:end]):
        if _is_expected(line):
            message = f'a line "{ARROW}" is above code: move it to the end of the cell'
            raise SourceError(cell.fault(message, offset))
    expected = [line.removeprefix(ARROW).removeprefix(" ") + "\n" for line in lines[end:]]
    return "\n".join(lines[:end]).rstrip(), "".join(expected)


def _is_expected(line: str) -> bool:
    return line == ARROW or line.startswith(ARROW + " ")


def stdout(text: str) -> dict[str, object]:
    """Return the output of a cell that prints ``text``."""
    return {"name": "stdout", "output_type": "stream", "text": text}


def displayed(line: str) -> dict[str, object]:
    """Return the output of a cell that displays one line of plain text, such as a verdict."""
    return {"data": {"text/plain": line}, "metadata": {}, "output_type": "display_data"}
