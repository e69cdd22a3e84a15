"""Time to quality: how many seconds of training it takes until the buzz of a decoder has faded.

    warm-up ─┬─► ours        ──► the comb has fallen by 4 dB after ... seconds
             ├─► audiocraft  ──► ...
             └─► ours with another choice  ──► ...

"ours" is the preset as the lessons train it. "ours, fast" is for somebody who only wants the buzz
to fade soon. The others change one choice at a time.

All runs start from the same generator, at the end of one warm-up, and train on the same data
against MS-STFT-D. A run of a seed draws the same batches in each recipe. Only training steps count,
in CPU time, so the work of another program doesn't. What is measured is the running mean of the
generator's weights, which a run hands over, so a long mean is late.

AudioCraft's recipe keeps our networks and, but for one, our segments and batches. What it changes
is in `RECIPES`, from AudioCraft 1.3.0, ``config/solver/compression`` and ``config/solver/default``,
https://github.com/facebookresearch/audiocraft.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from torch import Tensor

from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.metrics.spectral_distances import log_mel_l1
from course_lib.gan.training.config import SYNTHETIC, TrainConfig
from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.gan.training.presets import AUDIOCRAFT, TINY, Preset
from course_lib.gan.training.trainer import train

Recipe = Callable[[TrainConfig], TrainConfig]


def balancer(config: TrainConfig) -> TrainConfig:
    """Return our recipe with AudioCraft's balancer and shares."""
    return replace(config, mode="balancer", preset=config.preset.replace(**AUDIOCRAFT))


def rates(config: TrainConfig) -> TrainConfig:
    """Return our recipe with AudioCraft's learning rates."""
    return replace(config, preset=config.preset.replace(lr=3e-4, d_lr=3e-4))


def whole_batches(config: TrainConfig) -> TrainConfig:
    """Return our recipe without the crop: discriminators get what the generator gets."""
    sizes = config.preset
    whole = sizes.replace(d_batch=sizes.batch, d_segment=sizes.segment)
    return replace(config, preset=whole)


def seconds_of_64(config: TrainConfig) -> TrainConfig:
    """Return our recipe with AudioCraft's batches: 64 segments of a second."""
    rate = config.preset.sample_rate
    size = {"batch": 64, "segment": rate, "d_batch": 64, "d_segment": rate}
    return replace(config, preset=config.preset.replace(**size))


def twice_the_rate(config: TrainConfig) -> TrainConfig:
    """Return our recipe with twice the generator's learning rate."""
    return replace(config, preset=config.preset.replace(lr=2 * config.preset.lr))


def short_mean(config: TrainConfig) -> TrainConfig:
    """Return our recipe with a running mean over some 10 steps; ours and AudioCraft's take 100."""
    return replace(config, preset=config.preset.replace(ema=0.9))


AUDIOCRAFTS = (balancer, rates, whole_batches)

# What is changed in our recipe.
RECIPES: Mapping[str, tuple[Recipe, ...]] = {
    "ours": (),
    "audiocraft": AUDIOCRAFTS,
    "ours, fast": (balancer, twice_the_rate, short_mean),
    "audiocraft, with its batches of 64 seconds": (balancer, rates, seconds_of_64),
    "audiocraft, with a running mean over 10 steps": (*AUDIOCRAFTS, short_mean),
    "ours, with a running mean over 10 steps": (short_mean,),
    "ours, with twice the generator's learning rate": (twice_the_rate,),
    "ours, with AudioCraft's balancer": (balancer,),
    "ours, with AudioCraft's learning rates": (rates,),
    "ours, discriminators get whole batches": (whole_batches,),
}


@dataclass(frozen=True)
class QualityBench:
    """What to measure.

    Args:
        warm_up: A run or a checkpoint at the end of the warm-up of ``sizes``.
        sizes: The sizes, rates and steps of our recipe.
        recipes: Names of `RECIPES`.
        seeds: The seeds of the second stage. A seed draws the batches and the discriminator.
        fall_db: How far the comb has to fall.
        every: The comb is measured every so many steps.
        limit: A run that takes longer is given up, in seconds.
        data: "synthetic", or a folder of recordings.
    """

    warm_up: Path
    sizes: Preset = TINY
    recipes: Sequence[str] = tuple(RECIPES)
    seeds: Sequence[int] = (0, 1, 2)
    fall_db: float = 4.0
    every: int = 1
    limit: float = 600.0
    data: str = SYNTHETIC


