"""Extract the prose of a markdown cell: what a learner reads as sentences.

Code, formulas, addresses and HTML tags aren't prose. Headings and table rows are marked, because
some rules skip them.
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
    """A line of prose; anything that isn't prose is replaced by spaces."""

    offset: int  # lines below the first line of the cell
    text: str
    heading: bool
    table: bool

    @property
    def words(self) -> int:
        """The number of words."""
        return len(_WORD.findall(self.text))


def prose(cell: Cell) -> Iterator[ProseLine]:
    """Yield the lines of a markdown cell that contain prose."""
    fenced = False
    for offset, line in cell.lines():
        bare = line.strip()
        if bare.startswith(("```", "~~~", "$$")) and not (bare != "$$" and bare.endswith("$$")):
            fenced = not fenced
        elif not fenced:
            text = _NOT_PROSE.sub(lambda found: " " * len(found[0]), line)
            yield ProseLine(offset, text, bare.startswith("#"), bare.startswith("|"))


def word_count(cell: Cell, *, tables: bool = True) -> int:
    """Return the number of words in a cell; ``tables=False`` skips the rows of its tables."""
    return sum(line.words for line in prose(cell) if tables or not line.table)
