import os
import random
import signal

import numpy as np
import pytest
import torch

from course_lib import atomic
from course_lib.discriminators.registry import RegistryError
from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.checkpoints import CheckpointError, load_checkpoint
from course_lib.gan.training.run_json import read_run
from course_lib.gan.training.trainer import TrainingError, train

pytestmark = pytest.mark.slow  # left out by -m fast


def test_a_plugin_trains_by_name_like_any_other(config, tmp_path, forgetful):
    run = train(config(discriminators=("forgetful",)), tmp_path / "run", device="cpu")

    assert len(run.curve("d_forgetful")) == 4
    saved = load_checkpoint(run.folder)
    assert saved.config.preset.discriminators == {"forgetful": {"width": 3}}
    assert saved.header["sources"].keys() == {"forgetful"}


def test_a_run_can_train_without_discriminators(config, tmp_path):
    run = train(config(discriminators=()), tmp_path / "run", device="cpu")

    measured = set(run.history[-1])
    assert measured == {"step", "seconds", "recon", "gradient_norm"}


def test_the_time_limit_stops_after_a_step_and_loses_nothing(config, tmp_path):
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


def test_a_watcher_gets_steps_scalars_and_sounds_on_demand(config, tmp_path):
    seen, sounds = [], []

    def watch(step, scalars, snapshot):
        seen.append((step, scalars["recon"]))
        if step == 3:
            sounds.append(snapshot())

    run = train(config(), tmp_path / "run", device="cpu", watch=[watch])

    assert seen == [(line["step"], line["recon"]) for line in run.history]
    assert sounds[0].shape == (1, 1, 8800)  # one recording is held out for tuning
    assert sounds[0].isfinite().all()


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
        train(
            config(mode=mode),
            tmp_path / mode,
            device="cpu",
            watch=[lambda step, scalars, snapshot: snapshot()],
        )

    assert streams() == before
    np.random.rand()
    assert streams() != before  # one draw would have been noticed


def test_two_runs_of_one_config_are_equal(config, tmp_path):
    runs = [train(config(), tmp_path / name, device="cpu") for name in "ab"]

    lines = [[{**line, "seconds": 0} for line in run.history] for run in runs]
    assert lines[0] == lines[1]


def test_an_unknown_discriminator_is_refused_before_anything_is_written(config, tmp_path):
    with pytest.raises(RegistryError, match="Did you mean 'mpd'"):
        train(config(discriminators=("mdp",)), tmp_path / "run", device="cpu")

    assert not (tmp_path / "run").exists()


def test_a_folder_without_sounds_is_refused_before_anything_is_written(config, tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        train(config(data=str(tmp_path / "nothing")), tmp_path / "run", device="cpu")

    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("wish", "message"), [("gpu", "auto, cpu or cuda"), ("cuda", "no GPU")])
def test_a_missing_device_is_refused(config, tmp_path, monkeypatch, wish, message):
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
