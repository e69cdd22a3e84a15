"""Files that are whole at every moment, whatever happens while they are written."""

import os
import threading

import pytest

from course_lib import atomic
from course_lib.atomic import remove_folder, write_file, write_folder


def test_bytes_and_text_come_back_with_their_line_ends(tmp_path):
    write_file(tmp_path / "a", b"\x00\r\n")
    write_file(tmp_path / "b", "né\r\n")

    assert (tmp_path / "a").read_bytes() == b"\x00\r\n"
    assert (tmp_path / "b").read_bytes() == "né\r\n".encode()


def test_a_reader_finds_one_version_or_the_other_while_two_writers_race(tmp_path):
    file = tmp_path / "a"
    versions = [letter * 100_000 for letter in (b"x", b"y")]
    write_file(file, versions[0])
    writers = [
        threading.Thread(target=lambda v=version: [write_file(file, v) for _ in range(20)])
        for version in versions
    ]
    for writer in writers:
        writer.start()
    found = set()
    while any(writer.is_alive() for writer in writers):
        found.add(file.read_bytes())
    for writer in writers:
        writer.join()

    assert found <= set(versions)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("write", [lambda p: write_file(p / "a", "new"), lambda p: folder(p)])
def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch, write):
    write_file(tmp_path / "a", "old")

    def full(path, content):
        path.write_bytes(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def folder(parent):
    write_folder(parent / "b", {"c": b"12"})


def test_a_folder_is_written_and_removed_as_a_whole(tmp_path):
    (tmp_path / ".b.partial").mkdir()  # of a process that was killed
    (tmp_path / ".b.partial" / "half").touch()
    folder(tmp_path)

    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == ["b", "b/c"]
    remove_folder(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_others_may_read_it_where_the_umask_lets_them(tmp_path):
    """A page or a gradebook is shared: a temporary file's 0600 would hide it."""
    before = os.umask(0o022)
    try:
        write_file(tmp_path / "a", "")
    finally:
        os.umask(before)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644
