"""Files that other projects have released on PyPI: downloaded, checked, unpacked into a cache.

    AUDIOCRAFT.folder(default_cache())      the package `audiocraft`, as its authors released it

Nothing of a release becomes part of this project.
"""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path


class UnavailableReferenceError(RuntimeError):
    """A reference can't be downloaded, or isn't the release that was asked for."""


@dataclass(frozen=True)
class Release:
    """One file of a package index."""

    requirement: str
    file: str
    sha256: str
    package: str  # the folder of the import package inside the file

    def folder(self, cache: Path) -> Path:
        """Return the unpacked import package; download and unpack the release if necessary.

        Raises:
            UnavailableReferenceError: The download failed, or the file has another hash.
        """
        place = self._place(cache)
        if not self.is_unpacked(cache):
            archive = self._download(cache)
            if hashlib.sha256(archive.read_bytes()).hexdigest() != self.sha256:
                raise UnavailableReferenceError(
                    f"{archive} isn't the release {self.requirement}: delete it and try again."
                )
            _unpack(archive, place)
        return place / self.package

    def is_unpacked(self, cache: Path) -> bool:
        """Return whether the release is in a cache, ready for use without the network."""
        return (self._place(cache) / self.package).is_dir()

    def _place(self, cache: Path) -> Path:
        return cache / self.sha256[:16]

    def _download(self, cache: Path) -> Path:
        archive = cache / self.file
        if not archive.is_file():
            cache.mkdir(parents=True, exist_ok=True)
            words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            words += ["--dest", str(cache)]
            if self.file.endswith(".tar.gz"):
                words += ["--no-binary", ":all:"]
            done = subprocess.run([*words, self.requirement], capture_output=True, text=True)
            if done.returncode or not archive.is_file():
                raise UnavailableReferenceError(
                    f"pip can't download {self.requirement}: {done.stderr.strip()[-300:]} "
                    f"You can also put {self.file} into {cache} yourself."
                )
        return archive


AUDIOCRAFT = Release(
    "audiocraft==1.3.0",
    "audiocraft-1.3.0.tar.gz",
    "d82ade3eb4f934ee1adb438ae687a2bf59d33ca4a20039beab072548c038ac80",
    "audiocraft-1.3.0/audiocraft",
)


def default_cache() -> Path:
    """Return the folder that releases are downloaded into."""
    return user_cache_path("course_lib") / "references"


def _unpack(archive: Path, place: Path) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(place)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(place, filter="data")
