"""Read the recorded runs: curves at once, sounds when they are asked for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from course_lib.gan.experiments.failures.kinds import KINDS
from course_lib.sounds import Sound, load
from course_lib.spelling import did_you_mean

FOLDER = Path(__file__).parent / "data"
LOG = FOLDER / "failures.json"
COLLAPSED = 1.5  # times the distance at the start


class Clips(Mapping[int, Sound]):
    """What the generator made of the held-out sounds, by step; read from a file when asked for.

    Args:
        files: by step.
        name: of the run, for the names of the sounds.
    """

    def __init__(self, files: Mapping[int, Path], name: str) -> None:
        self._files, self._name = dict(files), name

    def __getitem__(self, step: int) -> Sound:
        if step not in self._files:
            raise KeyError(f"no clip at step {step}: there are {list(self._files)}")
        return load(self._files[step], name=f"step {step}")

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"clips of {self._name} at steps {', '.join(map(str, self._files))}"


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """One run of the zoo, as it was recorded.

    Curves have one value per step. What is measured less often keeps its value in between; what was
    not a finite number is NaN or infinite here, too. Names of curves, each also with ``_mpd`` and
    ``_msstftd`` behind it where there is one per judge:

        d_loss, d_accuracy        what a judge pays, and how many of its logits have the right sign
        logits_real, logits_fake  mean scores, before the judge learns from them
        g_adv, feat               what the generator's sound costs, as the program reports it
        recon, held_out           distance from the batch (log-mel and wave), and from sounds that
                                  no step trains on (log-mel)
        share_parameters_adv, share_parameters_feat, share_parameters_recon
        share_output_adv, share_output_feat, share_output_recon
                                  parts of the generator's gradient, in its parameters and at its
                                  output
        gradient_norm             of the generator, before it is shortened
        skipped                   batches so far that a player refused, since they were not finite

    ``collapsed_at`` is the first step from which on the distance ``held_out`` stays more than
    `COLLAPSED` times what it was at the start, or is no number; None where there is no such step.
    """

    name: str
    seed: int
    title: str
    cause: str  # one sentence
    signs: str  # what is seen in the curves, and where
    steps: Tensor  # [steps] int64, from 1
    curves: Mapping[str, Tensor]  # [steps] float32
    clips: Mapping[int, Sound] = field(repr=False)  # the generator's sounds by step; 0 is the start
    collapsed_at: int | None

    def __repr__(self) -> str:
        return f"recorded run {self.name!r}, seed {self.seed}, {len(self.steps)} steps"


def failed_runs(held_out: bool = False) -> tuple[RecordedRun, ...]:
    """Read all recorded runs: seven broken ones, and "good".

    Args:
        held_out: read those that no lesson shows instead: kinds with other seeds, as many as the
            log names. They have curves, and no clips. An alarm is scored by them.
    """
    role = "held out" if held_out else "shown"
    there = [(run["name"], run["seed"]) for run in failures_log()["runs"] if run["role"] == role]
    return tuple(_run(name, seed) for name, seed in there)


def healthy_run() -> RecordedRun:
    """Read one more good run, with curves alone: what the others are compared with."""
    (seed,) = (run["seed"] for run in failures_log()["runs"] if run["role"] == "healthy")
    return _run("good", seed)


def recorded_run(name: str, seed: int = 0) -> RecordedRun:
    """Read one recorded run.

    Raises:
        LookupError: there is none of this kind and seed.
    """
    if name not in KINDS:
        hint = did_you_mean(name, KINDS)
        raise LookupError(f"no recorded run {name!r}.{hint} There are: {', '.join(KINDS)}.")
    seeds = [run["seed"] for run in failures_log()["runs"] if run["name"] == name]
    if seed not in seeds:
        there = ", ".join(map(str, seeds))
        raise LookupError(f"{name!r} was not recorded with seed {seed}: there are seeds {there}.")
    return _run(name, seed)


def real_clip() -> Sound:
    """Read the held-out sounds that every clip is a copy of."""
    return load(FOLDER / "clips" / "real.flac", name="the real sound")


def collapse_step(steps: Tensor, held_out: Tensor) -> int | None:
    """Find the first step from which on a run's sound stays far from what it was at the start.

    Args:
        steps: [steps].
        held_out: [steps], distance from sounds that no step trains on; the first is the start's.
    """
    far = ~(held_out <= COLLAPSED * held_out[0])  # what is no number counts as far
    if not far[-1]:
        return None
    near = (~far).nonzero().flatten()
    first = int(near[-1]) + 1 if len(near) else 0
    return int(steps[first])


@cache
def failures_log() -> dict[str, Any]:
    """Read how the runs were made."""
    log: dict[str, Any] = json.loads(LOG.read_bytes())
    return log


@cache
def _run(name: str, seed: int) -> RecordedRun:
    curves = load_file(FOLDER / f"{name}-{seed}.safetensors")
    steps = torch.arange(1, len(curves["recon"]) + 1)
    kind = KINDS[name]
    (heard_at,) = (
        run["heard_at"]
        for run in failures_log()["runs"]
        if (run["name"], run["seed"]) == (name, seed)
    )
    return RecordedRun(
        name=name,
        seed=seed,
        title=kind.title,
        cause=kind.cause,
        signs=kind.signs,
        steps=steps,
        curves=curves,
        clips=Clips({step: _clip_file(name, step) for step in heard_at}, name),
        collapsed_at=collapse_step(steps, curves["held_out"]),
    )


def _clip_file(name: str, step: int) -> Path:
    return FOLDER / "clips" / ("start.flac" if step == 0 else f"{name}-{step:03d}.flac")
