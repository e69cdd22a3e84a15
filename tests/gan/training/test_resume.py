"""A resumed run takes the same steps as one that never stopped."""

import math
import shutil

import pytest
import torch

from course_lib.gan.codec import WaveformCodec
from course_lib.gan.training.batches import TrainingData
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.presets import preset
from course_lib.gan.training.trainer import train

pytestmark = pytest.mark.slow  # left out by -m fast

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
    def watch(done, scalars, snapshot):
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


def test_resuming_an_empty_folder_starts_a_run(config, tmp_path):
    (tmp_path / "run").mkdir()

    assert train(config(), tmp_path / "run", device="cpu", resume=True).step == 6


def test_a_finished_run_that_is_resumed_stays_as_it_is(config, tmp_path):
    run = train(config(), tmp_path / "run", device="cpu")

    again = train(config(), tmp_path / "run", device="cpu", resume=True)

    assert (again.step, again.stopped, again.history) == (6, "finished", run.history)


def test_a_folder_with_a_run_in_it_is_not_overwritten(config, tmp_path):
    train(config(), tmp_path / "run", device="cpu")

    with pytest.raises(ValueError, match="already contains a training run: resume it"):
        train(config(), tmp_path / "run", device="cpu")


def test_a_run_is_not_resumed_as_another_one(config, tmp_path):
    train(config(), tmp_path / "run", device="cpu", minutes=1e-9)
    other = config({"lr": 1.0}, seed=4)

    with pytest.raises(ValueError, match=r"lr is 0.0005 there and 1.0 here; seed is 0 there"):
        train(other, tmp_path / "run", device="cpu", resume=True)


def test_a_run_is_not_resumed_with_other_sounds(config, tmp_path, sounds):
    folder = tmp_path / "sounds"
    shutil.copytree(sounds, folder)
    train(config(data=folder.as_posix()), tmp_path / "run", device="cpu", minutes=1e-9)
    for file in sorted(folder.iterdir())[:2]:
        file.unlink()

    with pytest.raises(ValueError, match="not the ones that the run"):
        train(config(data=folder.as_posix()), tmp_path / "run", device="cpu", resume=True)


def test_a_run_is_not_resumed_to_have_fewer_steps_than_it_took(config, tmp_path):
    train(config(), tmp_path / "run", device="cpu")

    with pytest.raises(ValueError, match="has already taken 6 steps, but its last step would be 3"):
        train(config({"steps": 1}), tmp_path / "run", device="cpu", resume=True)


def test_a_finished_run_still_has_the_end_of_its_warm_up_to_branch_from(config, tmp_path):
    warm = train(config({"steps": 0}, discriminators=()), tmp_path / "warm", device="cpu")
    first = train(config({"steps": 9}, discriminators=("mpd",)), tmp_path / "first", device="cpu")
    chosen = config(discriminators=("msstftd",))

    from_finished = train(chosen, tmp_path / "a", device="cpu", branch=first.folder)
    from_warm_up = train(chosen, tmp_path / "b", device="cpu", branch=warm.folder)

    assert first.step == 11
    ours, theirs = (load_checkpoint(run.folder).state for run in (from_finished, from_warm_up))
    for name, tensor in theirs["generator"].items():
        assert torch.equal(ours["generator"][name], tensor), name


def test_a_finished_run_with_another_warm_up_says_where_its_own_ended(config, tmp_path):
    first = train(config(discriminators=("mpd",)), tmp_path / "first", device="cpu")

    with pytest.raises(ValueError, match=r"is at step 6, .* ends at step 3.* Set warm_steps to 2"):
        train(
            config({"warm_steps": 3, "steps": 0}), tmp_path / "a", device="cpu", branch=first.folder
        )


def test_a_run_without_the_end_of_its_warm_up_cannot_be_branched_from(config, tmp_path):
    first = train(config(discriminators=("mpd",)), tmp_path / "first", device="cpu")
    shutil.rmtree(first.folder / "step-000002")

    with pytest.raises(ValueError, match=r"no checkpoint of that step\. Branch from another run"):
        train(config(), tmp_path / "a", device="cpu", branch=first.folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"warm_steps": 3}, "is at step 2, but the warm-up of the new run ends at step 3"),
        ({"codec": preset("small").codec, "name": "wide"}, "another shape, that of preset 'micro'"),
    ],
    ids=["step", "size"],
)
def test_a_generator_that_does_not_fit_is_refused(config, tmp_path, changes, message):
    warm = train(config({"steps": 0}), tmp_path / "warm", device="cpu")

    with pytest.raises(ValueError, match=message):
        train(config(changes), tmp_path / "run", device="cpu", branch=warm.folder)


def test_a_waveform_generator_resumes_bit_by_bit_and_loads_as_itself(config, tmp_path):
    chosen = config(generator="waveform", discriminators=("mpd",), penalty="gp", save_every=100)
    straight = train(chosen, tmp_path / "straight", device="cpu")

    train(chosen, tmp_path / "parts", device="cpu", watch=stop_after(3))
    second = train(chosen, tmp_path / "parts", device="cpu", resume=True)

    assert second.step == straight.step
    assert_identical(tmp_path / "straight", tmp_path / "parts")
    assert isinstance(second.generator(), WaveformCodec)


def test_a_warm_up_of_one_generator_is_no_start_for_the_other(config, tmp_path):
    warm = config({"steps": 0}, discriminators=())
    train(warm, tmp_path / "warm", device="cpu")

    with pytest.raises(
        ValueError, match="has the generator 'stft', but the new run has 'waveform'"
    ):
        train(
            config(generator="waveform"),
            tmp_path / "run",
            device="cpu",
            branch=tmp_path / "warm",
        )
