"""Import torchaudio next to any build of torch.

On Linux the torchaudio wheel is linked to one CUDA release, and fails to import next to another:

    a torch without CUDA        OSError       its compiled part can't find libc10_cuda.so
    a torch with another CUDA   RuntimeError  torchaudio compares the two versions and refuses

Everything this course uses from torchaudio is written in Python and doesn't need the compiled part.
torchaudio itself supports an installation without it (``torchaudio._extension.utils._load_lib``
then returns False). If the normal import fails, and only then, `import_torchaudio` makes torchaudio
take that branch.

Importing this module changes nothing: call `import_torchaudio` where torchaudio is needed.

Source: https://github.com/pytorch/audio, ``src/torchaudio/_extension``. For the reasons, see
docs/adr/0006-torchaudio-compat.md.
"""

import importlib
import sys
from types import ModuleType

from course_lib.extras import extra

_LOADER = "torchaudio._extension.utils"  # still loaded after a failed import


def import_torchaudio() -> ModuleType:
    """Return torchaudio, without its compiled part if that doesn't match this torch.

    If the normal import works, nothing else happens. Either way, a plain ``import torchaudio``
    works afterwards.

    Raises:
        MissingExtraError: torchaudio isn't installed; the extra "sounds" brings it.
        OSError | RuntimeError: The import failed for another reason; the error is torchaudio's.
    """
    try:
        with extra("sounds", "resampling"):
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
        # The compiled part wasn't the cause, so the first error is the useful one.
        raise error from None
    finally:
        loader._load_lib = load_lib  # type: ignore[attr-defined]  # a module's global


def _library_file_is_absent(_: str) -> bool:
    return False
