"""Write the results of ablations to docs/measured/, and the tables of docs/measured-claims.md.

    course ablate --warm-steps 1500 --out runs/ablation
    python scripts/measured_claims.py tiny=runs/ablation

Without an argument, only the tables are written again, from docs/measured/*.json.
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
    """Write the results of each NAME=FOLDER, then the tables.

    Args:
        words: One NAME=FOLDER for each ablation to read; none to write the tables alone.
    """
    MEASURED.mkdir(exist_ok=True)
    for word in words:
        name, _, folder = word.partition("=")
        results = json.dumps(gather(folder).to_dict(), separators=(",", ":"))
        # one line per mode: a change of one run is a change of one line
        lines = results.replace('],"', '],\n"').replace('}},"', '}},\n"')
        (MEASURED / f"{name}.json").write_text(lines + "\n", encoding="utf-8")
        if ends := _adaptive_weights(Path(folder)):
            text = json.dumps(ends, indent=1)
            (MEASURED / f"{name}-adaptive.json").write_text(text + "\n", encoding="utf-8")
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(fill(text, MEASURED), encoding="utf-8")


def _adaptive_weights(folder: Path) -> list[Any]:
    """Return the final state of the adaptive weights for each seed; empty without such runs."""
    ends = [checkpoints(run)[-1] for run in sorted(folder.glob("seed-*/adaptive"))]
    return [load_checkpoint(end).state["adversaries"]["_extra_state"]["adaptive"] for end in ends]


if __name__ == "__main__":
    main(sys.argv[1:])
