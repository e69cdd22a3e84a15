"""Run an ablation: one warm-up per seed, then every mode from its end.

A finished run is never run again, and one that was stopped or killed continues from its last
checkpoint. So you can interrupt an ablation at any time, and add modes or seeds later.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from course_lib.gan.experiments.ablation.layout import (
    SCORES,
    WARM,
    combined,
    last_step,
    read_cost,
    run_folder,
    write_plan,
)
from course_lib.gan.experiments.ablation.plan import BASELINE, SAME_TIME_AS, AblationPlan
from course_lib.gan.experiments.ablation.sizes import check_sizes
from course_lib.gan.training.config import TrainConfig

# How a worker's lines begin: one about a recording that it can't use, and one about its speed.
LEFT_OUT, SPEED = "left out: ", "speed: "
WORKER = "from course_lib.gan.experiments.ablation.worker import main; main()"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",  # a thread that waits must not spin: others need the core
}
# A worker and its parent exchange UTF-8, whatever the console's encoding is.
IN_UTF8 = {"PYTHONIOENCODING": "utf-8:backslashreplace"}


class AblationError(RuntimeError):
    """Some runs of an ablation failed: a line for each. Finished runs are not lost."""


@dataclass(frozen=True)
class AblationJob:
    """One run to be done by a worker."""

    name: str
    config: TrainConfig
    out: Path
    branch: Path | None = None  # the warm-up that it starts from; None for a warm-up itself

    @property
    def finished(self) -> bool:
        """Whether the run is trained and, unless it is a warm-up, measured."""
        if self.branch is not None:
            return (self.out / SCORES).is_file()
        return last_step(self.out) == self.config.last_step

    def to_json(self, device: str) -> str:
        """Return the job as JSON for `worker.work`.

        Args:
            device: The device to train on: "auto", "cpu" or "cuda".
        """
        return json.dumps(
            {
                "config": self.config.to_dict(),
                "out": str(self.out),
                "branch": None if self.branch is None else str(self.branch),
                "device": device,
                "measure": self.branch is not None,
            }
        )


def ablate(
    plan: AblationPlan,
    out: str | Path,
    *,
    processes: int = 1,
    resume: bool = False,
    device: str = "auto",
    any_size: bool = False,
    on_message: Callable[[str], object] = print,
    on_progress: Callable[[int, int], object] = lambda finished, total: None,
) -> Path:
    """Run everything in a plan that is not finished yet; return the folder of the ablation.

    Args:
        plan: What to run.
        out: The folder of the ablation, which is created if needed.
        processes: The number of runs at the same time, each in a process with one thread.
        resume: Whether to continue the ablation in ``out``. Modes and seeds may differ from before;
            everything else must be the same.
        device: The device to train on: "auto", "cpu" or "cuda".
        any_size: Whether to compare discriminators of which one has 100 times the weights of
            another.
        on_message: Called with a line of text when a run starts and finishes.
        on_progress: Called after each run, with the number of finished runs and of all runs.

    Raises:
        ValueError: ``out`` contains an ablation, and ``resume`` is false or it is another one; or
            one discriminator has 100 times the weights of another.
        AblationError: Some runs failed; the others are finished.
    """
    folder = Path(out).expanduser()
    total = len(plan.seeds) * (1 + len(plan.modes))
    workers = _Workers(processes, device, on_message, on_progress, total)
    if warning := check_sizes(combined(plan, folder, resume), any_size):
        on_message(warning)
    write_plan(plan, folder, resume)
    workers.run(_warm_ups(plan, folder))
    workers.run(_branches(plan, folder, [m for m in plan.modes if m != "none_long"]))
    if "none_long" in plan.modes:
        workers.run(_branches(plan, folder, ["none_long"], device))
    return folder


class _Workers:
    """Run jobs, several at once, and count those that are finished."""

    def __init__(
        self,
        processes: int,
        device: str,
        on_message: Callable[[str], object],
        on_progress: Callable[[int, int], object],
        total: int,
    ) -> None:
        if processes < 1:
            raise ValueError(f"processes must be 1 or more, got {processes}.")
        self.processes, self.device, self.on_message = processes, device, on_message
        self.left_out: set[str] = set()  # each file is reported once, not by every run
        self._on_progress, self._finished, self._total = on_progress, 0, total
        self._counting = Lock()

    def run(self, jobs: Iterable[AblationJob]) -> None:
        waiting = []
        for job in jobs:
            if job.finished:
                self._count()
            else:
                waiting.append(job)
        with ThreadPoolExecutor(self.processes) as pool:
            faults = [fault for fault in pool.map(self._one, waiting) if fault]
        if faults:
            raise AblationError("\n".join(faults))

    def _count(self) -> None:
        with self._counting:
            self._finished += 1
            self._on_progress(self._finished, self._total)

    def _one(self, job: AblationJob) -> str | None:
        self.on_message(f"{job.name}: started")
        done = subprocess.run(
            [sys.executable, "-c", WORKER],
            input=job.to_json(self.device),
            encoding="utf-8",
            capture_output=True,
            check=False,
            env={**os.environ, **ONE_THREAD, **IN_UTF8},
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            return f"{job.name}: {lines[-1]}"
        self._relay(job, done.stderr.splitlines())
        self.on_message(
            f"{job.name}: finished after {read_cost(job.out)['cpu_seconds']:.0f} CPU seconds"
        )
        self._count()
        return None

    def _relay(self, job: AblationJob, lines: Sequence[str]) -> None:
        """Report a worker's speed, and each unusable recording that was not reported before."""
        for line in lines:
            if line.startswith(SPEED):
                self.on_message(f"{job.name}: {line.removeprefix(SPEED)}")
            if line.startswith(LEFT_OUT) and line not in self.left_out:
                self.left_out.add(line)
                self.on_message(line)


def _warm_ups(plan: AblationPlan, folder: Path) -> list[AblationJob]:
    return [
        AblationJob(f"seed {seed}, warm-up", plan.warm_up(seed), run_folder(folder, seed, WARM))
        for seed in plan.seeds
    ]


def _branches(
    plan: AblationPlan, folder: Path, modes: Sequence[str], device: str | None = None
) -> list[AblationJob]:
    """Return the runs of some modes, mode by mode: an early stop leaves whole comparisons."""
    return [
        AblationJob(
            f"seed {seed}, {mode}",
            plan.branch(mode, seed, _long_steps(plan, folder, seed, device) if device else None),
            run_folder(folder, seed, mode),
            run_folder(folder, seed, WARM),
        )
        for mode in modes
        for seed in plan.seeds
    ]


def _long_steps(plan: AblationPlan, folder: Path, seed: int, device: str) -> int:
    """Return how many steps of reconstruction alone take as long as `all` took."""
    started = run_folder(folder, seed, "none_long")
    if (started / "run.json").is_file():  # a resumed run keeps its length
        config = json.loads((started / "run.json").read_bytes())["config"]
        return int(config["preset"]["steps"])
    clock = "seconds" if device == "cuda" else "cpu_seconds"
    short = read_cost(run_folder(folder, seed, BASELINE))[clock]
    long = read_cost(run_folder(folder, seed, SAME_TIME_AS))[clock]
    return max(plan.preset.steps, int(plan.preset.steps * long / short))
