"""Compare several runs on the same held-out clips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_lib.audio.files import printable
from course_lib.gan.data import Clips, folder_clips, synthetic_clips
from course_lib.gan.experiments.comparison.compared_run import ComparedRun, measure_run
from course_lib.gan.experiments.comparison.page import write_page
from course_lib.gan.experiments.comparison.table import as_markdown, as_text, best_names
from course_lib.gan.metrics import evaluate
from course_lib.gan.training.run_json import Run, read_run

SYNTHETIC = "synthetic"
GIVEN = "given clips"


@dataclass(frozen=True, eq=False)
class RunComparison:
    """Runs that were measured on the same clips; made by `compare`."""

    clips: Clips
    source: str  # where the clips are from, in words
    copy: Mapping[str, float]  # the scores of the references themselves: the best possible ones
    runs: tuple[ComparedRun, ...]

    def text(self) -> str:
        """Return the table for a terminal."""
        return as_text(self.copy, self._scores())

    def markdown(self) -> str:
        """Return the table for a Markdown document."""
        return as_markdown(self.copy, self._scores())

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as plain data that can be written as JSON."""
        return {
            "clips": {"source": self.source, "count": len(self.clips), "digest": self.clips.digest},
            "perfect_copy": dict(self.copy),
            "runs": [
                {"name": run.name, "about": run.about, "scores": dict(run.scores)}
                for run in self.runs
            ],
            "best": best_names(self._scores()),
        }

    def html(self) -> str:
        """Return one page that needs no other file and no network."""
        return write_page(self.clips, self.source, self.copy, self.runs)

    def _scores(self) -> dict[str, Mapping[str, float]]:
        return {run.name: run.scores for run in self.runs}


def compare(
    runs: Sequence[str | Path | Run], *, clips: Clips | None = None, data: str | None = None
) -> RunComparison:
    """Measure each run on the same clips, by default on clips that training never used.

    Args:
        runs: The folders of the runs, or the runs themselves.
        clips: The clips to measure on; those reserved for reports if None.
        data: Where the clips come from: a folder of recordings, one recording, or "synthetic". If
            None, it is what the runs were trained on if that is the same for all, and otherwise
            "synthetic".

    Raises:
        ValueError: There are no runs, one is named twice or cannot be read (`CheckpointError`), has
            another sample rate, or its generator returns NaN or infinity.
    """
    if not runs:
        raise ValueError("compare needs at least one run, as in compare(['runs/a', 'runs/b']).")
    read = [run if isinstance(run, Run) else read_run(run) for run in runs]
    names = _names([run.folder.resolve() for run in read])
    source = GIVEN
    if clips is None:
        place = _common_data(read) if data is None else data
        if place == SYNTHETIC:
            clips = synthetic_clips("report")
        else:
            clips = folder_clips(place, split="report")
        source = f"{printable(place)}, a part reserved for reports"
    copy = evaluate(clips, clips.waves)
    measured = tuple(measure_run(name, run, clips) for name, run in zip(names, read, strict=True))
    return RunComparison(clips, source, copy, measured)


def _common_data(runs: list[Run]) -> str:
    """Return what all runs were trained on, or "synthetic" if they differ."""
    trained_on = {str(run.config["data"]) for run in runs}
    return trained_on.pop() if len(trained_on) == 1 else SYNTHETIC


def _names(folders: list[Path]) -> list[str]:
    """Return a name for each folder: as many of its last parts as make all names different."""
    if len(set(folders)) < len(folders):
        twice = next(folder for folder in folders if folders.count(folder) > 1)
        raise ValueError(f"{twice} is named twice: name each run once.")
    for parts in range(1, max(len(folder.parts) for folder in folders) + 1):
        names = [printable("/".join(folder.parts[-parts:])) for folder in folders]
        if len(set(names)) == len(names):
            return names
    return [printable(folder) for folder in folders]
