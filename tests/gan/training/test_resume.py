"""A run that was stopped goes on as if it had not been."""

import math

import pytest
import torch

from course_lib.gan.training.batches import TrainingData
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.trainer import train

CLOCK = "seconds"  # the one thing that no resumed run can repeat


def flat(state, place=""):
    """List every value in a nested state by its place, and leave the clock out."""
    if isinstance(state, dict):
        inside = state.items()
    elif isinstance(state, list | tuple):
        inside = enumerate(state)
    else:
        return {place: state}
    parts = [flat(value, f"{place}.{key}") for key, value in inside if key != CLOCK]
    return {name: value for part in parts for name, value in part.items()}


def assert_identical(one, other):
    one, other = (flat(load_checkpoint(folder).state) for folder in (one, other))
    assert one.keys() == other.keys()
    for name, value in one.items():
        same = torch.equal(value, other[name]) if torch.is_tensor(value) else value == other[name]
        assert same, name


def stop_after(step):
    def watch(done, scalars, listen):
        if done == step:
            raise KeyboardInterrupt

    return [watch]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["weights", "balancer", "adaptive"])
@pytest.mark.parametrize("stop", [1, 2, 4], ids=["warm-up", "between the stages", "adversarial"])
def test_a_stopped_run_takes_the_very_same_steps(config, tmp_path, forgetful, mode, stop):
    chosen = config(
        mode=mode,
        discriminators=("mpd", "msstftd", "forgetful"),
        start={"msstftd": 2},
        every={"mpd": 2},
        save_every=100,
    )
    straight = train(chosen, tmp_path / "straight", device="cpu")

    first = train(chosen, tmp_path / "parts", device="cpu", watch=stop_after(stop))
    torch.manual_seed(12345)  # another process would not have our random numbers either
    second = train(chosen, tmp_path / "parts", device="cpu", resume=True)

    assert (first.step, first.stopped) == (stop, "interrupted")
    assert (second.step, second.stopped) == (6, "finished")
    assert_identical(straight.folder, second.folder)


def test_the_comparison_above_would_notice_one_bit(config, tmp_path, forgetful):
    chosen = config(discriminators=("forgetful",))
    one, other = (train(chosen, tmp_path / name, device="cpu") for name in "ab")
    state = load_checkpoint(other.folder).state
    weight = state["generator"]["decoder.0.weight"].view(-1)

    weight[0] = torch.nextafter(weight[0], torch.tensor(math.inf))

    before = flat(load_checkpoint(one.folder).state)
    differing = [n for n, v in flat(state).items() if torch.is_tensor(v) and not v.equal(before[n])]
    assert differing == [".generator.decoder.0.weight"]


def test_a_skipped_batch_is_still_counted_after_a_resume(config, tmp_path, monkeypatch):
    batch = TrainingData.batch

    def spoilt(data, state):
        return batch(data, state) * (math.nan if state.step == 3 else 1)

    monkeypatch.setattr(TrainingData, "batch", spoilt)
    straight = train(config(), tmp_path / "straight", device="cpu")
    train(config(), tmp_path / "parts", device="cpu", watch=stop_after(5))
    resumed = train(config(), tmp_path / "parts", device="cpu", resume=True)

    assert resumed.skipped_batches == {"generator": 1, "mpd": 1, "msd": 1, "msstftd": 1}
    assert resumed.skipped_batches == straight.skipped_batches
    assert_identical(straight.folder, resumed.folder)
    assert [line["step"] for line in resumed.history if "recon" not in line] == [4]


def test_a_longer_run_begins_with_the_shorter_one(config, tmp_path):
    straight = train(config({"steps": 5}), tmp_path / "long", device="cpu")
    train(config({"steps": 2}), tmp_path / "short", device="cpu")

    longer = train(config({"steps": 5}), tmp_path / "short", device="cpu", resume=True)

    assert_identical(straight.folder, longer.folder)


def test_runs_that_branch_from_one_warm_up_are_as_if_each_had_warmed_up_itself(config, tmp_path):
    warm = train(config({"steps": 0}, discriminators=()), tmp_path / "warm", device="cpu")
    straight = train(config(mode="balancer"), tmp_path / "straight", device="cpu")

    branched = train(config(mode="balancer"), tmp_path / "branch", device="cpu", branch=warm.folder)

    assert branched.history[0]["step"] == 1  # the warm-up is part of its curve
    assert_identical(straight.folder, branched.folder)


def test_resuming_where_nothing_was_saved_begins(config, tmp_path):
    (tmp_path / "run").mkdir()

    assert train(config(), tmp_path / "run", device="cpu", resume=True).step == 6


def test_a_finished_run_that_is_resumed_stays_as_it_is(config, tmp_path):
    run = train(config(), tmp_path / "run", device="cpu")

    again = train(config(), tmp_path / "run", device="cpu", resume=True)

    assert (again.step, again.stopped, again.history) == (6, "finished", run.history)
