"""Time to quality: what differs between the recipes, when a run ends, and what the table says."""

import pytest
import torch

from course_lib.audio.wav import wav_bytes
from course_lib.gan.experiments.speed import quality_bench
from course_lib.gan.experiments.speed.quality_bench import (
    RECIPES,
    QualityBench,
    recipe_config,
    summary,
    time_to_quality,
)
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import TINY
from course_lib.gan.training.trainer import train

SIZES = TINY.replace(warm_steps=1, warm_batch=1, batch=2, d_batch=1, segment=2048, d_segment=1024)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """A folder of three short recordings, one for each split."""
    folder = tmp_path_factory.mktemp("sounds")
    noise = torch.Generator().manual_seed(0)
    for number in range(3):
        samples = 0.1 * torch.randn(8000, generator=noise)
        (folder / f"{number}.wav").write_bytes(wav_bytes(samples, 16_000))
    return str(folder)


@pytest.fixture(scope="module")
def warm_up(tmp_path_factory, sounds):
    """A run that ends with its warm-up, after one step."""
    folder = tmp_path_factory.mktemp("warm") / "run"
    alone = TrainConfig(preset=SIZES.replace(steps=0), discriminators=(), data=sounds)
    train(alone, folder)
    return folder


@pytest.fixture
def falling(monkeypatch):
    """Let the comb fall by 1 dB each time it is measured."""
    levels = iter(range(20, -1000, -1))
    monkeypatch.setattr(
        quality_bench, "frame_comb_db", lambda *_, **__: torch.tensor([float(next(levels))])
    )


def test_a_run_ends_when_the_comb_has_fallen_far_enough(warm_up, tmp_path, sounds, falling):
    bench = QualityBench(
        warm_up, SIZES, recipes=("ours",), seeds=(3,), fall_db=2.0, every=2, data=sounds
    )
    lines = []

    (row,) = time_to_quality(bench, tmp_path, lines.append)

    # 20 dB after the first step, 19 after the second, 18 after the fourth
    assert (row["start_db"], row["end_db"], row["steps"]) == (20.0, 18.0, 4)
    assert row["seconds"] > 0
    assert -1 < row["mel_change"] < 1
    assert lines == [f"ours, seed 3: {row['seconds']:.1f} s, 4 steps"]


def test_a_run_that_takes_too_long_is_given_up(warm_up, tmp_path, sounds, falling):
    choices = {"recipes": ("audiocraft",), "seeds": (0,), "fall_db": 900.0, "every": 1}
    bench = QualityBench(warm_up, SIZES, **choices, limit=0.0, data=sounds)

    (row,) = time_to_quality(bench, tmp_path, str)

    assert (row["seconds"], row["steps"]) == (None, 1)


def test_recipes_differ_from_ours_in_what_their_names_say(tmp_path):
    bench = QualityBench(tmp_path)
    ours = recipe_config(bench, "ours", 0)
    changes = {name: ours.differences(recipe_config(bench, name, 0)) for name in RECIPES}
    changed = {name: {line.split()[0] for line in lines} for name, lines in changes.items()}

    assert changed["ours"] == set()
    assert changed["ours, with AudioCraft's learning rates"] == {"lr", "d_lr"}
    assert changed["ours, discriminators get whole batches"] == {"d_batch", "d_segment"}
    balancer = changed["ours, with AudioCraft's balancer"]
    assert balancer == {"mode", "recon_weight", "adv_weight", "feat_weight"}
    assert changed["ours, with twice the generator's learning rate"] == {"lr"}
    assert changed["ours, with a running mean over 10 steps"] == {"ema"}
    assert changed["ours, fast"] == balancer | {"lr", "ema"}
    audiocraft = balancer | {"lr", "d_lr", "d_batch", "d_segment"}
    assert changed["audiocraft"] == audiocraft
    assert changed["audiocraft, with its batches of 64 seconds"] == audiocraft | {
        "batch",
        "segment",
    }
    assert changed["audiocraft, with a running mean over 10 steps"] == audiocraft | {"ema"}


def test_the_table_compares_seed_by_seed_and_names_what_was_given_up():
    def row(recipe, seed, seconds, steps):
        mel = {"mel_change": steps / 1000}
        return {"recipe": recipe, "seed": seed, "seconds": seconds, "steps": steps, **mel}

    rows = [row("audiocraft", 0, 10.0, 100), row("audiocraft", 1, 20.0, 200)]
    rows += [row("fast", 0, 2.0, 50), row("fast", 1, 5.0, 60)]
    rows += [row("never", 0, None, 900), row("never", 1, 50.0, 300)]

    assert summary(rows).splitlines()[2:] == [
        "| audiocraft | 15.0 (10.0 to 20.0) | 150 (100 to 200) | 1 (1 to 1) | +15 (+10 to +20) % |",
        "| fast | 3.5 (2.0 to 5.0) | 55 (50 to 60) | 4.5 (4 to 5) | +6 (+5 to +6) % |",
        "| never | 1 of 2 given up | | | |",
    ]
