"""The record of a run: it needs no tensor, and damage is reported in one line."""

import json

import pytest

from course_lib.gan.training.checkpoints import CheckpointError
from course_lib.gan.training.run_json import read_run
from course_lib.gan.training.trainer import train


def test_a_run_leaves_a_record_that_needs_no_tensor(config, tmp_path):
    run = train(config(discriminators=("mpd",)), tmp_path / "runs" / "a", device="cpu")

    assert read_run(run.folder) == run
    assert run.config["discriminators"] == ["mpd"]
    assert [line["step"] for line in run.history] == [1, 2, 3, 4, 5, 6]
    assert [step for step, _ in run.curve("d_mpd")] == [3, 4, 5, 6]
    json.loads((run.folder / "run.json").read_text(), parse_constant=pytest.fail)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"step": 1}'])
def test_a_damaged_record_is_reported_in_one_line(tmp_path, content):
    (tmp_path / "run.json").write_text(content)

    with pytest.raises(CheckpointError, match=r"run\.json can't be read") as error:
        read_run(tmp_path)

    assert "\n" not in str(error.value)


def test_a_folder_without_a_record_is_refused(tmp_path):
    with pytest.raises(
        CheckpointError, match=r"isn't the folder of a training run: it contains no run\.json"
    ):
        read_run(tmp_path)
