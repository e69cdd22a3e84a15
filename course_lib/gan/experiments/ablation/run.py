"""Run a plan: one warm-up per seed, then every mode from its end.

A run that is finished is never run again. One that was stopped or killed goes on from its last
checkpoint. So an ablation can be interrupted at any time, and more modes or seeds added later.
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
    last_step,
    read_cost,
    remember,
    run_folder,
)
from course_lib.gan.experiments.ablation.plan import BASELINE, SAME_TIME_AS, Plan
from course_lib.gan.training.config import TrainConfig

# How a worker's lines begin: one about a recording that it can't use, and one about its speed.
LEFT_OUT, SPEED = "left out: ", "speed: "
WORKER = "from course_lib.gan.experiments.ablation.worker import main; main()"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",  # a thread that waits must not spin: others need the core
}
# A worker and its parent speak UTF-8, whatever the console's encoding is.
IN_UTF8 = {"PYTHONIOENCODING": "utf-8:backslashreplace"}


class AblationError(RuntimeError):
    """Some runs of an ablation failed; one line each. What is finished is kept."""


@dataclass(frozen=True)
class Job:
    """One run: its name, its choices, and what it begins with."""

    name: str
    config: TrainConfig
    out: Path
    branch: Path | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        if self.branch is not None:
            return (self.out / SCORES).is_file()
        return last_step(self.out) == self.config.last_step

    def order(self, device: str) -> str:
        """Write what the worker needs to know."""
        return json.dumps(
            {
                "config": self.config.to_dict(),
                "out": str(self.out),
                "branch": None if self.branch is None else str(self.branch),
                "device": device,
                "judge": self.branch is not None,
            }
        )


def ablate(
    plan: Plan,
    out: str | Path,
    *,
    processes: int = 1,
    resume: bool = False,
    device: str = "auto",
    tell: Callable[[str], object] = print,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Path:
    """Run everything in a plan that is not finished yet, and return the folder.

    Args:
        plan: What to run.
        out: The folder of the ablation; it is created.
        processes: How many runs to do at the same time, each a process with one thread.
        resume: Whether to continue the ablation in ``out``. Modes and seeds may differ from before;
            everything else must be the same.
        device: "cpu", "cuda" or "auto".
        tell: Called with a line of text when a run begins and ends.
        progress: Called with the number of runs that are finished, and of all, after each.

    Raises:
        ValueError: ``out`` holds an ablation and ``resume`` is not given, or another ablation.
        AblationError: runs failed.
    """
    folder = Path(out).expanduser()
    remember(plan, folder, resume)
    workers = _Workers(processes, device, tell, progress, len(plan.seeds) * (1 + len(plan.modes)))
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
        tell: Callable[[str], object],
        progress: Callable[[int, int], object],
        total: int,
    ) -> None:
        if processes < 1:
            raise ValueError(f"processes must be 1 or more, got {processes}.")
        self.processes, self.device, self.tell = processes, device, tell
        self.left_out: set[str] = set()  # each file is named once, not by every run
        self._progress, self._finished, self._total = progress, 0, total
        self._counting = Lock()

    def run(self, jobs: Iterable[Job]) -> None:
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
            self._progress(self._finished, self._total)

    def _one(self, job: Job) -> str | None:
        self.tell(f"{job.name}: begins")
        done = subprocess.run(
            [sys.executable, "-c", WORKER],
            input=job.order(self.device),
            encoding="utf-8",
            capture_output=True,
            check=False,
            env={**os.environ, **ONE_THREAD, **IN_UTF8},
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            return f"{job.name}: {lines[-1]}"
        self._relay(job, done.stderr.splitlines())
        self.tell(f"{job.name}: finished after {read_cost(job.out)['cpu_seconds']:.0f} CPU seconds")
        self._count()
        return None

    def _relay(self, job: Job, lines: Sequence[str]) -> None:
        """Pass on a worker's speed, and each recording that was left out if it is a new one."""
        for line in lines:
            if line.startswith(SPEED):
                self.tell(f"{job.name}: {line.removeprefix(SPEED)}")
            if line.startswith(LEFT_OUT) and line not in self.left_out:
                self.left_out.add(line)
                self.tell(line)


def _warm_ups(plan: Plan, folder: Path) -> list[Job]:
    return [
        Job(f"seed {seed}, warm-up", plan.warm_up(seed), run_folder(folder, seed, WARM))
        for seed in plan.seeds
    ]


def _branches(
    plan: Plan, folder: Path, modes: Sequence[str], device: str | None = None
) -> list[Job]:
    """List the runs of some modes, seeds inside modes: an early stop leaves whole comparisons."""
    return [
        Job(
            f"seed {seed}, {mode}",
            plan.branch(mode, seed, _long_steps(plan, folder, seed, device) if device else None),
            run_folder(folder, seed, mode),
            run_folder(folder, seed, WARM),
        )
        for mode in modes
        for seed in plan.seeds
    ]


def _long_steps(plan: Plan, folder: Path, seed: int, device: str) -> int:
    """Count the steps of reconstruction alone that take as long as all discriminators did."""
    started = run_folder(folder, seed, "none_long")
    if (started / "run.json").is_file():  # measured when it began; a resumed run keeps its length
        config = json.loads((started / "run.json").read_bytes())["config"]
        return int(config["preset"]["steps"])
    clock = "seconds" if device == "cuda" else "cpu_seconds"
    short = read_cost(run_folder(folder, seed, BASELINE))[clock]
    long = read_cost(run_folder(folder, seed, SAME_TIME_AS))[clock]
    return max(plan.preset.steps, int(plan.preset.steps * long / short))
