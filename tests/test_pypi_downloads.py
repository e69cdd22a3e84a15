"""A release is the file that was asked for, or an error that says what to do."""

import hashlib
import io
import sys
import tarfile
from pathlib import Path

import pytest

from course_lib.pypi_downloads import Release, UnavailableReferenceError


def sdist(folder: Path, files: dict[str, str]) -> Release:
    archive = folder / "toy-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"toy-1.0/toy/{name}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return Release("toy==1.0", archive.name, digest, "toy-1.0/toy")


def test_a_release_in_the_cache_is_unpacked_without_a_download(tmp_path):
    release = sdist(tmp_path, {"part.py": "x = 1\n"})

    assert (release.folder(tmp_path) / "part.py").read_text() == "x = 1\n"


def test_a_file_with_another_hash_is_not_unpacked(tmp_path):
    release = sdist(tmp_path, {"part.py": "x = 1\n"})
    (tmp_path / release.file).write_bytes(b"something else")

    with pytest.raises(UnavailableReferenceError, match="delete it and try again"):
        release.folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [release.file]


def test_a_failed_download_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    release = Release("toy==1.0", "toy-1.0.tar.gz", "0" * 64, "toy-1.0/toy")

    with pytest.raises(UnavailableReferenceError, match=r"put toy-1.0.tar.gz into"):
        release.folder(tmp_path)
