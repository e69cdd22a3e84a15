"""Kill a run without warning, again and again: its newest checkpoint always loads and continues."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from course_lib.gan.training.checkpoints import load_checkpoint, load_generator
from course_lib.gan.training.trainer import train

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("micro.py")
KILLS = 8
STEPS = 400  # more than any of the processes gets to


@pytest.fixture
def starter(sounds, tmp_path):
    """A process that has imported everything, and makes others that train."""
    with subprocess.Popen(
        [sys.executable, SCRIPT, sounds, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


def train_and_kill(starter, steps, seconds):
    """Train a few steps and a moment more, then SIGKILL; each step ends with a checkpoint."""
    changes = {"discriminators": ["mpd"]}
    wish = {"name": "run", "sizes": {"steps": STEPS}, "changes": changes, "resume": True}
    print(json.dumps([wish]), file=starter.stdin, flush=True)
    trains = int(starter.stdout.readline())
    for _ in range(steps):
        starter.stdout.readline()  # a step is over and saved, and the next one begins
    time.sleep(seconds)
    os.kill(trains, signal.SIGKILL)
    while starter.stdout.readline() != "over\n":
        pass


@pytest.mark.slow
def test_a_run_killed_at_any_moment_loads_and_continues(starter, tmp_path, config):
    moments = random.Random(0)
    seen = []
    for _ in range(KILLS):
        train_and_kill(starter, moments.randint(1, 4), moments.uniform(0, 0.06))
        load_generator(tmp_path / "run")
        seen.append(load_checkpoint(tmp_path / "run").state["step"])

    assert seen == sorted(seen)
    assert 0 < seen[-1] < 2 + STEPS
    steps = {"steps": seen[-1] + 1}
    rescued = train(
        config(steps, discriminators=("mpd",)), tmp_path / "run", device="cpu", resume=True
    )
    straight = train(config(steps, discriminators=("mpd",)), tmp_path / "straight", device="cpu")
    ours, theirs = (load_checkpoint(run.folder).state for run in (rescued, straight))
    for player in ("generator", "ema"):
        for name, weight in theirs[player].items():
            assert torch.equal(weight, ours[player][name])
