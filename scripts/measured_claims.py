"""Write the results of ablations, and the tables of docs/measured-claims.md, from their runs.

    course ablate --warm-steps 1500 --out runs/ablation
    python scripts/measured_claims.py tiny=runs/ablation

Without an argument only the tables are written anew, from docs/measured/*.json.
"""

import json
import sys
from pathlib import Path

from course_lib.gan.ablation import gather
from course_lib.gan.ablation.document import fill

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT, MEASURED = ROOT / "docs" / "measured-claims.md", ROOT / "docs" / "measured"


def main(words: list[str]) -> None:
    """Read runs as NAME=FOLDER, and write."""
    MEASURED.mkdir(exist_ok=True)
    for word in words:
        name, _, folder = word.partition("=")
        results = json.dumps(gather(folder).to_dict(), separators=(",", ":"))
        # one line per mode: a change of one run is a change of one line
        lines = results.replace('],"', '],\n"').replace('}},"', '}},\n"')
        (MEASURED / f"{name}.json").write_text(lines + "\n", encoding="utf-8")
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(fill(text, MEASURED), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
