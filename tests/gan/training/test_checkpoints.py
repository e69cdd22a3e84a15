import errno
import json

import pytest
import torch

from course_lib import atomic
from course_lib.gan.training.checkpoints import (
    HEADER,
    TENSORS,
    CheckpointError,
    checkpoints,
    export_generator,
    find_checkpoint,
    load_checkpoint,
    load_generator,
    save_checkpoint,
)
from course_lib.gan.training.step import train_step


@pytest.fixture
def state(second_stage, real):
    state = second_stage()
    train_step(state, real())
    return state


def save(state, run, step=None):
    state.step = state.step if step is None else step
    return save_checkpoint(run, state.config, state.state_dict(), {"data_digest": "x"})


def test_a_checkpoint_rebuilds_the_running_mean(state, tmp_path, real):
    folder = save(state, tmp_path)

    for path in (tmp_path, folder, str(tmp_path)):
        generator = load_generator(path)
        assert torch.equal(generator(real()), state.ema(real()))
        assert not generator.training


def test_a_checkpoint_says_how_everything_in_it_was_built(state, tmp_path):
    checkpoint = load_checkpoint(save(state, tmp_path))

    assert checkpoint.config == state.config
    assert checkpoint.config.preset.discriminators["mpd"]["periods"] == (2, 3)
    assert {"torch", "python", "course-lib"} <= checkpoint.header["versions"].keys()
    assert checkpoint.header["data_digest"] == "x"


def test_a_checkpoint_is_two_files_that_contain_nothing_but_data(state, tmp_path):
    folder = save(state, tmp_path)

    assert {file.name for file in folder.iterdir()} == {TENSORS, HEADER}
    json.loads((folder / HEADER).read_text(), parse_constant=pytest.fail)
    assert b"pickle" not in (folder / TENSORS).read_bytes()


def test_the_newest_two_are_kept_and_the_milestones(second_stage, tmp_path):
    state = second_stage(milestones=(0, 20))
    for step in (0, 10, 20, 30, 40):
        save(state, tmp_path, step)

    assert [folder.name for folder in checkpoints(tmp_path)] == [
        "step-000000",
        "step-000020",
        "step-000030",
        "step-000040",
    ]
    assert find_checkpoint(tmp_path).name == "step-000040"


def test_checkpoints_are_counted_and_not_spelt(second_stage, tmp_path):
    state = second_stage()
    for step in (999_999, 1_000_000):
        save(state, tmp_path, step)
    (tmp_path / "step-by-step").mkdir()

    assert find_checkpoint(tmp_path).name == "step-1000000"


@pytest.mark.parametrize("file", [TENSORS, HEADER])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content[:-9] + b"\x07" + content[-8:],
        lambda content: b"\x80\x04garbage",
    ],
    ids=["cut off", "empty", "one byte", "another file"],
)
def test_a_damaged_file_is_reported_in_one_line_with_what_to_do(state, tmp_path, file, spoil):
    save(state, tmp_path, 1)
    folder = save(state, tmp_path, 2)
    damaged = spoil((folder / file).read_bytes())
    (folder / file).write_bytes(damaged)

    with pytest.raises(CheckpointError, match=r"remove it to continue from step-000001") as error:
        load_checkpoint(tmp_path)

    assert "\n" not in str(error.value)
    assert str(folder) in str(error.value)


def test_a_missing_file_is_reported_too(state, tmp_path):
    folder = save(state, tmp_path)
    (folder / TENSORS).unlink()

    with pytest.raises(CheckpointError, match=r"FileNotFoundError.*course_lib didn't write it"):
        load_checkpoint(folder)


def test_a_checkpoint_of_a_newer_format_is_refused(state, tmp_path):
    folder = save(state, tmp_path)
    header = json.loads((folder / HEADER).read_text())
    (folder / HEADER).write_text(json.dumps({**header, "format": 99}))

    with pytest.raises(
        CheckpointError, match=r"has format \d+, but this version .* Update course_lib"
    ):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda path: None, "doesn't exist"),
        (lambda path: path.mkdir(), "contains none"),
        (lambda path: path.write_text("x"), "is a file"),
    ],
)
def test_a_path_without_a_checkpoint_is_refused(tmp_path, make, what):
    make(tmp_path / "run")

    with pytest.raises(CheckpointError, match=f"it {what}. Give the folder of a run"):
        load_generator(tmp_path / "run")


@pytest.mark.parametrize("good_writes", [0, 1])
def test_a_full_disk_leaves_the_last_checkpoint_and_one_clear_line(
    state, tmp_path, monkeypatch, good_writes
):
    save(state, tmp_path, 1)
    before = load_checkpoint(tmp_path).state
    write, done = atomic._write, []

    def full(path, content):
        if len(done) == good_writes:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        write(path, content)

    monkeypatch.setattr(atomic, "_write", full)
    with pytest.raises(
        CheckpointError, match=r"no space left on the disk\. Make room, and resume from step-000001"
    ):
        save(state, tmp_path, 2)

    assert [entry.name for entry in tmp_path.iterdir()] == ["step-000001"]  # the room is free again
    after = load_checkpoint(tmp_path).state
    assert torch.equal(
        after["generator"]["decoder.0.weight"], before["generator"]["decoder.0.weight"]
    )


def test_leftovers_of_a_killed_process_are_ignored(state, tmp_path):
    save(state, tmp_path, 1)
    left = tmp_path / ".step-000002.partial"
    left.mkdir()
    (left / TENSORS).write_bytes(b"half")

    assert load_checkpoint(tmp_path).state["step"] == 1
    assert load_checkpoint(save(state, tmp_path, 2)).state["step"] == 2
    assert not left.exists()


def test_a_generator_alone_in_half_precision_is_small_and_nearly_the_same(state, tmp_path, real):
    (tmp_path / "run").mkdir()
    save(state, tmp_path / "run", 7)

    small = export_generator(tmp_path / "run", tmp_path / "small" / "good", torch.float16)

    generator = load_generator(small)
    torch.testing.assert_close(generator(real()), state.ema(real()), atol=0.02, rtol=0)
    assert {p.dtype for p in generator.parameters()} == {torch.float32}
    weights = sum(p.numel() for p in generator.parameters())
    assert (small / TENSORS).stat().st_size < 2 * weights + 4096
    assert load_checkpoint(small).state["step"] == 7