def time_to_quality(
    bench: QualityBench, out: Path, notify: Callable[[str], object] = print
) -> list[dict[str, Any]]:
    """Return a row for each recipe and seed: seconds and steps until the comb has fallen.

    Args:
        bench: What to measure.
        out: An empty folder for the runs.
        notify: Called with a line after each run.

    Returns:
        Rows with ``recipe``, ``seed``, ``start_db``, ``end_db``, ``mel_change`` (of the log-mel
        distance, as a share of that at the start), ``steps`` and ``seconds``, the last of them None
        if the run was given up.
    """
    rows = []
    for seed in bench.seeds:  # recipes take turns, so that a slow hour hits all of them
        for number, recipe in enumerate(bench.recipes):
            row = _measure(bench, recipe, seed, out / f"{number}-{seed}")
            rows.append(row)
            taken = "given up" if row["seconds"] is None else f"{row['seconds']:.1f} s"
            notify(f"{recipe}, seed {seed}: {taken}, {row['steps']} steps")
    return rows


def recipe_config(bench: QualityBench, recipe: str, seed: int) -> TrainConfig:
    """Return the config of one run of a bench."""
    config = TrainConfig(
        preset=bench.sizes.replace(steps=100_000),
        discriminators=("msstftd",),
        seed=seed,
        data=bench.data,
        save_every=100_000,
        shares_every=0,
    )
    for change in RECIPES[recipe]:
        config = change(config)
    return config


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows of `time_to_quality` as a Markdown table, one line for each recipe.

    "Times sooner" is AudioCraft's time over the recipe's, seed by seed.
    """
    theirs = {row["seed"]: row["seconds"] for row in rows if row["recipe"] == "audiocraft"}
    lines = [
        "| recipe | seconds | steps | times sooner | log-mel distance |",
        "|---|---|---|---|---|",
    ]
    for recipe in dict.fromkeys(row["recipe"] for row in rows):
        mine = [row for row in rows if row["recipe"] == recipe]
        done = [row for row in mine if row["seconds"] is not None]
        if len(done) < len(mine):
            lines.append(f"| {recipe} | {len(mine) - len(done)} of {len(mine)} given up | | | |")
            continue
        ratios = [theirs[r["seed"]] / r["seconds"] for r in mine if theirs.get(r["seed"])]
        cells = [_spread([r["seconds"] for r in mine], ".1f"), _spread([r["steps"] for r in mine])]
        cells.append(_spread(ratios, ".2g") if ratios else "")
        cells.append(_spread([100 * r["mel_change"] for r in mine], "+.0f") + " %")
        lines.append(f"| {recipe} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(values: Sequence[float], form: str = ".0f") -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


class _Fall:
    """Watches a run, and interrupts it when the comb has fallen far enough, or time is up."""

    def __init__(self, bench: QualityBench) -> None:
        self.bench = bench
        self.start: float | None = None
        self.now = 0.0
        self.mels: list[float] = []  # the log-mel distance at the start and at the end
        self.steps = 0
        self.seconds = 0.0
        self.reached = False
        self._resumed = time.process_time()

    def __call__(self, step: int, _scalars: Mapping[str, float], snapshot: Snapshot) -> None:
        self.seconds += time.process_time() - self._resumed
        self.steps = step - self.bench.sizes.warm_steps
        if self.start is None:  # after one step; what a short mean has fallen by then doesn't count
            self.start = self._comb(snapshot)
            self.mels.append(_mel(snapshot))
        if self.steps % self.bench.every == 0:
            self.now = self._comb(snapshot)
            self.reached = self.now <= self.start - self.bench.fall_db
            if self.reached or self.seconds > self.bench.limit:
                self.mels.append(_mel(snapshot))
                raise KeyboardInterrupt
        self._resumed = time.process_time()

    def _comb(self, snapshot: Snapshot) -> float:
        sizes = self.bench.sizes
        hop = sizes.codec.hop_length
        waves = _waves(snapshot)
        return float(frame_comb_db(*waves, hop_length=hop, sample_rate=sizes.sample_rate).mean())


def _waves(snapshot: Snapshot) -> list[Tensor]:
    """Return the held-out clips and their reconstructions, [clips, time] each."""
    return [wave[:, 0].double() for wave in (snapshot.held_out, snapshot())]


def _mel(snapshot: Snapshot) -> float:
    return float(log_mel_l1(*_waves(snapshot)).mean())


def _measure(bench: QualityBench, recipe: str, seed: int, folder: Path) -> dict[str, Any]:
    config = recipe_config(bench, recipe, seed)
    fall = _Fall(bench)
    train(config, folder, device="cpu", threads=1, branch=bench.warm_up, watch=[fall])
    start, end = fall.mels
    return {
        "recipe": recipe,
        "seed": seed,
        "start_db": fall.start,
        "end_db": fall.now,
        "mel_change": end / start - 1,
        "steps": fall.steps,
        "seconds": fall.seconds if fall.reached else None,
    }
