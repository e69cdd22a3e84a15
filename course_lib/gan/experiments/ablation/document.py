"""Keep the numbers of a document equal to those of the JSON file beside it.

A document marks where a table belongs, and everything in between is written by this module:

    <!-- table: tiny.json claims -->
    | claim | ...
    <!-- end -->
"""

import json
import re
from pathlib import Path

from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.results import Results
from course_lib.gan.experiments.ablation.tables import tables

MARK = re.compile(
    r"(?P<start><!-- table: (?P<file>[\w.-]+) (?P<table>\w+) -->\n).*?(?P<end><!-- end -->)",
    re.DOTALL,
)


def fill(text: str, folder: Path) -> str:
    """Write every marked table of a document anew, from the results in a folder.

    Raises:
        ValueError: a mark names a file or a table that is not there.
    """

    def written(found: re.Match[str]) -> str:
        results = read_results(folder / found["file"])
        known = {"claims": claim_table(results), **tables(results)}
        if found["table"] not in known:
            raise ValueError(f"no table {found['table']!r}: there are {', '.join(known)}.")
        table = known[found["table"]]
        return f"{found['start']}{table.note}\n\n{table.markdown()}\n{found['end']}"

    return MARK.sub(written, text)


def read_results(file: Path) -> Results:
    """Read results that `Results.to_dict` wrote.

    Raises:
        ValueError: there are none.
    """
    try:
        return Results.from_dict(json.loads(file.read_bytes()))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no results in {file}: {error}") from error
