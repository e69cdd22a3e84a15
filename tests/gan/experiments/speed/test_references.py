"""A reference is the release that was asked for, or an error; nothing of it stays imported."""

import hashlib
import io
import sys
import tarfile
from pathlib import Path

import pytest

from course_lib.gan.experiments.speed import references
from course_lib.gan.experiments.speed.references import Release, UnavailableReferenceError


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


def test_a_submodule_is_imported_without_the_package_and_leaves_no_trace(tmp_path):
    files = {"__init__.py": "import no_such_framework\n", "part.py": "from . import sibling\n"}
    folder = sdist(tmp_path, {**files, "sibling.py": ""}).folder(tmp_path)
    before = set(sys.modules)

    with references._packages({"toy": folder}):
        part = references.importlib.import_module("toy.part")

    assert part.sibling.__name__ == "toy.sibling"
    assert not {name for name in set(sys.modules) - before if name.startswith("toy")}
