"""Collect the cells of an audiogram, and compute the area under the curve of each.

Tables and pages are made from an `Audiogram` alone, and it can be written to a JSON file and read
back. The file contains every score, so other statistics can be computed later.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from course_lib.gan.experiments.ablation.bootstrap import Interval
from course_lib.gan.experiments.audiogram.auc import area, area_interval, placements
from course_lib.gan.experiments.audiogram.measure_hearing import SETTINGS
from course_lib.gan.experiments.audiogram.train_one_discriminator import CLEAN, Hearing
from course_lib.gan.training.checkpoints import versions
from course_lib.sounds.artefacts import ARTEFACTS

FAMILIES_FIRST = ("mpd", "msd", "msstftd")
DIGITS = 5  # of a stored score


@dataclass(frozen=True)
class CellArea:
    """The AUC of one discriminator for one artefact at one strength."""

    mean: float  # over seeds
    by_seed: tuple[float, ...]
    interval: Interval  # 95 %, over other clips and other seeds

    @property
    def certain(self) -> bool:
        """Whether guessing, an AUC of 0.5, is outside the interval."""
        return 0.5 not in self.interval


@dataclass(frozen=True)
class Audiogram:
    """All finished cells of an audiogram."""

    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    cells: tuple[Hearing, ...]

    @property
    def discriminators(self) -> tuple[str, ...]:
        """The names of the discriminators: the three families of the course first."""
        names = dict.fromkeys(cell.discriminator for cell in self.cells)
        return tuple(sorted(names, key=lambda n: (n not in FAMILIES_FIRST, n)))

    @property
    def artefacts(self) -> tuple[str, ...]:
        """The names of the artefacts, in the order of the course."""
        found = {cell.artefact for cell in self.cells}
        return tuple(artefact for artefact in ARTEFACTS if artefact in found)

    @property
    def strengths(self) -> tuple[int, ...]:
        """The strengths that were tested, without 0."""
        return tuple(strength for strength in self.cells[0].scores if strength != CLEAN)

    @property
    def clips(self) -> int:
        """The number of clips of the test set."""
        return len(self.cells[0].scores[CLEAN])

    def of(self, discriminator: str, artefact: str | None = None) -> list[Hearing]:
        """Return the cells of one discriminator, by seed; of one artefact, or of all if None."""
        own = [cell for cell in self.cells if cell.discriminator == discriminator]
        chosen = [cell for cell in own if artefact in (None, cell.artefact)]
        return sorted(chosen, key=lambda cell: cell.seed)

    def area(self, discriminator: str, artefact: str, strength: int) -> CellArea | None:
        """Return the AUC of one discriminator for one artefact, or None if it wasn't tested."""
        cells = self.of(discriminator, artefact)
        if not cells:
            return None
        rows = [
            placements(torch.tensor(cell.scores[CLEAN]), torch.tensor(cell.scores[strength]))
            for cell in cells
        ]
        return CellArea(area(rows), tuple(area([row]) for row in rows), area_interval(rows))

    def to_dict(self) -> dict[str, Any]:
        """Return the audiogram as plain data that can be written as JSON."""
        cells = [
            {
                **vars(cell),
                "cpu_seconds": round(cell.cpu_seconds, 2),
                "scores": {
                    str(strength): [float(f"{value:.{DIGITS}g}") for value in values]
                    for strength, values in cell.scores.items()
                },
            }
            for cell in self.cells
        ]
        return {"settings": dict(self.settings), "versions": dict(self.versions), "cells": cells}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Audiogram":
        """Return the audiogram that `to_dict` made plain data of."""
        cells = tuple(map(_cell, values["cells"]))
        if not cells:
            raise ValueError("an audiogram needs at least one finished cell.")
        return cls(values["settings"], values["versions"], cells)


def gather_audiogram(folder: str | Path) -> Audiogram:
    """Return the finished cells of an audiogram.

    Args:
        folder: The folder that `hear` wrote.

    Raises:
        ValueError: The folder contains no audiogram, or no cell is finished.
    """
    folder = Path(folder).expanduser()
    try:
        settings = json.loads((folder / SETTINGS).read_bytes())
    except (OSError, json.JSONDecodeError) as error:
        raise ValueError(f"{folder} isn't the folder of an audiogram: {error}.") from error
    cells = [json.loads(file.read_bytes()) for file in sorted(folder.glob("*/*-seed-*.json"))]
    if not cells:
        raise ValueError(f"no cell of the audiogram in {folder} is finished.")
    return Audiogram.from_dict({"settings": settings, "versions": versions(), "cells": cells})


def read_audiogram(file: Path) -> Audiogram:
    """Read an audiogram that `Audiogram.to_dict` wrote.

    Raises:
        ValueError: The file doesn't exist, or contains no audiogram.
    """
    try:
        return Audiogram.from_dict(json.loads(file.read_bytes()))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no audiogram in {file}: {error}") from error


def _cell(values: Mapping[str, Any]) -> Hearing:
    scores = {int(strength): tuple(own) for strength, own in values["scores"].items()}
    return Hearing(**{**values, "scores": scores})
