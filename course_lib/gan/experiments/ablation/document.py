"""Write the tables of a Markdown document from the JSON files with the results.

A document marks where a table belongs, and this module writes everything between the marks:

    <!-- table: tiny.json claims -->
    | claim | ...
    <!-- end -->
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.results import Results
from course_lib.gan.experiments.ablation.tables import ResultTable, tables

ReadTables = Callable[[Path], Mapping[str, ResultTable]]
MARK = re.compile(
    r"(?P<start><!-- table: (?P<file>[\w.-]+) (?P<table>\w+) -->\n).*?(?P<end><!-- end -->)",
    re.DOTALL,
)


def fill(text: str, folder: Path, read: ReadTables | None = None) -> str:
    """Return the document with each marked table written anew.

    Args:
        text: The document, in Markdown.
        folder: The folder with the JSON files that the marks name.
        read: A function that returns the tables of a file by their names; None reads ablations.

    Raises:
        ValueError: A mark names a file or a table that does not exist.
    """

    def rewritten(found: re.Match[str]) -> str:
        known = (read or ablation_tables)(folder / found["file"])
        if found["table"] not in known:
            raise ValueError(f"no table {found['table']!r}: there are {', '.join(known)}.")
        table = known[found["table"]]
        return f"{found['start']}{table.note}\n\n{table.markdown()}\n{found['end']}"

    return MARK.sub(rewritten, text)


def ablation_tables(file: Path) -> Mapping[str, ResultTable]:
    """Return the tables of an ablation's JSON file, by their names."""
    results = read_results(file)
    return {"claims": claim_table(results), **tables(results)}


def read_results(file: Path) -> Results:
    """Read results that `Results.to_dict` wrote.

    Raises:
        ValueError: The file does not exist or has no results in it.
    """
    try:
        return Results.from_dict(json.loads(file.read_bytes()))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no results in {file}: {error}") from error
