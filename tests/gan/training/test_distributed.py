"""Two processes with half of the batch each train like one process with all of it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.distributed import any_rank, choose_device, mean_over_ranks, rank
from course_lib.gan.training.run_json import read_run
from course_lib.gan.training.trainer import train

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("micro.py")
MODES = ("weights", "balancer", "adaptive")
HALF = {"warm_batch": 2, "batch": 2, "d_batch": 1, "steps": 6}
SHORT = {"--discriminators": "mpd", "--warm-steps": "1", "--steps": "1", "--device": "cpu"}
WHOLE = {"warm_batch": 4, "batch": 4, "d_batch": 2, "steps": 6}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def two(sounds, tmp_path_factory):
    """Let torchrun start two processes."""
    out = tmp_path_factory.mktemp("two")
    options = {**SHORT, "--data": str(sounds), "--out": str(out / "by command")}
    wishes = [{"name": mode, "sizes": HALF, "changes": {"mode": mode}} for mode in MODES]
    wishes += [
        {"name": "parts", "sizes": {**HALF, "steps": 1}},
        {"name": "parts", "sizes": HALF, "resume": True},
        {"words": ["train", *sum(options.items(), ())]},
    ]
    torchrun = ["-m", "torch.distributed.run", "--nproc-per-node", "2"]
    meeting = ["--master-addr", "127.0.0.1", "--master-port", str(free_port())]
    done = subprocess.run(
        [sys.executable, *torchrun, *meeting, SCRIPT, sounds, out, json.dumps(wishes)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {"folder": out, "spoken": done.stdout.splitlines()}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_two_processes_have_the_loss_curve_of_one_with_twice_the_batch(two, tmp_path, config, mode):
    of_two = read_run(two["folder"] / mode).history
    of_one = train(config(WHOLE, mode=mode), tmp_path / "one", device="cpu").history

    assert [line["step"] for line in of_two] == [line["step"] for line in of_one]
    for ours, theirs in zip(of_two, of_one, strict=True):
        assert ours.keys() == theirs.keys()
        for name in ours.keys() - {"seconds"}:
            # float32 sums in another order, and a few steps of Adam that let it grow. While all
            # scores are inside the hinge, the gradient of a last bias is zero up to rounding, and
            # Adam makes a step of its learning rate, 1e-3, of it: the scores drift apart by that.
            assert ours[name] == pytest.approx(
                theirs[name], rel=2e-3, abs=1.5e-3 * HALF["steps"]
            ), name


@pytest.mark.slow
def test_two_processes_resume_what_they_saved(two):
    parts, straight = (load_checkpoint(two["folder"] / name) for name in ("parts", "weights"))

    assert parts.state["step"] == straight.state["step"] == 2 + HALF["steps"]
    for name, weight in straight.state["generator"].items():
        assert torch.equal(weight, parts.state["generator"][name])


@pytest.mark.slow
def test_only_the_first_process_prints(two):
    steps = [line for line in two["spoken"] if line.isdigit()]

    straight = [str(step) for step in range(1, 2 + HALF["steps"] + 1)]
    assert steps == straight * (len(MODES) + 1)  # "parts" is one run, in two parts


@pytest.mark.slow
def test_the_command_trains_under_torchrun_and_reports_once(two):
    folder = two["folder"] / "by command"

    assert [line for line in two["spoken"] if not line.isdigit()] == [f"{folder}: step 2, finished"]
    assert load_checkpoint(folder).state["step"] == 2
    assert (folder / "samples" / "step-000002.wav").is_file()


def test_a_single_process_is_rank_0_of_one():
    assert rank() == 0
    assert mean_over_ranks({"a": torch.tensor(1.5), "b": torch.tensor([2.0])}) == {"a": 1.5, "b": 2}
    assert mean_over_ranks({}) == {}
    assert any_rank(True, torch.device("cpu"))
    assert not any_rank(False, torch.device("cpu"))


def test_each_process_takes_its_own_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv("LOCAL_RANK", "3")

    assert choose_device("auto") == choose_device("cuda") == torch.device("cuda", 3)
    assert choose_device("cpu") == torch.device("cpu")
