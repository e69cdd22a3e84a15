"""The published discriminators, as their authors released them, for comparison only.

pip downloads each release into the user's cache, checked against its hash. Of a package, only the
modules that define discriminators and losses are imported: its ``__init__`` would import a whole
framework. What those modules import without a use for it here gets an empty stand-in.

Nothing of it is part of this project, and no other module needs it.
"""

import hashlib
import importlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

from platformdirs import user_cache_path

from course_lib.audio.torchaudio_compat import import_torchaudio


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
        place = cache / self.sha256[:16]
        if not (place / self.package).is_dir():
            archive = self._download(cache)
            if hashlib.sha256(archive.read_bytes()).hexdigest() != self.sha256:
                raise UnavailableReferenceError(
                    f"{archive} isn't the release {self.requirement}: delete it and try again."
                )
            _unpack(archive, place)
        return place / self.package

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


_RELEASES: Mapping[str, Release] = {
    "audiocraft": Release(
        "audiocraft==1.3.0",
        "audiocraft-1.3.0.tar.gz",
        "d82ade3eb4f934ee1adb438ae687a2bf59d33ca4a20039beab072548c038ac80",
        "audiocraft-1.3.0/audiocraft",
    ),
    "flashy": Release(
        "flashy==0.0.2",
        "flashy-0.0.2.tar.gz",
        "e7f5afc3130d5af5ddbce1d22f4a729f1900055488cb0b531cdbc190dc79e9fd",
        "flashy-0.0.2/flashy",
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
}


def default_cache() -> Path:
    """Return the folder that releases are downloaded into."""
    return user_cache_path("course_lib") / "references"


def load_audiocraft(cache: Path) -> ModuleType:
    """Return AudioCraft's ``audiocraft.adversarial``: discriminators, losses and criteria."""
    flashy, audiocraft = (_RELEASES[name].folder(cache) for name in ("flashy", "audiocraft"))
    dora = _module("dora.distrib", rank=_no_use, world_size=lambda: 1, init=_no_use)
    with _packages({"dora": None, "flashy": flashy}, {"dora.distrib": dora}):
        sys.modules["flashy"].distrib = importlib.import_module("flashy.distrib")  # type: ignore[attr-defined]
        sys.modules["flashy"].utils = importlib.import_module("flashy.utils")  # type: ignore[attr-defined]
        with _packages({"audiocraft": audiocraft, "audiocraft.modules": audiocraft / "modules"}):
            _lend_convolutions("audiocraft.modules")
            return importlib.import_module("audiocraft.adversarial")


def load_encodec(cache: Path) -> ModuleType:
    """Return EnCodec's ``encodec.msstftd``."""
    folder = _RELEASES["encodec"].folder(cache)
    with _packages({"encodec": folder, "encodec.modules": folder / "modules"}):
        _lend_convolutions("encodec.modules")
        return importlib.import_module("encodec.msstftd")


def load_dac(cache: Path) -> ModuleType:
    """Return DAC's ``dac.model.discriminator``; its MPD doesn't use audiotools."""
    folder = _RELEASES["dac"].folder(cache)
    names = ("AudioSignal", "STFTParams", "ml")
    unused = SimpleNamespace(BaseModel=object)
    audiotools = _module("audiotools", **dict.fromkeys(names, unused))
    with _packages({"dac": folder, "dac.model": folder / "model"}, {"audiotools": audiotools}):
        return importlib.import_module("dac.model.discriminator")


def load_vocos(cache: Path) -> ModuleType:
    """Return Vocos's ``vocos.discriminators``."""
    with _packages({"vocos": _RELEASES["vocos"].folder(cache)}):
        return importlib.import_module("vocos.discriminators")


LOADERS: Mapping[str, Callable[[Path], ModuleType]] = {
    "audiocraft": load_audiocraft,
    "encodec": load_encodec,
    "dac": load_dac,
    "vocos": load_vocos,
}


@contextmanager
def _packages(
    folders: Mapping[str, Path | None], stand_ins: Mapping[str, ModuleType] | None = None
) -> Iterator[None]:
    """Let submodules of packages be imported without their ``__init__``; nothing of it stays."""
    import_torchaudio()
    before = dict(sys.modules)
    for name, folder in folders.items():
        sys.modules[name] = package = ModuleType(name)
        package.__path__ = [str(folder)] if folder else []
    sys.modules.update(stand_ins or {})
    try:
        yield
    finally:
        roots = {name.partition(".")[0] for name in [*folders, *(stand_ins or {})]}
        for name in list(sys.modules):
            if name.partition(".")[0] in roots and name not in before:
                del sys.modules[name]


def _lend_convolutions(package: str) -> None:
    """Give a package the two names that its own ``__init__`` would import from ``conv``."""
    convs = importlib.import_module(f"{package}.conv")
    for name in ("NormConv1d", "NormConv2d"):
        setattr(sys.modules[package], name, getattr(convs, name))


def _module(name: str, **values: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(values)
    return module


def _no_use(*_: object) -> int:
    return 0


def _unpack(archive: Path, place: Path) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(place)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(place, filter="data")
