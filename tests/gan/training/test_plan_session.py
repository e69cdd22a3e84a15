from pathlib import Path

import pytest
import torch

from course_lib.gan.data import folder_clips
from course_lib.gan.training import plan_session as sessions
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.plan_session import Session, plan_session, runs_folder
from course_lib.gan.training.shipped import ready_generator


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Pretend to be a machine, with runs in a folder of this test."""
    monkeypatch.setenv("COURSE_RUNS", str(tmp_path / "runs"))

    def pretend(kind):
        monkeypatch.setattr(sessions, "choose_device", lambda device: torch.device(kind))

    return pretend


def test_a_cpu_gets_the_tiny_preset_a_pretrained_generator_and_less_than_a_minute(machine):
    machine("cpu")
    session = plan_session(("mpd",))
    assert session.config.preset.name == "tiny"
    assert session.minutes * 60 <= 60
    assert load_checkpoint(session.branch).state["step"] == session.config.preset.warm_steps


def test_a_gpu_gets_larger_discriminators_and_batches_and_the_same_generator(machine):
    machine("cpu")
    on_cpu = plan_session(("mpd",)).config
    machine("cuda")
    session = plan_session(("mpd",))
    on_gpu = session.config
    assert on_gpu.preset.name == "small"
    assert on_gpu.preset.batch > on_cpu.preset.batch
    filters = [c.preset.discriminator_options("mpd")["filters"] for c in (on_cpu, on_gpu)]
    assert filters[1] > filters[0]
    assert session.minutes <= 15
    # the first step already has a discriminator
    assert on_gpu.preset.codec == on_cpu.preset.codec
    assert load_checkpoint(session.branch).state["step"] == on_gpu.preset.warm_steps


def test_a_plan_returns_its_first_generator_and_its_newest(config, tmp_path):
    session = Session(config(), tmp_path / "run", None, minutes=1e-9, device="cpu")
    session.train()
    first, after_one = session.generators()
    session.train(minutes=1)
    again, at_the_end = session.generators()
    wave = torch.randn(1, 1, 640)
    with torch.no_grad():
        assert torch.equal(first(wave), again(wave))
        assert not torch.equal(after_one(wave), at_the_end(wave))


def test_two_plans_that_differ_have_two_folders(machine, tmp_path):
    folders = set()
    for kind in ("cpu", "cuda"):
        machine(kind)
        folders |= {plan_session(("mpd",)).folder, plan_session(("mpd",), seed=1).folder}
        folders |= {plan_session(("mpd", "msd")).folder}
    assert len(folders) == 6
    assert {folder.parent for folder in folders} == {tmp_path / "runs"}


def test_a_plan_can_train_on_a_folder_of_recordings(machine, sounds):
    machine("cpu")
    session = plan_session(("mpd",), fast=True, data=sounds)
    assert session.folder.name != plan_session(("mpd",), fast=True).folder.name
    held_out = []
    session.train([lambda step, scalars, snapshot: held_out.append(snapshot.held_out)])
    recordings = folder_clips(sounds, split="tuning").waves
    assert torch.equal(held_out[0], recordings[: len(held_out[0])])


def test_fast_mode_takes_a_few_steps_and_leaves_the_learners_runs_alone(tmp_path, machine):
    machine("cpu")
    session = plan_session(("mpd",), fast=True)
    assert session.config.last_step - session.config.preset.warm_steps <= 4
    assert not session.folder.is_relative_to(tmp_path / "runs")


def test_a_mounted_drive_keeps_the_runs_of_a_lost_session(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_RUNS", raising=False)
    monkeypatch.setattr(sessions, "DRIVE", tmp_path / "nobody mounted it")
    assert "drive" not in str(runs_folder())
    monkeypatch.setattr(sessions, "DRIVE", tmp_path)
    assert runs_folder().is_relative_to(tmp_path)
    monkeypatch.setenv("COURSE_RUNS", "~/elsewhere")
    assert runs_folder() == Path("~/elsewhere").expanduser()


def test_a_second_call_resumes_the_run(config, tmp_path):
    session = Session(config(), tmp_path / "run", None, minutes=1e-9, device="cpu")
    assert [session.train().step for _ in range(3)] == [1, 2, 3]
    assert session.train(minutes=1).stopped == "finished"


def test_a_run_can_start_from_an_exported_generator(sounds, tmp_path):
    session = plan_session(("mpd",), device="cpu", fast=True)
    plain = {**session.config.to_dict(), "data": str(sounds)}
    session = Session(
        TrainConfig.from_dict(plain), tmp_path / "run", session.branch, 1e-9, device="cpu"
    )
    first = session.config.preset.warm_steps
    snapshots = []

    def watch(step, scalars, snapshot):
        snapshots.append((snapshot.held_out, snapshot()))

    assert session.train([watch]).step == first + 1
    ready = ready_generator(first)
    wave, generated = snapshots[0]
    untrained = ready_generator(0)(wave)
    # one step further, and much closer to its start than to noise
    assert (generated - ready(wave)).abs().mean() < 0.1 * (generated - untrained).abs().mean()
