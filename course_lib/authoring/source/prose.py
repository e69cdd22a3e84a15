"""Take the prose out of a markdown cell: what a learner reads as sentences.

Code, formulas, addresses and HTML tags are not prose; headings and table rows are told apart,
because some rules leave them out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.authoring.source.cells import Cell

_NOT_PROSE = re.compile(
    r"`[^`]*`"  # code
    r"|\$\$.*?\$\$|\$[^$]*\$"  # formulas
    r"|(?<=\])\([^)]*\)"  # the address of a link
    r"|<[^>]*>"  # HTML
)
_WORD = re.compile(r"\w[\w'’\-]*")


@dataclass(frozen=True)
class ProseLine:
    """One line of prose; what is not prose is blanked out."""

    offset: int  # lines below the first line of the cell
    text: str
    heading: bool
    table: bool

    @property
    def words(self) -> int:
        """How many words a learner reads here."""
        return len(_WORD.findall(self.text))


def prose(cell: Cell) -> Iterator[ProseLine]:
    """Go through the lines of a markdown cell that hold prose."""
    fenced = False
    for offset, line in cell.lines():
        bare = line.strip()
        if bare.startswith(("```", "~~~", "$$")) and not (bare != "$$" and bare.endswith("$$")):
            fenced = not fenced
        elif not fenced:
            text = _NOT_PROSE.sub(lambda found: " " * len(found[0]), line)
            yield ProseLine(offset, text, bare.startswith("#"), bare.startswith("|"))


def word_count(cell: Cell, *, tables: bool = True) -> int:
    """Count the words of a cell; with ``tables=False``, without the rows of its tables."""
    return sum(line.words for line in prose(cell) if tables or not line.table)
