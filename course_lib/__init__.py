"""The code behind the course *What does a discriminator hear?*.

    from course_lib import MultiPeriodDiscriminator, check_contract

Importing it is quick: each name below is fetched from its module when it is first used, so that
``course --help`` need not wait for torch. Once it is imported, a plain ``import torchaudio`` goes
through `course_lib.audio.torchaudio_compat` and works beside any torch.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.discriminators.contract import ContractReport, check_contract
    from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
    from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator, fold
    from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator
    from course_lib.discriminators.msstftd import DiscriminatorSTFT, MultiScaleSTFTDiscriminator
    from course_lib.discriminators.registry import create, register
    from course_lib.losses import AdversarialLoss, Balancer, FeatureMatchingLoss

__all__ = [
    "AdversarialLoss",
    "Balancer",
    "ContractReport",
    "DiscriminatorOutput",
    "DiscriminatorSTFT",
    "FeatureMatchingLoss",
    "MultiDiscriminator",
    "MultiPeriodDiscriminator",
    "MultiScaleDiscriminator",
    "MultiScaleSTFTDiscriminator",
    "PeriodDiscriminator",
    "ScaleDiscriminator",
    "check_contract",
    "create",
    "fold",
    "register",
]

_HOMES = {
    "course_lib.discriminators": (
        "DiscriminatorSTFT",
        "MultiPeriodDiscriminator",
        "MultiScaleDiscriminator",
        "MultiScaleSTFTDiscriminator",
        "PeriodDiscriminator",
        "ScaleDiscriminator",
        "fold",
    ),
    "course_lib.discriminators.contract": ("ContractReport", "check_contract"),
    "course_lib.discriminators.interface": ("DiscriminatorOutput", "MultiDiscriminator"),
    "course_lib.discriminators.registry": ("create", "register"),
    "course_lib.losses": ("AdversarialLoss", "Balancer", "FeatureMatchingLoss"),
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and so finds misspelt names

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                globals()[name] = found = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module 'course_lib' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


class _TorchaudioFinder(MetaPathFinder, Loader):
    """Send the first ``import torchaudio`` through the door; looking for it imports nothing."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path) if fullname == "torchaudio" else None
        if found is None:
            return None
        spec = ModuleSpec(fullname, self, origin=found.origin, is_package=True)
        spec.submodule_search_locations = found.submodule_search_locations
        return spec

    def exec_module(self, module: ModuleType) -> None:
        sys.meta_path.remove(self)
        del sys.modules[
            module.__name__
        ]  # the real one takes its place, as the import system allows
        try:
            import_module("course_lib.audio.torchaudio_compat").import_torchaudio()
        except BaseException:
            sys.meta_path.insert(0, self)
            raise


if "torchaudio" not in sys.modules and not any(
    type(finder).__name__ == _TorchaudioFinder.__name__ for finder in sys.meta_path
):
    sys.meta_path.insert(0, _TorchaudioFinder())
