"""Store the record of a run in the folder of the run, so that nothing is lost when it is resumed.

    curve/recon            [points, 2]     step and value
    original, sound/1200   [samples]       what was heard at a step
    real/1200/000/mpd 1    [bins]          histograms of the scores, as fake/..., in their order
    right/1200/000/mpd 1   []              accuracy

A record belongs to a run if both have the same distances at the same steps. What was recorded after
the newest checkpoint is left out, because the resumed run takes those steps again.
"""

from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from course_lib.atomic import write_file
from course_lib.gan.training.run_json import Run
from course_lib.instruments.training_view.model import SubDiscriminatorScores, TrainingRecord
from course_lib.sounds import Sound

NAME = "watched.safetensors"


def save_record(record: TrainingRecord, folder: Path) -> None:
    """Write a record into the folder of its run, atomically.

    Raises:
        OSError: The file can't be written; an older one is unchanged.
    """
    tensors = {
        f"curve/{name}": torch.tensor(curve, dtype=torch.float64)
        for name, curve in record.curves.items()
    }
    if record.original is not None:
        tensors["original"] = record.original.samples
    tensors |= {f"sound/{step}": sound.samples for step, sound in record.sounds.items}
    for step, scores in record.scores.items:
        for place, (name, of_one) in enumerate(scores.items()):
            for kind, values in of_one._asdict().items():
                key = f"{kind}/{step}/{place:03}/{name}"
                tensors[key] = torch.tensor(values, dtype=torch.float64)
    every = torch.tensor([record.scores.every, record.sounds.every])
    copies = {name: tensor.contiguous().clone() for name, tensor in tensors.items()}
    write_file(folder / NAME, safetensors.torch.save({**copies, "every": every}))


def restore_record(record: TrainingRecord, run: Run) -> None:
    """Fill an empty record from the folder of a run: the stored record, or else the run's history.

    Args:
        record: A record without any step.
        run: The run.
    """
    tensors = _read(run.folder)
    if _belongs(tensors, run):
        _fill(record, tensors, run.step)
    known = {step for step, _ in record.curves.get("recon", [])}
    for line in run.history:
        if line["step"] not in known:
            numbers = {name: v for name, v in line.items() if name not in ("step", "seconds")}
            record.note_numbers(int(line["step"]), numbers)
    for curve in record.curves.values():
        curve.sort()


def _read(folder: Path) -> dict[str, Tensor]:
    """Return the stored tensors; none if there is no readable file."""
    try:
        return safetensors.torch.load((folder / NAME).read_bytes())
    except (OSError, SafetensorError):
        return {}


def _belongs(tensors: Mapping[str, Tensor], run: Run) -> bool:
    if "curve/recon" not in tensors:
        return False
    stored = {int(step): value for step, value in tensors["curve/recon"].tolist()}
    common = [(stored[step], value) for step, value in run.curve("recon") if step in stored]
    return bool(common) and all(mine == theirs for mine, theirs in common)


def _fill(record: TrainingRecord, tensors: Mapping[str, Tensor], last_step: int) -> None:
    record.scores.every, record.sounds.every = tensors["every"].tolist()
    if "original" in tensors:
        record.original = Sound(tensors["original"], record.sample_rate, "the original")
    for name, tensor in tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "curve":
            points = [(int(step), value) for step, value in tensor.tolist() if step <= last_step]
            record.curves[rest] = points
        elif kind == "sound" and int(rest) <= last_step:
            sound = Sound(tensor, record.sample_rate, f"step {rest}")
            record.sounds.items.append((int(rest), sound))
    record.sounds.items.sort(key=lambda item: item[0])
    record.scores.items = [item for item in _scores(tensors) if item[0] <= last_step]


def _scores(tensors: Mapping[str, Tensor]) -> list[tuple[int, dict[str, SubDiscriminatorScores]]]:
    found: dict[int, dict[str, SubDiscriminatorScores]] = {}
    for key in sorted(tensors):
        kind, _, rest = key.partition("/")
        if kind == "right":
            step, _, name = rest.split("/", 2)
            found.setdefault(int(step), {})[name] = SubDiscriminatorScores(
                tuple(tensors[f"real/{rest}"].tolist()),
                tuple(tensors[f"fake/{rest}"].tolist()),
                float(tensors[key]),
            )
    return sorted(found.items(), key=lambda item: item[0])
