"""The cache of clips returns the same clips, or synthesises them again if it is damaged."""

import sys

import pytest
import torch

from course_lib.gan.data import cache, synthetic_clips

synthetic = sys.modules[synthetic_clips.__module__]  # the package has a function of this name


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch):
    """Count how often clips were synthesised."""
    calls = []
    make = synthetic._synthesise
    monkeypatch.setattr(synthetic, "_synthesise", lambda *a: calls.append(a) or make(*a))
    return calls


def clips(per_kind=1):
    return synthetic_clips("tuning", per_kind, seconds=0.2)


def file_in(folder):
    [file] = folder.iterdir()  # and no temporary file beside it
    return file


def test_the_second_call_reads_the_same_clips_with_all_their_labels(folder, made):
    first, second = clips(), clips()

    assert len(made) == 1
    assert first.digest == second.digest
    assert first.sample_rate == second.sample_rate
    for one, other in zip(first, second, strict=True):
        assert (one.kind, one.name) == (other.kind, other.name)
        for label in ("f0", "voiced", "onsets"):
            a, b = getattr(one, label), getattr(other, label)
            assert (a is None and b is None) or (a.dtype == b.dtype and torch.equal(a, b))


def test_each_request_has_a_file_of_its_own(folder, made):
    clips(1), clips(2), clips(1), clips(2)

    assert len(made) == 2
    assert len(list(folder.iterdir())) == 2


def truncate(data):
    return data[: len(data) // 2]


def flip_one_bit(data):
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def forget_the_labels(data):
    return data.replace(b"labels", b"lapels")


@pytest.mark.parametrize(
    "damage",
    [truncate, flip_one_bit, forget_the_labels, lambda _: b"", lambda _: b"\xff" * 5000],
    ids=["truncated", "one bit", "labels", "empty", "garbage"],
)
def test_a_damaged_file_is_synthesised_again(folder, made, damage):
    good = clips()
    file = file_in(folder)
    file.write_bytes(damage(file.read_bytes()))

    again, from_file = clips(), clips()

    assert len(made) == 2
    assert good.digest == again.digest == from_file.digest


def test_clips_of_other_code_are_synthesised_again(folder, made, monkeypatch):
    clips()
    monkeypatch.setattr(synthetic, "recipe_digest", lambda: "other")

    clips()

    assert len(made) == 2
    assert len(list(folder.iterdir())) == 1


def test_the_recipe_covers_every_file_that_determines_the_clips():
    package = synthetic.Path(synthetic.__file__).parents[2]

    found = {file.name for pattern in synthetic.RECIPE for file in package.glob(pattern)}

    assert found >= {
        "synthetic_clips.py",
        "seeding.py",
        "building_blocks.py",
        "drums.py",
        "partials.py",
        "strings.py",
    }
    assert all(list(package.glob(pattern)) for pattern in synthetic.RECIPE)


def test_clips_are_synthesised_where_no_cache_can_be_written(tmp_path, monkeypatch, made):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))

    assert clips().digest == clips().digest
    assert len(made) == 2


def test_a_full_disk_leaves_no_half_written_file(folder, made, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course_lib.atomic._write", no_space)

    assert len(clips()) == 5
    assert list(folder.iterdir()) == []


def test_the_default_folder_is_the_systems_folder_for_caches(monkeypatch):
    monkeypatch.delenv("COURSE_CACHE")

    assert "what-does-a-discriminator-hear" in cache.cache_folder().parts


def test_no_file_is_written_without_the_cache(folder, made):
    synthetic_clips("tuning", 1, seconds=0.2, cache=False)

    assert not folder.exists()
