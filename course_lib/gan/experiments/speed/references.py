"""The published discriminators, as their authors released them, for comparison only.

pip downloads each release into the user's cache, checked against its hash. Of a package, only the
modules that define discriminators and losses are imported: its ``__init__`` would import a whole
framework. What those modules import without a use for it here gets an empty stand-in.

Nothing of it is part of this project, and no other module needs it.
"""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.pypi_downloads import AUDIOCRAFT, FLASHY, RELEASES


def load_audiocraft(cache: Path, package: Path | None = None) -> ModuleType:
    """Return AudioCraft's ``audiocraft.adversarial``: discriminators, losses and criteria.

    Args:
        cache: The folder that the releases are downloaded into.
        package: The folder of another copy of the package ``audiocraft``, such as a patched one.
    """
    flashy = FLASHY.folder(cache)
    audiocraft = package or AUDIOCRAFT.folder(cache)
    dora = _module("dora.distrib", rank=_no_use, world_size=lambda: 1, init=_no_use)
    with _packages({"dora": None, "flashy": flashy}, {"dora.distrib": dora}):
        sys.modules["flashy"].distrib = importlib.import_module("flashy.distrib")  # type: ignore[attr-defined]
        sys.modules["flashy"].utils = importlib.import_module("flashy.utils")  # type: ignore[attr-defined]
        with _packages({"audiocraft": audiocraft, "audiocraft.modules": audiocraft / "modules"}):
            _lend_convolutions("audiocraft.modules")
            return importlib.import_module("audiocraft.adversarial")


def load_encodec(cache: Path) -> ModuleType:
    """Return EnCodec's ``encodec.msstftd``."""
    folder = RELEASES["encodec"].folder(cache)
    with _packages({"encodec": folder, "encodec.modules": folder / "modules"}):
        _lend_convolutions("encodec.modules")
        return importlib.import_module("encodec.msstftd")


def load_dac(cache: Path) -> ModuleType:
    """Return DAC's ``dac.model.discriminator``; its MPD doesn't use audiotools."""
    folder = RELEASES["dac"].folder(cache)
    names = ("AudioSignal", "STFTParams", "ml")
    unused = SimpleNamespace(BaseModel=object)
    audiotools = _module("audiotools", **dict.fromkeys(names, unused))
    with _packages({"dac": folder, "dac.model": folder / "model"}, {"audiotools": audiotools}):
        return importlib.import_module("dac.model.discriminator")


def load_vocos(cache: Path) -> ModuleType:
    """Return Vocos's ``vocos.discriminators``."""
    with _packages({"vocos": RELEASES["vocos"].folder(cache)}):
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
