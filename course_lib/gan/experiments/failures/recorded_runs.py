"""Read the recorded runs: curves at once, sounds on demand."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from course_lib.gan.experiments.failures.fault_descriptions import KINDS
from course_lib.sounds import Sound, load
from course_lib.spelling import did_you_mean

FOLDER = Path(__file__).parent / "data"
LOG = FOLDER / "failures.json"
COLLAPSED = 1.5  # a run has collapsed if its distance is this many times that at the start


class RecordedClips(Mapping[int, Sound]):
    """The held-out sounds as the generator reconstructed them, by step; read from files on demand.

    Args:
        files: The file of each step.
        name: The name of the run, for `repr`.
    """

    def __init__(self, files: Mapping[int, Path], name: str) -> None:
        self._files, self._name = dict(files), name

    def __getitem__(self, step: int) -> Sound:
        if step not in self._files:
            raise KeyError(f"no clip at step {step}: there are clips at steps {list(self._files)}")
        return load(self._files[step], name=f"step {step}")

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"clips of {self._name} at steps {', '.join(map(str, self._files))}"


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """The recording of one run.

    Curves have one value per step. A quantity that is measured less often repeats its last value;
    one that was not finite is NaN or infinite here too. These are the names of the curves; where
    there is one per discriminator, they exist with ``_mpd`` and ``_msstftd`` appended as well:

        d_loss, d_accuracy        loss of a discriminator, and the fraction of its logits that have
                                  the right sign
        logits_real, logits_fake  mean scores, before the discriminator's update
        g_adv, feat               adversarial loss and feature matching of the generator
        recon, held_out           distance from the batch (log-mel and wave), and from sounds that
                                  training never uses (log-mel)
        share_parameters_adv, share_parameters_feat, share_parameters_recon
        share_output_adv, share_output_feat, share_output_recon
                                  shares of the losses in the generator's gradient, in its
                                  parameters and at its output
        gradient_norm             norm of the generator's gradient, before clipping
        skipped                   number of batches so far that were skipped as not finite

    ``collapsed_at`` is the first step after which the distance ``held_out`` is always NaN or more
    than `COLLAPSED` times that at the start; None if there is no such step.
    """

    name: str
    seed: int
    title: str
    cause: str  # one sentence
    signs: str  # what the curves and the sound show
    steps: Tensor  # [steps] int64, from 1
    curves: Mapping[str, Tensor]  # [steps] float32
    clips: Mapping[int, Sound] = field(repr=False)  # the generator's sounds by step; 0 is the start
    collapsed_at: int | None

    def __repr__(self) -> str:
        return f"recorded run {self.name!r}, seed {self.seed}, {len(self.steps)} steps"


def failed_runs(held_out: bool = False) -> tuple[RecordedRun, ...]:
    """Return the recorded runs that lessons show: seven broken ones, and "good".

    Args:
        held_out: Whether to return the runs that no lesson shows instead: the same kinds with other
            seeds, to evaluate an alarm. They have curves but no clips.
    """
    role = "held out" if held_out else "shown"
    chosen = [(run["name"], run["seed"]) for run in failures_log()["runs"] if run["role"] == role]
    return tuple(_run(name, seed) for name, seed in chosen)


def healthy_run() -> RecordedRun:
    """Return one more good run, with curves but no clips, to compare others with."""
    (seed,) = (run["seed"] for run in failures_log()["runs"] if run["role"] == "healthy")
    return _run("good", seed)


def recorded_run(name: str, seed: int = 0) -> RecordedRun:
    """Return one recorded run.

    Args:
        name: The name of its kind, one of `KINDS`.
        seed: Its seed.

    Raises:
        LookupError: There is no run of this kind, or none with this seed.
    """
    if name not in KINDS:
        hint = did_you_mean(name, KINDS)
        raise LookupError(f"no recorded run {name!r}.{hint} There are: {', '.join(KINDS)}.")
    seeds = [run["seed"] for run in failures_log()["runs"] if run["name"] == name]
    if seed not in seeds:
        known = ", ".join(map(str, seeds))
        raise LookupError(f"{name!r} was not recorded with seed {seed}: there are seeds {known}.")
    return _run(name, seed)


def lettered_runs() -> dict[str, RecordedRun]:
    """Return four of the runs by letter; the letters say nothing about what was broken."""
    kinds = ("d_frozen", "good", "no_feature_matching", "sign_error")
    return {letter: recorded_run(name) for letter, name in zip("ABCD", kinds, strict=True)}


def real_clip() -> Sound:
    """Return the held-out sounds that the generators of all runs reconstruct."""
    return load(FOLDER / "clips" / "real.flac", name="the real sound")


def collapse_step(steps: Tensor, held_out: Tensor) -> int | None:
    """Return the first step after which a run is always collapsed, or None.

    Args:
        steps: The numbers of the steps, [steps].
        held_out: The distance from sounds that training never uses, [steps]. The first value is
            that at the start.
    """
    far = ~(held_out <= COLLAPSED * held_out[0])  # NaN counts as far
    if not far[-1]:
        return None
    near = (~far).nonzero().flatten()
    first = int(near[-1]) + 1 if len(near) else 0
    return int(steps[first])


@cache
def failures_log() -> dict[str, Any]:
    """Return the log that says how the runs were made."""
    log: dict[str, Any] = json.loads(LOG.read_bytes())
    return log


@cache
def _run(name: str, seed: int) -> RecordedRun:
    curves = load_file(FOLDER / f"{name}-{seed}.safetensors")
    steps = torch.arange(1, len(curves["recon"]) + 1)
    kind = KINDS[name]
    (clip_steps,) = (
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
        clips=RecordedClips({step: _clip_file(name, step) for step in clip_steps}, name),
        collapsed_at=collapse_step(steps, curves["held_out"]),
    )


def _clip_file(name: str, step: int) -> Path:
    return FOLDER / "clips" / ("start.flac" if step == 0 else f"{name}-{step:03d}.flac")
