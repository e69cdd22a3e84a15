"""The built-in discriminators; importing this package registers all of them."""

from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator, fold
from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator
from course_lib.discriminators.msstftd import DiscriminatorSTFT, MultiScaleSTFTDiscriminator

__all__ = [
    "DiscriminatorSTFT",
    "MultiPeriodDiscriminator",
    "MultiScaleDiscriminator",
    "MultiScaleSTFTDiscriminator",
    "PeriodDiscriminator",
    "ScaleDiscriminator",
    "fold",
]
