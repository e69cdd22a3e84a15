"""AudioCraft's names for our objects, for ``golden_check.py``.

Run from the repository's root, with the root on the import path:

    PYTHONPATH=. python tests/golden/golden_check.py --adv tests.golden.names \
        --losses tests.golden.names --folder public \
        --msd-faithful '{"audiocraft_compat": true}' --msd-fixed '{"audiocraft_compat": false}'
"""

from course_lib.discriminators import msstftd
from course_lib.discriminators.mpd import MultiPeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.losses import (
    SISNR,
    AdversarialLoss,
    Balancer,
    FeatureMatchingLoss,
    MelSpectrogramL1Loss,
    MRSTFTLoss,
    MultiScaleMelSpectrogramLoss,
    STFTLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)

__all__ = [
    "SISNR",
    "AdversarialLoss",
    "Balancer",
    "FeatureMatchingLoss",
    "MRSTFTLoss",
    "MelSpectrogramL1Loss",
    "MultiPeriodDiscriminator",
    "MultiScaleDiscriminator",
    "MultiScaleMelSpectrogramLoss",
    "MultiScaleSTFTDiscriminator",
    "STFTLoss",
    "get_adv_criterion",
    "get_fake_criterion",
    "get_real_criterion",
]


class MultiScaleSTFTDiscriminator(msstftd.MultiScaleSTFTDiscriminator):
    """Our class, but ignoring ``sep_channels``, as AudioCraft does.

    AudioCraft stores the argument and never reads it, which the golden data shows. Ours uses it
    (docs/adr/0002-msstftd-arguments-work.md), so a comparison has to drop it.
    """

    def __init__(self, *args, sep_channels=False, **options):
        super().__init__(*args, **options)
