import pytest
import torch

from course_lib.gan.training.run_json import Run
from course_lib.instruments.training_view.model import TrainingRecord, count_scores
from course_lib.instruments.training_view.stored_record import (
    NAME,
    restore_record,
    save_record,
)
from course_lib.sounds import tone

RATE = 16_000


def run(folder, history):
    lines = [{"step": step, "seconds": 1.0, "recon": value} for step, value in history.items()]
    return Run(folder, {}, max(history), "time", 1.0, {}, lines)


@pytest.fixture
def record():
    made = TrainingRecord(RATE)
    for step in (1, 2, 3):
        made.note_numbers(step, {"recon": 1 / step, "share_parameters_adv_mpd": 0.1})
    made.original = tone(300.0, 0.1, sample_rate=RATE).renamed("the original")
    for step in (1, 3):
        made.sounds.add(step, tone(100.0 * step, 0.1, sample_rate=RATE).renamed(f"step {step}"))
        scores = count_scores(torch.randn(40), torch.randn(40))
        made.scores.add(step, {"my_mpd 1": scores, "mpd/odd 2": scores})
    made.sounds.every = 40
    return made


def restored(run):
    record = TrainingRecord(RATE)
    restore_record(record, run)
    return record


def test_what_is_stored_comes_back_exactly(record, tmp_path):
    save_record(record, tmp_path)
    again = restored(run(tmp_path, {3: 1 / 3}))
    assert again.curves == record.curves
    assert again.scores.items == record.scores.items
    assert again.sounds.every == 40
    assert torch.equal(again.original.samples, record.original.samples)
    for (step, sound), (expected, other) in zip(
        again.sounds.items, record.sounds.items, strict=True
    ):
        assert (step, sound.name) == (expected, other.name)
        assert torch.equal(sound.samples, other.samples)


def test_what_was_recorded_after_the_newest_checkpoint_is_left_out(record, tmp_path):
    save_record(record, tmp_path)
    again = restored(run(tmp_path, {2: 1 / 2}))
    assert [step for step, _ in again.curves["recon"]] == [1, 2]
    assert [step for step, _ in again.sounds.items] == [1]
    assert [step for step, _ in again.scores.items] == [1]


def test_the_record_of_another_run_in_the_same_folder_is_ignored(record, tmp_path):
    save_record(record, tmp_path)
    again = restored(run(tmp_path, {2: 0.7, 3: 0.6}))
    assert again.curves == {"recon": [(2, 0.7), (3, 0.6)]}
    assert again.original is None


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_without_a_readable_record_the_history_of_the_run_is_shown(tmp_path, content):
    if content is not None:
        (tmp_path / NAME).write_bytes(content)
    assert restored(run(tmp_path, {5: 0.5})).curves == {"recon": [(5, 0.5)]}
