import json
import os
import random
import shutil
import signal
import threading

import numpy as np
import pytest
import torch

from course_lib import atomic
from course_lib.discriminators.registry import RegistryError
from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.checkpoints import CheckpointError, load_checkpoint
from course_lib.gan.training.interrupts import Interrupts
from course_lib.gan.training.presets import preset
from course_lib.gan.training.runs import read_run
from course_lib.gan.training.trainer import TrainingError, train


def test_a_run_leaves_a_record_that_needs_no_tensor(config, tmp_path):
    run = train(config(discriminators=("mpd",)), tmp_path / "runs" / "a", device="cpu")

    assert read_run(run.folder) == run
    assert run.config["discriminators"] == ["mpd"]
    assert [line["step"] for line in run.history] == [1, 2, 3, 4, 5, 6]
    assert [step for step, _ in run.curve("d_mpd")] == [3, 4, 5, 6]
    json.loads((run.folder / "run.json").read_text(), parse_constant=pytest.fail)


def test_a_plugin_trains_by_name_like_any_other(config, tmp_path, forgetful):
    run = train(config(discriminators=("forgetful",)), tmp_path / "run", device="cpu")

    assert len(run.curve("d_forgetful")) == 4
    saved = load_checkpoint(run.folder)
    assert saved.config.preset.discriminators == {"forgetful": {"width": 3}}
    assert saved.header["sources"].keys() == {"forgetful"}


def test_none_trains_without_any_discriminator(config, tmp_path):
    run = train(config(discriminators=()), tmp_path / "run", device="cpu")

    measured = set(run.history[-1])
    assert measured == {"step", "seconds", "recon", "gradient_norm"}


def test_time_that_is_up_stops_after_a_step_and_is_no_loss(config, tmp_path):
    run = train(config(), tmp_path / "run", device="cpu", minutes=1e-9)

    assert (run.step, run.stopped) == (1, "time")
    assert load_checkpoint(run.folder).state["step"] == 1


def test_an_interrupt_waits_for_the_end_of_the_step_and_keeps_everything(
    config, tmp_path, monkeypatch
):
    forward = STFTCodec.forward

    def interrupted(self, wave):
        if self.training and len(asked) < 4:
            asked.append(None)
            if len(asked) == 4:
                os.kill(os.getpid(), signal.SIGINT)
        return forward(self, wave)

    asked = []
    monkeypatch.setattr(STFTCodec, "forward", interrupted)
    before = signal.getsignal(signal.SIGINT)

    run = train(config(save_every=100), tmp_path / "run", device="cpu")

    assert (run.step, run.stopped) == (4, "interrupted")
    assert load_checkpoint(run.folder).state["step"] == 4
    assert read_run(run.folder).stopped == "interrupted"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interrupt_does_not_wait():
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupts.noted
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_in_another_thread_there_is_nothing_to_note():
    seen = []

    def work():
        with Interrupts() as interrupts:
            seen.append(interrupts.noted)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [False]


def test_who_watches_gets_steps_numbers_and_sounds_on_demand(config, tmp_path):
    seen, heard = [], []

    def watch(step, scalars, listen):
        seen.append((step, scalars["recon"]))
        if step == 3:
            heard.append(listen())

    run = train(config(), tmp_path / "run", device="cpu", watch=[watch])

    assert seen == [(line["step"], line["recon"]) for line in run.history]
    assert heard[0].shape == (1, 1, 8800)  # one recording is held out for tuning
    assert heard[0].isfinite().all()


def test_training_leaves_the_callers_random_numbers_alone(config, tmp_path, forgetful):
    torch.manual_seed(3)
    expected = torch.rand(1)

    torch.manual_seed(3)
    train(config(discriminators=("forgetful",)), tmp_path / "run", device="cpu")

    assert torch.rand(1) == expected


def test_training_draws_from_no_stream_that_a_checkpoint_leaves_out(config, tmp_path):
    def streams():
        _, keys, place, *rest = np.random.get_state()
        return random.getstate(), keys.tolist(), place, rest

    before = streams()
    for mode in ("weights", "balancer", "adaptive"):
        train(config(mode=mode), tmp_path / mode, device="cpu", watch=[lambda *now: now[2]()])

    assert streams() == before
    np.random.rand()
    assert streams() != before  # one draw would have been noticed


