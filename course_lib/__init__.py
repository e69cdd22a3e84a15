"""The code behind the course *What does a discriminator hear?*.

    from course_lib import MultiPeriodDiscriminator, check_contract

    discriminators, losses    what the course teaches, numerically AudioCraft's
    audio, sounds             files and transforms; generated teaching sounds
    gan                       a small GAN to train, measure and compare
    display, instruments      figures, players and pages; interactive widgets
    classroom                 exercises, checks and a learner's progress
    authoring, grading        for authors and for teachers
    cli                       the ``course`` command
    atomic, pypi_downloads    safe files; releases of other projects
    seeding, spelling, moved  random generators; "did you mean"; old names
    progress_bar, extras      a line in a terminal; what to install for more than the library

Importing it is quick: each name below is imported from its module when it is first used, so
``course --help`` doesn't wait for torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from course_lib.moved import keep_old_names

if TYPE_CHECKING:
    from course_lib.discriminators.contract import ContractReport, check_contract
    from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
    from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator, fold
    from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator
    from course_lib.discriminators.msstftd import DiscriminatorSTFT, MultiScaleSTFTDiscriminator
    from course_lib.discriminators.peers import load_peer
    from course_lib.discriminators.registry import create, register
    from course_lib.losses import AdversarialLoss, Balancer, FeatureMatchingLoss

__version__ = "0.1.0"

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
    "load_peer",
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
    "course_lib.discriminators.peers": ("load_peer",),
    "course_lib.discriminators.registry": ("create", "register"),
    "course_lib.losses": ("AdversarialLoss", "Balancer", "FeatureMatchingLoss"),
}

if not TYPE_CHECKING:  # type checkers use the imports above, and so find misspelt names

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                globals()[name] = found = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module 'course_lib' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


keep_old_names()
