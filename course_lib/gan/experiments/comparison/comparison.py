"""Let several runs speak about the same held-out clips, and measure what each one says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.audio.files import printable
from course_lib.gan.data import Clips, folder_clips, synthetic_clips
from course_lib.gan.experiments.comparison.page import write_page
from course_lib.gan.experiments.comparison.table import as_markdown, as_text, best_names
from course_lib.gan.metrics import evaluate
from course_lib.gan.training.runs import Run, read_run

SYNTHETIC = "synthetic"
GIVEN = "given clips"
AT_ONCE = 6  # clips that a generator is given together
Curve = list[tuple[int, float]]  # (step, value)


@dataclass(frozen=True, eq=False)
class Entry:
    """What one run says, and how it came to it."""

    name: str  # tells it from the others
    about: str  # its choices, in one line
    scores: Mapping[str, float]  # by the name of the metric
    estimates: Tensor  # [clips, 1, time]
    curves: Mapping[str, Curve]  # what was measured while it trained
    warm_steps: int  # where discriminators joined


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs that were asked about the same clips; made by `compare`."""

    clips: Clips
    source: str  # of the clips, in words
    copy: Mapping[str, float]  # what the references themselves get: nothing can be better
    entries: tuple[Entry, ...]

    def text(self) -> str:
        """Write the table for a terminal."""
        return as_text(self.copy, self._scores())

    def markdown(self) -> str:
        """Write the table for a document."""
        return as_markdown(self.copy, self._scores())

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as plain values, which JSON can hold."""
        return {
            "clips": {"source": self.source, "count": len(self.clips), "digest": self.clips.digest},
            "perfect_copy": dict(self.copy),
            "runs": [
                {"name": e.name, "about": e.about, "scores": dict(e.scores)} for e in self.entries
            ],
            "best": best_names(self._scores()),
        }

    def html(self) -> str:
        """Write one page that needs no other file and no network."""
        return write_page(self.clips, self.source, self.copy, self.entries)

    def _scores(self) -> dict[str, Mapping[str, float]]:
        return {entry.name: entry.scores for entry in self.entries}


def compare(
    runs: Sequence[str | Path | Run], *, clips: Clips | None = None, data: str | None = None
) -> Comparison:
    """Ask each run about the same clips; unless others are given, training never saw them.

    Args:
        runs: folders of runs, or runs.
        clips: what to ask about; if None, those that are kept for reports.
        data: a folder of recordings, one recording, or "synthetic"; if None, what the runs were
            trained on where it is the same for all, and synthetic clips otherwise.

    Raises:
        ValueError: no runs, one that cannot be read (`CheckpointError`), one named twice, one at
            another sample rate, or one that puts out NaN.
    """
    if not runs:
        raise ValueError("compare needs at least one run, as in compare(['runs/a', 'runs/b']).")
    read = [run if isinstance(run, Run) else read_run(run) for run in runs]
    names = _names([run.folder.resolve() for run in read])
    source = _source(read, data) if clips is None else GIVEN
    if clips is None:
        clips = _clips(source)
    copy = evaluate(clips, clips.waves)
    entries = [_entry(name, run, clips) for name, run in zip(names, read, strict=True)]
    told = source if source == GIVEN else f"{printable(source)}, a part that is kept for reports"
    return Comparison(clips, told, copy, tuple(entries))


def _source(runs: list[Run], data: str | None) -> str:
    if data is not None:
        return data
    trained_on = {str(run.config["data"]) for run in runs}
    return trained_on.pop() if len(trained_on) == 1 else SYNTHETIC


def _clips(source: str) -> Clips:
    if source == SYNTHETIC:
        return synthetic_clips("report")
    return folder_clips(source, split="report")


def _names(folders: list[Path]) -> list[str]:
    """Name folders by as many of their last parts as it takes to tell them apart."""
    if len(set(folders)) < len(folders):
        twice = next(folder for folder in folders if folders.count(folder) > 1)
        raise ValueError(f"{twice} is named twice: name each run once.")
    for parts in range(1, max(len(folder.parts) for folder in folders) + 1):
        names = [printable("/".join(folder.parts[-parts:])) for folder in folders]
        if len(set(names)) == len(names):
            return names
    return [printable(folder) for folder in folders]


@torch.no_grad()
def _entry(name: str, run: Run, clips: Clips) -> Entry:
    preset = run.config["preset"]
    if preset["sample_rate"] != clips.sample_rate:
        raise ValueError(
            f"{name} works at {preset['sample_rate']} Hz and the clips are at {clips.sample_rate} "
            "Hz: compare runs of one sample rate."
        )
    generator = run.generator()
    estimates = torch.cat([generator(waves) for waves in torch.split(clips.waves, AT_ONCE)])
    try:
        scores = evaluate(clips, estimates)
    except ValueError as error:
        raise ValueError(f"{name} cannot be measured: {error}") from error
    measured = sorted({key for line in run.history for key in line} - {"step", "seconds"})
    curves = {key: run.curve(key) for key in measured}
    return Entry(name, _about(run), scores, estimates, curves, int(preset["warm_steps"]))


def _about(run: Run) -> str:
    config = run.config
    judges = ", ".join(config["discriminators"]) or "no discriminators"
    facts = [f"preset {config['preset']['name']}", judges, f"seed {config['seed']}"]
    if config["discriminators"] and config["mode"] != "weights":
        facts.append(f"mode {config['mode']}")
    if config["terms"] != "both":
        facts.append(f"{config['terms']} alone")
    return ", ".join([*facts, f"step {run.step}", f"{run.seconds:.0f} s of training"])
