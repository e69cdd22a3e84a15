"""Train and test every cell of an audiogram that isn't done yet.

    runs/audiogram/audiogram.json                  the settings that all cells share
    runs/audiogram/comb-buzz/mpd-seed-0.json       one cell; written when it is finished

A stopped audiogram continues when it is called again, and more discriminators, artefacts or seeds
can be added later.
"""

import json
from collections.abc import Callable
from pathlib import Path

import torch

from course_lib.atomic import write_file
from course_lib.gan.experiments.audiogram.plan import AudiogramPlan
from course_lib.gan.experiments.audiogram.train_one_discriminator import train_alone

SETTINGS = "audiogram.json"


def hear(
    plan: AudiogramPlan,
    out: str | Path,
    *,
    on_message: Callable[[str], object] = print,
    on_progress: Callable[[int, int], object] = lambda finished, total: None,
) -> Path:
    """Do every cell of a plan that isn't done yet; return the folder of the audiogram.

    Args:
        plan: What to test.
        out: The folder, which is created if needed. It may contain cells with the same settings.
        on_message: Called with a line of text when a cell is finished.
        on_progress: Called after each cell, with the number of finished cells and of all cells.

    Raises:
        ValueError: The folder contains an audiogram with other settings.
    """
    folder = Path(out).expanduser()
    _check_settings(plan, folder)
    cells = [
        (artefact, name, seed)  # artefact by artefact: the damaged clips are made once for each
        for artefact in plan.artefacts
        for name in plan.discriminators
        for seed in plan.seeds
    ]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a fixed number, so that CPU seconds can be compared
    try:
        for finished, (artefact, name, seed) in enumerate(cells):
            on_progress(finished, len(cells))
            file = cell_file(folder, artefact, name, seed)
            if not file.is_file():
                cell = train_alone(plan, name, artefact, seed)
                file.parent.mkdir(parents=True, exist_ok=True)
                write_file(file, json.dumps(vars(cell), allow_nan=False))
                on_message(f"{artefact}, {name}, seed {seed}: {cell.cpu_seconds:.0f} CPU seconds")
        on_progress(len(cells), len(cells))
    finally:
        torch.set_num_threads(threads)
    return folder


def cell_file(folder: Path, artefact: str, name: str, seed: int) -> Path:
    """Return the file of one cell."""
    return folder / artefact.lower().replace(" ", "-") / f"{name}-seed-{seed}.json"


def _check_settings(plan: AudiogramPlan, folder: Path) -> None:
    file = folder / SETTINGS
    if file.is_file():
        before = json.loads(file.read_bytes())
        changed = [
            f"{key} is {before.get(key)!r} there and {value!r} here"
            for key, value in plan.settings.items()
            if before.get(key) != value
        ]
        if changed:
            raise ValueError(
                f"{folder} contains an audiogram with other settings: {'; '.join(changed)}. Choose "
                "another folder."
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_file(file, json.dumps(plan.settings, indent=1))