def test_two_runs_of_one_configuration_are_one_run(config, tmp_path):
    runs = [train(config(), tmp_path / name, device="cpu") for name in "ab"]

    lines = [[{**line, "seconds": 0} for line in run.history] for run in runs]
    assert lines[0] == lines[1]


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


def test_a_run_of_an_older_version_that_lost_its_warm_up_cannot_lend_it(config, tmp_path):
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
def test_a_run_does_not_branch_from_what_does_not_fit(config, tmp_path, changes, message):
    warm = train(config({"steps": 0}), tmp_path / "warm", device="cpu")

    with pytest.raises(ValueError, match=message):
        train(config(changes), tmp_path / "run", device="cpu", branch=warm.folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"mode": "balanced"},
            "mode must be one of weights, balancer.*got 'balanced'.*Did you mean 'balancer'",
        ),
        ({"terms": "advs"}, "terms must be one of both"),
        ({"discriminators": ("mpd", "mpd")}, "duplicate discriminator: mpd"),
        ({"discriminators": (), "mode": "balancer"}, "but the run has none"),
        ({"discriminators": (), "terms": "adv"}, "but the run has none"),
        ({"sizes": {"recon_weight": 0.0}, "discriminators": ()}, "the generator has no loss"),
        (
            {"sizes": {"recon_weight": 0.0}, "start": dict.fromkeys(("mpd", "msd", "msstftd"), 9)},
            "the generator has no loss",
        ),
        ({"save_every": 0}, "save_every must be 1 or more, got 0"),
    ],
)
def test_contradictory_choices_are_refused(config, changes, message):
    with pytest.raises(ValueError, match=message):
        config(**changes)


def test_an_unknown_discriminator_is_refused_before_anything_is_written(config, tmp_path):
    with pytest.raises(RegistryError, match="Did you mean 'mpd'"):
        train(config(discriminators=("mdp",)), tmp_path / "run", device="cpu")

    assert not (tmp_path / "run").exists()


def test_a_folder_without_sounds_is_refused_before_anything_is_written(config, tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        train(config(data=str(tmp_path / "nothing")), tmp_path / "run", device="cpu")

    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("wish", "message"), [("gpu", "auto, cpu or cuda"), ("cuda", "no GPU")])
def test_a_device_that_is_not_there_is_refused(config, tmp_path, monkeypatch, wish, message):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(ValueError, match=message):
        train(config(), tmp_path / "run", device=wish)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("full", "next smaller preset is 'small'"),
        ("tiny", "smaller batch"),
        ("my own", "smaller batch"),
    ],
)
def test_too_little_memory_on_the_gpu_names_the_preset_that_may_fit(
    config, tmp_path, monkeypatch, name, advice
):
    def forward(self, wave):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    monkeypatch.setattr(STFTCodec, "forward", forward)
    with pytest.raises(TrainingError, match=f"too little memory: .*{advice}"):
        train(config({"name": name}), tmp_path / "run", device="cpu")


def test_a_disk_that_fills_up_loses_nothing_that_was_saved(config, tmp_path, monkeypatch):
    write, room = atomic._write, [7]

    def small_disk(path, content):
        room[0] -= 1
        if room[0] < 0:
            path.write_bytes(content[:3])
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(atomic, "_write", small_disk)
    with pytest.raises(CheckpointError, match="no space left") as error:
        train(config(), tmp_path / "run", device="cpu")
    monkeypatch.undo()

    assert "\n" not in str(error.value)
    # 7 files fit: step 0 (2), the record, step 1 (2), the record, and half of step 2
    assert load_checkpoint(tmp_path / "run").state["step"] == 1
    assert train(config(), tmp_path / "run", device="cpu", resume=True).stopped == "finished"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"step": 1}'])
def test_a_damaged_record_is_named_in_one_line(tmp_path, content):
    (tmp_path / "run.json").write_text(content)

    with pytest.raises(CheckpointError, match=r"run\.json can't be read") as error:
        read_run(tmp_path)

    assert "\n" not in str(error.value)


def test_a_folder_without_a_record_is_no_run(tmp_path):
    with pytest.raises(
        CheckpointError, match=r"isn't the folder of a training run: it contains no run\.json"
    ):
        read_run(tmp_path)
