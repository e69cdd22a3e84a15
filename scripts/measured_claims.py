"""Write the results of experiments to docs/measured/, and the tables of the documents from them.

    course ablate --warm-steps 1500 --out runs/ablation
    course hear --out runs/audiogram
    python scripts/measured_claims.py tiny=runs/ablation audiogram=runs/audiogram

The documents are docs/measured-claims.md and docs/audiogram.md; docs/images/audiogram.svg is drawn
from docs/measured/audiogram.json, too. Without an argument, only tables and picture are written
again, from docs/measured/*.json.
"""

import json
import sys
from pathlib import Path
from typing import Any

from course_lib.gan.experiments.ablation import gather
from course_lib.gan.experiments.ablation.document import fill
from course_lib.gan.experiments.audiogram import gather_audiogram
from course_lib.gan.experiments.audiogram.audiogram_results import read_audiogram
from course_lib.gan.experiments.audiogram.audiogram_tables import tables_in
from course_lib.gan.experiments.audiogram.measure_hearing import SETTINGS
from course_lib.gan.experiments.audiogram.picture import draw_overview
from course_lib.gan.training.checkpoints import checkpoints, load_checkpoint

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def main(words: list[str]) -> None:
    """Write the results of each NAME=FOLDER, then the tables and the picture.

    Args:
        words: One NAME=FOLDER for each experiment to read; none to write the tables alone.
    """
    measured = DOCS / "measured"
    measured.mkdir(exist_ok=True)
    for word in words:
        name, _, folder = word.partition("=")
        write_results(measured / f"{name}.json", Path(folder))
        if ends := _adaptive_weights(Path(folder)):
            text = json.dumps(ends, indent=1)
            (measured / f"{name}-adaptive.json").write_text(text + "\n", encoding="utf-8")
    for document, read in (("measured-claims.md", None), ("audiogram.md", tables_in)):
        file = DOCS / document
        text = file.read_text(encoding="utf-8")
        file.write_text(fill(text, measured, read), encoding="utf-8")
    picture = draw_overview(read_audiogram(measured / "audiogram.json"))
    (DOCS / "images" / "audiogram.svg").write_text(picture, encoding="utf-8")


def write_results(file: Path, folder: Path) -> None:
    """Write the results of an ablation or an audiogram, in lines that change separately.

    Args:
        file: The JSON file to write.
        folder: The folder of the experiment.
    """
    if (folder / SETTINGS).is_file():
        text = json.dumps(gather_audiogram(folder).to_dict(), separators=(",", ":"))
        lines = text.replace('{"discriminator"', '\n{"discriminator"')
    else:
        text = json.dumps(gather(folder).to_dict(), separators=(",", ":"))
        # one line per mode: a change of one run is a change of one line
        lines = text.replace('],"', '],\n"').replace('}},"', '}},\n"')
    file.write_text(lines + "\n", encoding="utf-8")


def _adaptive_weights(folder: Path) -> list[Any]:
    """Return the final state of the adaptive weights for each seed; empty without such runs."""
    ends = [checkpoints(run)[-1] for run in sorted(folder.glob("seed-*/adaptive"))]
    return [load_checkpoint(end).state["adversaries"]["_extra_state"]["adaptive"] for end in ends]


if __name__ == "__main__":
    main(sys.argv[1:])
