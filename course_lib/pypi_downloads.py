"""Files that other projects have released on PyPI: downloaded, checked, unpacked into a cache.

    AUDIOCRAFT.folder(default_cache())      the package `audiocraft`, as its authors released it

Nothing of a release becomes part of this project.
"""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course_lib.extras import extra

with extra("train", __name__):
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
# What AudioCraft's losses import from it: two functions for several GPUs.
FLASHY = Release(
    "flashy==0.0.2",
    "flashy-0.0.2.tar.gz",
    "e7f5afc3130d5af5ddbce1d22f4a729f1900055488cb0b531cdbc190dc79e9fd",
    "flashy-0.0.2/flashy",
)
RELEASES: Mapping[str, Release] = {
    "audiocraft": AUDIOCRAFT,
    "flashy": FLASHY,
    "bigvgan": Release(
        "bigvgan==2.4.1",
        "bigvgan-2.4.1-py3-none-any.whl",
        "d6ed87550ed1cff48907cddfb8256377985c589be767fa0ec29f4f3571af4fa8",
        "bigvgan",
    ),
    "encodec": Release(
        "encodec==0.1.1",
        "encodec-0.1.1.tar.gz",
        "36dde98ccfe6c51a15576476cadfcb3b35a63507b8b8555abd69889a6fba6772",
        "encodec-0.1.1/encodec",
    ),
    "dac": Release(
        "descript-audio-codec==1.0.0",
        "descript_audio_codec-1.0.0-py3-none-any.whl",
        "7ecd1883040613d143494f27f199c11c7053a8a7f9fd2120568c5a98db926e61",
        "dac",
    ),
    "vocos": Release(
        "vocos==0.1.0",
        "vocos-0.1.0-py3-none-any.whl",
        "0ac13eaef68596074301e912d781399b3defa4b4ca60b6bc52c8a4b9209ca235",
        "vocos",
    ),
    "hifigan": Release(
        "hifi-gan==0.0.2",
        "hifi_gan-0.0.2.tar.gz",
        "7e7c682bd6e1d4987b71e58f80b243b6b30b2f2c29c5eef18fbd5f058ce38c8a",
        "hifi_gan-0.0.2/hifi_gan",
    ),
    "coqui": Release(
        "coqui-tts==0.28.0",
        "coqui_tts-0.28.0-py3-none-any.whl",
        "dc50125980cf17ec859ad34fda725028b164d18dbbd96de45bde4c6bb4e6ceb5",
        "TTS",
    ),
    "stable_audio": Release(
        "stable-audio-tools==0.0.19",
        "stable_audio_tools-0.0.19-py3-none-any.whl",
        "c6b6f540d2bdabc4fc092246c77852f9a96a8ee8e430bbc117b174eb206dc6bd",
        "stable_audio_tools",
    ),
    "rvc": Release(
        "rvc==0.3.5",
        "rvc-0.3.5-py3-none-any.whl",
        "5e55c887be49850869a347c71a51af03b0d5e86f737c9078ca14241730490de2",
        "rvc",
    ),
    "gpt_sovits": Release(
        "gpt-sovits-python==1.0.0",
        "gpt_sovits_python-1.0.0-py3-none-any.whl",
        "314959ebcb9d801d7fd193ba173d25727c474c4e575b78e1ed2040afed72ff02",
        "gpt_sovits_python",
    ),
    # DAC's spectrogram
    "audiotools": Release(
        "descript-audiotools==0.7.2",
        "descript_audiotools-0.7.2-py2.py3-none-any.whl",
        "bb7a4e837f92395e43894d99a89406485325b88c6f158caf59e18876cf5b06ea",
        "audiotools",
    ),
    # BigVGAN v2's constant-Q transform
    "nnaudio": Release(
        "nnAudio==0.3.4",
        "nnaudio-0.3.4-py3-none-any.whl",
        "48db0c54443f4f3f54057d416bd9ba304110552b4bba32f897e864f55deaa87c",
        "nnAudio",
    ),
}


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
