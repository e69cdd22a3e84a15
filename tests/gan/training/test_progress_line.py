"""What a run shows while it trains: in a terminal, in a log, and as sounds."""

import io
import re

import pytest
import soundfile
import torch

from course_lib.gan.training.checkpoints import SaveError, load_checkpoint
from course_lib.gan.training.progress_line import ProgressLine, SampleFiles
from course_lib.gan.training.trainer import train


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(config, stream, steps, seconds_per_step=1.0):
    now = 0.0
    line = ProgressLine(config, stream, clock=lambda: now)
    for step in steps:
        now = seconds_per_step * step
        line(step, {"recon": 0.5, "adv_mpd": 1.0, "d_mpd": 1.875, "share_output_recon": 0.1}, None)
    line.close()
    return stream.getvalue()


def test_a_terminal_sees_one_line_per_stage_that_is_drawn_again(config, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    text = written(config({"warm_steps": 3, "steps": 2}), Terminal(), range(1, 6))

    plain = re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", text)
    *_, last_of_warm_up = re.findall(r"warm-up .* 3/3 .*", plain)
    assert re.search(r"recon 0.5 · d_mpd 1.88\s*$", last_of_warm_up)
    assert re.search(r"adversarial .* 2/2 ", plain)
    assert plain.count("1/3") == 2  # by start and by refresh; written over since
    assert text.endswith("\n\x1b[?25h")  # the line is ended and the cursor is back


def test_a_bar_is_drawn_at_most_five_times_a_second(config, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    chosen = config({"warm_steps": 1000, "steps": 0})

    often = written(chosen, Terminal(), range(1, 101), seconds_per_step=0.01)

    assert len(re.findall(r"warm-up", often)) < 15


def test_a_note_stays_above_the_bar_in_a_terminal(config, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    terminal = Terminal()
    now = 0.0
    line = ProgressLine(config({"warm_steps": 3, "steps": 0}), terminal, clock=lambda: now)
    line(1, {"recon": 0.5}, None)
    line.note("1 CPU thread: 0.1 s a step")
    now = 1.0
    line(2, {"recon": 0.5}, None)
    line.close()

    plain = re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    lines = [text.rpartition("\r")[2].rstrip() for text in plain.splitlines()]
    note = lines.index("1 CPU thread: 0.1 s a step")
    assert lines.count("1 CPU thread: 0.1 s a step") == 1
    assert any("2/3" in text for text in lines[note + 1 :])
    assert not any("2/3" in text for text in lines[:note])


def test_a_note_is_the_next_line_of_a_log(config):
    log = io.StringIO()
    line = ProgressLine(config({"warm_steps": 3, "steps": 0}), log, clock=lambda: 0.0)
    line(1, {}, None)
    line.note("1 CPU thread: [0.1] s a step")
    line(3, {}, None)
    line.close()

    assert [text.split(" · ")[0] for text in log.getvalue().splitlines()] == [
        "warm-up 1/3",
        "1 CPU thread: [0.1] s a step",
        "warm-up 3/3",
    ]


def test_a_log_file_gets_a_line_now_and_then_and_the_last(config):
    text = written(config({"warm_steps": 25, "steps": 0}), io.StringIO(), range(1, 26))

    assert [line.split(" · ")[0] for line in text.splitlines()] == [
        "warm-up 1/25",
        "warm-up 11/25",
        "warm-up 21/25",
        "warm-up 25/25",
    ]


def test_the_time_left_is_that_of_the_stage_and_of_its_own_speed(config):
    chosen = config({"warm_steps": 100, "steps": 100})
    times = {99: 0.0, 100: 1.0, 101: 11.0, 102: 21.0, 112: 121.0}
    log, now = io.StringIO(), 0.0
    line = ProgressLine(chosen, log, clock=lambda: now)
    for step, now in times.items():  # noqa: B007 - the clock reads it
        line(step, {}, None)

    # 10 s a step, and 88 steps
    assert log.getvalue().splitlines()[-1] == "adversarial 12/100 · 14:40 left"


@pytest.mark.parametrize("peak", [0.5, 3.0])
def test_the_reconstructed_clips_are_saved_with_each_checkpoint(config, tmp_path, peak):
    clips = torch.full((2, 1, 100), peak)
    files = SampleFiles(config({"warm_steps": 5, "steps": 2}, save_every=3), tmp_path)

    for step in range(1, 8):
        files(step, {}, lambda: clips)

    made = sorted(file.name for file in (tmp_path / "samples").iterdir())
    assert made == ["step-000003.wav", "step-000006.wav", "step-000007.wav"]
    samples, rate = soundfile.read(tmp_path / "samples" / made[0])
    assert (len(samples), rate) == (200, 16_000)
    assert samples.max() == pytest.approx(min(peak, 1), abs=1e-4)


def test_sounds_that_do_not_fit_on_the_disk_cost_no_step(config, tmp_path, monkeypatch):
    def full(*_, **__):
        raise AssertionError  # what soundfile says if a part of the samples did not fit

    monkeypatch.setattr("soundfile.SoundFile.write", full)
    chosen = config(save_every=100)

    with pytest.raises(SaveError, match=r"cannot write .*step-000006.wav: is the disk full"):
        train(chosen, tmp_path, device="cpu", watch=[SampleFiles(chosen, tmp_path)])

    assert load_checkpoint(tmp_path).state["step"] == chosen.last_step
    assert list((tmp_path / "samples").iterdir()) == []


def test_sample_files_take_the_folder_as_text_and_make_it(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chosen = config({"warm_steps": 0, "steps": 1})
    watch = SampleFiles(chosen, "a")

    watch(chosen.last_step, {}, lambda: torch.zeros(2, 1, 64))

    assert (tmp_path / "a" / "samples" / "step-000001.wav").is_file()
