"""Write the results of ablations, and the tables of docs/measured-claims.md, from their runs.

    course ablate --warm-steps 1500 --out runs/ablation
    python scripts/measured_claims.py tiny=runs/ablation

Without an argument only the tables are written anew, from docs/measured/*.json.
"""

import json
import sys
from pathlib import Path
from typing import Any

from course_lib.gan.experiments.ablation import gather
from course_lib.gan.experiments.ablation.document import fill
from course_lib.gan.training.checkpoints import checkpoints, load_checkpoint

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
        if trusts := _trusts(Path(folder)):
            text = json.dumps(trusts, indent=1)
            (MEASURED / f"{name}-adaptive.json").write_text(text + "\n", encoding="utf-8")
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(fill(text, MEASURED), encoding="utf-8")


def _trusts(folder: Path) -> list[Any]:
    """Read, seed by seed, what the adaptive weights knew of the losses when a run ended."""
    ends = [checkpoints(run)[-1] for run in sorted(folder.glob("seed-*/adaptive"))]
    return [load_checkpoint(end).state["adversaries"]["_extra_state"]["adaptive"] for end in ends]


if __name__ == "__main__":
    main(sys.argv[1:])
