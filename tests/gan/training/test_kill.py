"""Kill a run without warning, again and again: what it saved last always loads, and goes on."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from course_lib.gan.checkpoints import load_checkpoint, load_generator
from course_lib.gan.trainer import train

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("micro.py")
KILLS = 6
STEPS = 400  # more than any of the processes gets to


def killed_run(sounds, out, steps, seconds):
    """Train a few steps and a moment more, then SIGKILL; each step ends with a checkpoint."""
    changes = {"discriminators": ["mpd"]}
    wish = {"name": "run", "sizes": {"steps": STEPS}, "changes": changes, "resume": True}
    with subprocess.Popen(
        [sys.executable, SCRIPT, sounds, out, json.dumps([wish])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as process:
        for _ in range(steps):
            process.stdout.readline()  # a step is over, and its checkpoint is about to be written
        time.sleep(seconds)
        process.kill()


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_loads_and_goes_on(sounds, tmp_path, config):
    moments = random.Random(0)
    seen = []
    for _ in range(KILLS):
        killed_run(sounds, tmp_path, moments.randint(1, 4), moments.uniform(0, 0.06))
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
