"""The one door through which torchaudio comes in, beside any torch.

On Linux the torchaudio wheel is linked to one CUDA release, and it fails to import beside another:

    a torch without CUDA        OSError       its compiled part does not find libc10_cuda.so
    a torch with another CUDA   RuntimeError  torchaudio compares the two numbers and refuses

What this course uses of torchaudio is written in Python and needs no compiled part. torchaudio
itself has a branch for an installation where that part is missing
(``torchaudio._extension.utils._load_lib`` returns False). After a failed import, and only then,
this door sends torchaudio down that branch.

Source: https://github.com/pytorch/audio, ``src/torchaudio/_extension``; the reasons stand in
``docs/adr/0006-torchaudio-door.md``.
"""

import importlib
import sys
from types import ModuleType

_LOADER = "torchaudio._extension.utils"  # a failed import leaves this module behind, loaded


def import_torchaudio() -> ModuleType:
    """Import torchaudio, without its compiled part if that part does not fit this torch.

    Where the normal import works, nothing is changed. Afterwards a plain ``import torchaudio``
    works.

    Raises:
        ModuleNotFoundError: torchaudio is not installed.
        OSError | RuntimeError: torchaudio's own error, where its compiled part was not the reason.
    """
    try:
        return importlib.import_module("torchaudio")
    except (OSError, RuntimeError) as error:
        loader = sys.modules.get(_LOADER)
        if loader is None or not hasattr(loader, "_load_lib"):
            raise
        return _import_without_compiled_part(loader, error)


def _import_without_compiled_part(loader: ModuleType, error: Exception) -> ModuleType:
    load_lib = loader._load_lib
    loader._load_lib = _library_file_is_absent  # type: ignore[attr-defined]  # a module's global
    try:
        return importlib.import_module("torchaudio")
    except Exception:
        # the compiled part was not what failed: the first error is the one that helps
        raise error from None
    finally:
        loader._load_lib = load_lib  # type: ignore[attr-defined]  # a module's global


def _library_file_is_absent(_: str) -> bool:
    return False
