"""``course train`` and ``course generate``, as a terminal has them."""

import math
import os
import signal

import numpy as np
import pytest
import soundfile
import torch

from course_lib import cli
from course_lib.gan.codec.codec import CodecOptions, STFTCodec
from course_lib.gan.training import presets
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.run_json import read_run


@pytest.fixture(autouse=True)
def micro(monkeypatch):
    """Make the tiny preset smaller still."""
    codec = CodecOptions(dim=6, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=32)
    small = presets.TINY.replace(
        codec=codec,
        warm_batch=1,
        warm_segment=512,
        segment=1152,
        batch=1,
        d_batch=1,
        d_segment=1024,
        warm_steps=2,
        steps=2,
    )
    monkeypatch.setattr(presets, "PRESETS", {"tiny": small, "small": presets.SMALL})


@pytest.fixture
def sounds(tmp_path):
    folder = tmp_path / "sounds"
    folder.mkdir()
    time = np.arange(8800) / 16_000
    for number in range(4):
        tone = 0.5 * np.sin(2 * math.pi * (200 + 90 * number) * time)
        soundfile.write(folder / f"{number}.wav", tone, 16_000)
    return folder


@pytest.fixture
def course(capsys, tmp_path, sounds, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        if words[0] == "train" and "--data" not in words and "--resume" not in words:
            words = (*words, "--data", "sounds")
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_run_is_trained_from_one_line(course, tmp_path):
    code, out, err = course(
        "train", "--preset", "tiny", "--discriminators", "mpd", "--seed", "3", "--out", "runs/a"
    )

    assert (code, out) == (0, "runs/a: step 4, finished\n")
    assert "adversarial 2/2" in err
    config = read_run(tmp_path / "runs/a").config
    assert (config["discriminators"], config["seed"], config["mode"]) == (["mpd"], 3, "weights")
    assert (tmp_path / "runs/a/samples/step-000004.wav").is_file()


def test_losses_and_the_generator_are_chosen_by_flags_and_kept_when_resuming(course, tmp_path):
    words = "--discriminators mpd,msd --generator waveform --loss mse --relativistic --penalty r1"
    words += " --penalty-weight 5 --d-clip 500 --reduction sum --frozen msd"
    code, _, err = course("train", "--out", "runs/a", *words.split(), "--steps", "1")
    assert (code, "Traceback" in err) == (0, False)

    code, out, _ = course("train", "--out", "runs/a", "--resume", "--steps", "2")

    assert (code, out) == (0, "runs/a: step 4, finished\n")
    config = read_run(tmp_path / "runs/a").config
    assert (config["generator"], config["preset"]["generator"]) == ("waveform", "waveform")
    assert (config["loss"], config["relativistic"], config["reduction"]) == ("mse", True, "sum")
    assert (config["penalty"], config["penalty_weight"], config["d_clip"]) == ("r1", 5.0, 500.0)
    assert config["frozen"] == ["msd"]


def test_a_run_is_not_resumed_with_another_generator(course):
    assert course("train", "--out", "runs/a", "--discriminators", "mpd")[0] == 0

    code, _, err = course("train", "--out", "runs/a", "--resume", "--generator", "waveform")

    assert code == 2
    assert "generator is 'stft' there and 'waveform' here" in err


def test_a_run_stops_by_time_and_goes_on_with_nothing_but_its_folder(course, tmp_path):
    words = ["--discriminators", "mpd", "--mode", "adaptive", "--minutes", "1e-9"]
    code, out, _ = course("train", "--out", "runs/a", *words)
    assert (code, out) == (
        0,
        "runs/a: step 1, the time is up; continue with course train --resume\n",
    )

    code, out, _ = course("train", "--out", "runs/a", "--resume")

    assert (code, out) == (0, "runs/a: step 4, finished\n")
    assert load_checkpoint(tmp_path / "runs/a").config.mode == "adaptive"


def test_ctrl_c_keeps_everything_and_the_exit_code_tells(course, monkeypatch):
    forward = STFTCodec.forward

    def interrupted(self, wave):
        if self.training:
            os.kill(os.getpid(), signal.SIGINT)
        return forward(self, wave)

    monkeypatch.setattr(STFTCodec, "forward", interrupted)
    code, out, _ = course("train", "--out", "runs/a", "--discriminators", "none")

    assert (code, out) == (1, "runs/a: step 1, stopped; continue with course train --resume\n")


def test_steps_and_warm_steps_replace_those_of_the_preset(course, tmp_path):
    sizes = ["--warm-steps", "1", "--steps", "0", "--save-every", "1"]
    assert course("train", "--out", "a", "--discriminators", "none", *sizes)[0] == 0

    assert load_checkpoint(tmp_path / "a").state["step"] == 1

    assert course("train", "--out", "a", "--resume", "--steps", "2")[0] == 0
    assert load_checkpoint(tmp_path / "a").state["step"] == 3


def test_two_runs_share_one_warm_up(course, tmp_path):
    course("train", "--out", "warm", "--discriminators", "none", "--steps", "0")

    code, _, _ = course("train", "--out", "a", "--branch", "warm", "--discriminators", "msstftd")

    assert code == 0
    steps = [line["step"] for line in read_run(tmp_path / "a").history]
    # the last of either run, since both are short, and the first where gradients have shares
    assert steps == [2, 3, 4]


def test_a_finished_run_lends_its_warm_up(course, tmp_path):
    course("train", "--out", "first", "--discriminators", "mpd")

    code, out, err = course("train", "--out", "a", "--branch", "first", "--discriminators", "none")

    assert (code, out) == (0, "a: step 4, finished\n"), err
    ours, theirs = (load_checkpoint(tmp_path / run / "step-000002").state for run in ("a", "first"))
    for name, tensor in theirs["generator"].items():
        assert torch.equal(ours["generator"][name], tensor), name


def test_a_branch_takes_the_length_of_the_warm_up_from_the_other_run(course, tmp_path):
    none = ("--discriminators", "none")
    course("train", "--out", "first", *none, "--warm-steps", "3", "--steps", "2")

    code, out, err = course("train", "--out", "a", "--branch", "first", *none, "--steps", "1")

    assert (code, out) == (0, "a: step 4, finished\n"), err
    assert load_checkpoint(tmp_path / "a").config.preset.warm_steps == 3


def test_the_threads_and_the_time_of_a_step_are_said_once(course):
    _, _, err = course("train", "--out", "a", "--discriminators", "none")
    assert err.count("1 CPU thread: ") == 1
    _, _, err = course("train", "--out", "b", "--discriminators", "none", "--threads", "2")
    assert err.count("2 CPU threads: ") == err.count("One thread takes ") == 1


def test_a_recording_goes_through_a_trained_generator(course, tmp_path):
    course("train", "--out", "a", "--discriminators", "none", "--steps", "0")

    code, out, err = course(
        "generate", "--checkpoint", "a", "--in", "sounds/0.wav", "--out", "made.wav"
    )

    assert (code, out, err) == (0, "made.wav: 0.55 s at 16000 Hz\n", "")
    assert soundfile.info(tmp_path / "made.wav").frames == 8800


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--discriminators", "mdp"], "Did you mean 'mpd'"),
        (["--discriminators", "mpd,none"], "--discriminators must be none or names, got mpd,none"),
        (["--discriminators", "mpd,mpd"], "duplicate discriminator: mpd"),
        (["--preset", "tyni"], "Did you mean 'tiny'"),
        (["--mode", "balanced"], "Did you mean 'balancer'"),
        (["--terms", "neither"], "terms must be one of both, adv, feat"),
        (["--discriminators", "none", "--mode", "balancer"], "but the run has none"),
        (["--steps", "-1"], "steps must be an integer, 0 or more, got -1"),
        (["--minutes", "0"], "--minutes: must be a number above 0"),
        (["--minutes", "nan"], "--minutes: must be a number above 0"),
        (["--device", "gpu"], "device must be auto, cpu or cuda, got 'gpu'"),
        (["--threads", "0"], "threads must be 1 or more, got 0"),
        (["--threads", "two"], "invalid int value"),
        (["--data", "nowhere"], "there is no folder"),
        (["--resume"], "no checkpoint at"),
        (["--resume", "--branch", "b"], "not allowed with argument"),
        (["--branch", "b"], "no checkpoint at b: it doesn't exist"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(course, tmp_path, words, complaint):
    code, out, err = course("train", "--out", "runs/a", *words)

    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1
    assert not (tmp_path / "runs").exists()


def test_an_existing_run_is_neither_overwritten_nor_turned_into_another(course):
    course("train", "--out", "a", "--discriminators", "none", "--minutes", "1e-9")

    again = course("train", "--out", "a")
    other = course("train", "--out", "a", "--resume", "--seed", "7")
    larger = course("train", "--out", "a", "--resume", "--preset", "small")

    assert [result[0] for result in (again, other, larger)] == [2, 2, 2]
    assert "already contains a training run: resume it" in again[2]
    assert "seed is 0 there and 7 here" in other[2]
    assert "has preset tiny, not small" in larger[2]


def test_one_long_recording_is_cut_into_training_and_held_out_parts(course, tmp_path):
    time = np.arange(16_000 * 20) / 16_000
    (tmp_path / "one").mkdir()
    soundfile.write(tmp_path / "one" / "long.wav", 0.5 * np.sin(500 * time), 16_000)

    for number, data in enumerate(("one", "one/long.wav")):
        out = f"runs/{number}"
        code, said, error = course("train", "--out", out, "--data", data)

        assert code == 0, error
        assert "finished" in said
        assert "left out" not in error
        assert list((tmp_path / out / "samples").iterdir())  # of the held-out part


def test_a_recording_too_short_to_cut_is_one_line_without_options_of_another_tool(course, tmp_path):
    (tmp_path / "one").mkdir()
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 40_000)
    soundfile.write(tmp_path / "one" / "short.wav", noise, 16_000)

    code, _, error = course("train", "--out", "runs/a", "--data", "one")

    assert (code, len(error.splitlines())) == (2, 1)
    assert "use a longer recording, or more recordings" in error
    assert "split=" not in error


def test_files_that_cannot_be_used_are_named_a_line_each(course, sounds):
    (sounds / "notes.txt").write_text("no sound")
    soundfile.write(sounds / "short.wav", np.zeros(10), 16_000)

    code, _, err = course("train", "--out", "a", "--discriminators", "none")

    lines = [line for line in err.splitlines() if line.startswith("course train: ")]
    assert code == 0
    assert any("notes.txt" in line for line in lines)
    assert any("short.wav" in line for line in lines)


@pytest.mark.slow
def test_variants_and_options_are_trained_and_kept_in_the_run(course, tmp_path):
    wide = 'wide=mpd:{"periods":[2],"filters":2}'
    code, _, error = course(
        "train", "--out", "a", "--discriminators", f"mpd,{wide}", "--options", 'mpd={"filters":1}'
    )
    again, _, error_again = course("train", "--out", "a", "--resume", "--steps", "3")

    assert (code, again) == (0, 0), error + error_again
    config = load_checkpoint(tmp_path / "a").config
    assert config.discriminators == ("mpd", "wide")
    assert config.preset.families == {"wide": "mpd"}
    assert config.preset.discriminators["wide"]["periods"] == (2,)
    assert config.preset.discriminators["mpd"]["filters"] == 1


def test_a_run_is_not_resumed_with_other_options(course):
    course("train", "--out", "a", "--discriminators", "mpd")
    code, _, error = course("train", "--out", "a", "--resume", "--options", 'mpd={"filters":1}')

    assert (code, len(error.splitlines())) == (2, 1)
    assert "filters" in error


def test_a_full_disk_is_one_line(course, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course_lib.atomic._write", full)
    code, _, err = course("train", "--out", "a", "--discriminators", "none")

    assert code == 1
    assert "no space left on the disk" in err


def test_too_little_memory_on_the_gpu_is_one_line(course, monkeypatch):
    def forward(self, wave):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(STFTCodec, "forward", forward)
    code, _, err = course("train", "--out", "a", "--discriminators", "none")

    assert code == 1
    assert "course train: the GPU has too little memory" in err
