"""A run says how many threads compute and what a step takes with them."""

import re

import pytest
import torch

from course_lib.gan.training import thread_count
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.thread_count import choose_threads, speed_line
from course_lib.gan.training.trainer import train


@pytest.fixture
def many_threads():
    """Let PyTorch begin with three threads, as on a machine with three cores."""
    torch.set_num_threads(3)
    yield 3
    torch.set_num_threads(1)


def threads_seen(config, folder, **choices):
    seen = set()

    def watch(step, scalars, snapshot):
        seen.add(torch.get_num_threads())

    train(config, folder, device="cpu", watch=[watch], **choices)
    return seen


def test_tiny_computes_with_one_thread_and_gives_the_others_back(config, tmp_path, many_threads):
    assert threads_seen(config({"name": "tiny"}), tmp_path / "a") == {1}
    assert torch.get_num_threads() == many_threads


@pytest.mark.slow
def test_other_presets_keep_the_number_that_pytorch_chose(config, tmp_path, many_threads):
    assert threads_seen(config({"name": "small"}), tmp_path / "a") == {many_threads}


@pytest.mark.slow
def test_the_number_of_threads_can_be_chosen(config, tmp_path, many_threads):
    assert threads_seen(config({"name": "tiny"}), tmp_path / "a", threads=2) == {2}


def test_a_gpu_leaves_the_cpu_threads_alone(config):
    assert choose_threads(None, config({"name": "tiny"}).preset, torch.device("cuda")) is None


def test_no_thread_at_all_is_refused_before_anything_is_written(config, tmp_path):
    with pytest.raises(ValueError, match=r"threads must be 1 or more, got 0\."):
        train(config(), tmp_path / "a", device="cpu", threads=0)
    assert not (tmp_path / "a").exists()


def test_one_line_says_the_threads_and_the_time_of_a_step(config, tmp_path):
    lines = []
    run = train(
        config({"name": "tiny"}, discriminators=()),
        tmp_path / "a",
        device="cpu",
        notify=lines.append,
    )
    assert run.step > thread_count.TIMED_STEPS
    assert len(lines) == 1
    match = re.fullmatch(r"1 CPU thread: (\S+) s a step", lines[0])
    assert 0 < float(match[1]) <= run.seconds


def test_the_line_is_the_median_of_the_steps_after_the_first(config, second_stage):
    lines = []
    speed = thread_count.FirstSteps(lines.append, compare=False)
    for seconds in (99.0, 2.0, 7.0, 3.0, 50.0, 60.0):
        speed.note(seconds, second_stage(), None)
    assert lines == ["1 CPU thread: 3 s a step"]


@pytest.mark.slow
def test_several_threads_are_compared_with_one(config, tmp_path, monkeypatch):
    monkeypatch.setattr(thread_count, "seconds_with_one_thread", lambda state, data: 1e-6)
    lines = []
    train(config(), tmp_path / "a", device="cpu", threads=2, notify=lines.append)
    assert len(lines) == 1
    assert lines[0].startswith("2 CPU threads: ")
    assert lines[0].endswith("One thread takes 1e-06 s, so --threads 1 is faster here.")


def test_useful_threads_get_no_advice_against_them():
    line = speed_line(torch.device("cpu"), 4, 0.5, 1.25)
    assert line == "4 CPU threads: 0.5 s a step. One thread takes 1.2 s."


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["weights", "balancer", "adaptive"])
def test_measuring_changes_nothing(config, tmp_path, forgetful, mode):
    """The trial runs on a copy: with dropout and a balancer, the weights come out the same."""
    chosen = config({"warm_steps": 0, "steps": 6}, discriminators=("forgetful",), mode=mode)
    measured, plain = tmp_path / "measured", tmp_path / "plain"
    train(chosen, measured, device="cpu", threads=2, notify=lambda line: None)
    train(chosen, plain, device="cpu", threads=2)

    theirs, ours = (load_checkpoint(folder).state for folder in (measured, plain))
    assert theirs["step"] == ours["step"] == 6
    assert torch.equal(theirs["random"]["cpu"], ours["random"]["cpu"])
    for name, tensor in ours["generator"].items():
        assert torch.equal(theirs["generator"][name], tensor), name


def test_the_trial_computes_with_one_thread_and_takes_whole_steps(
    second_stage, config, sounds, monkeypatch, many_threads
):
    from course_lib.gan.training.batches import load_data

    state, seen = second_stage(discriminators=("mpd",)), []
    step = thread_count.train_step
    monkeypatch.setattr(
        thread_count, "train_step", lambda *a: (seen.append(torch.get_num_threads()), step(*a))[1]
    )
    assert thread_count.seconds_with_one_thread(state, load_data(state.config)) > 0
    assert seen == [1] * thread_count.TIMED_STEPS
    assert (state.step, torch.get_num_threads()) == (0, many_threads)
