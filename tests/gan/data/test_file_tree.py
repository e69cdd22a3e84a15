"""The walk through a folder tree: links, broken entries, and file names of every kind."""

import os
import sys

import numpy as np
import pytest
import soundfile

from course_lib.gan.data import folder_clips
from course_lib.gan.data.file_tree import find_files

RATE = 16_000
LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a special permission there")


def touch(file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    return file


def names(folder):
    """Return the files found and the entries refused, by their paths inside the folder."""
    found, refused = find_files(folder)
    return (
        [file.relative_to(folder).as_posix() for file in found],
        {file.relative_to(folder).as_posix(): reason for file, reason in refused.items()},
    )


@LINKS
def test_links_to_folders_and_to_files_outside_are_followed(tmp_path):
    touch(tmp_path / "elsewhere" / "speaker" / "b.wav")
    touch(tmp_path / "single.wav")
    folder = tmp_path / "recordings"
    touch(folder / "a.wav")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "z.wav").symlink_to(tmp_path / "single.wav")

    assert names(folder) == (["a.wav", "linked/speaker/b.wav", "z.wav"], {})


@LINKS
def test_a_link_back_to_the_folder_is_reported(tmp_path):
    touch(tmp_path / "a" / "a.wav")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)

    found, refused = names(tmp_path)

    assert found == ["a/a.wav"]
    assert refused == {"a/loop": "it links to the folder itself, which is already read"}


@LINKS
def test_two_folders_that_link_to_each_other_are_read_once_each(tmp_path):
    touch(tmp_path / "outside" / "b.wav")
    touch(tmp_path / "in" / "a.wav")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "outside")
    (tmp_path / "outside" / "back").symlink_to(tmp_path / "in")

    found, refused = names(tmp_path / "in")

    assert found == ["a.wav", "out/b.wav"]
    assert refused == {"out/back": "it links to the folder itself, which is already read"}


@LINKS
def test_a_file_is_taken_once_and_by_its_own_path(tmp_path):
    touch(tmp_path / "original.wav")
    (tmp_path / "copy.wav").symlink_to(tmp_path / "original.wav")

    found, refused = names(tmp_path)

    assert found == ["original.wav"]
    assert refused == {"copy.wav": "it links to original.wav, which is already read"}


@LINKS
def test_broken_links_and_pipes_are_reported(tmp_path):
    (tmp_path / "gone.wav").symlink_to(tmp_path / "deleted.wav")
    (tmp_path / "self.wav").symlink_to(tmp_path / "self.wav")
    os.mkfifo(tmp_path / "pipe.wav")

    broken = "it is a broken link"
    assert names(tmp_path) == (
        [],
        {"gone.wav": broken, "self.wav": broken, "pipe.wav": "it is a device or a pipe"},
    )


def test_a_folder_without_permission_is_reported_and_the_others_are_read(tmp_path, monkeypatch):
    touch(tmp_path / "a.wav")
    touch(tmp_path / "locked" / "b.wav")
    listing = type(tmp_path).iterdir

    def refuse(path):
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)

    assert names(tmp_path) == (
        ["a.wav"],
        {"locked": "the folder can't be opened: Permission denied"},
    )


def test_hidden_entries_are_ignored_and_the_rest_is_in_order(tmp_path):
    for name in ("b.wav", "a/c.wav", ".hidden/d.wav", ".e.wav", "a.wav"):
        touch(tmp_path / name)

    assert names(tmp_path)[0] == ["a/c.wav", "a.wav", "b.wav"]


@LINKS
def test_a_linked_folder_gives_clips(tmp_path):
    (tmp_path / "far").mkdir()
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, RATE)
    soundfile.write(tmp_path / "far" / "a.wav", noise, RATE)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "far")

    assert [clip.name for clip in folder_clips(tmp_path / "here")] == ["link/a.wav from 0 s"]


@pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there, a file's name is always text"
)
def test_names_that_are_not_text_are_read_split_and_reported_in_text(tmp_path):
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, RATE)
    bad = [b"a\xe9.wav", b"a\xe8.wav", b"new\nline.wav", b"colour\x1b[31m.wav"]
    for name in bad:
        with (tmp_path / os.fsdecode(name)).open("wb") as file:
            soundfile.write(file, noise, RATE, format="WAV")
    touch(tmp_path / os.fsdecode(b"broken\xff.wav"))

    with pytest.warns(UserWarning, match="left out"):
        shares = [folder_clips(tmp_path, split=s) for s in ("train", "tuning", "report")]

    clips = [clip.name for share in shares for clip in share]
    assert sorted(clips) == [
        r"a\udce8.wav from 0 s",
        r"a\udce9.wav from 0 s",
        r"colour\x1b[31m.wav from 0 s",
        r"new\nline.wav from 0 s",
    ]
    [line] = shares[0].left_out
    assert line.startswith(r"broken\udcff.wav: it isn't audio")
