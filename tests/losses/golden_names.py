"""Our losses and discriminators under AudioCraft's names, for ``tests/golden/golden_check.py``."""

from course_lib.discriminators.mpd import MultiPeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.discriminators.msstftd import MultiScaleSTFTDiscriminator
from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)

__all__ = [
    "AdversarialLoss",
    "FeatureMatchingLoss",
    "MultiPeriodDiscriminator",
    "MultiScaleDiscriminator",
    "MultiScaleSTFTDiscriminator",
    "get_adv_criterion",
    "get_fake_criterion",
    "get_real_criterion",
]
