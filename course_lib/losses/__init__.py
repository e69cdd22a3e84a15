"""What the players pay: adversarial, feature-matching and reconstruction losses, and their balance.

Reading order: criteria, matching, adversarial, balancer; then mel, stft and sisnr.
"""

from course_lib.losses.adversarial import AdversarialLoss, GeneratorLosses
from course_lib.losses.balancer import Balancer
from course_lib.losses.criteria import (
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.losses.guards import readonly
from course_lib.losses.matching import FeatureMatchingLoss
from course_lib.losses.mel import MelSpectrogramL1Loss, MultiScaleMelSpectrogramLoss
from course_lib.losses.sisnr import SISNR
from course_lib.losses.stft import MRSTFTLoss, STFTLoss

__all__ = [
    "SISNR",
    "AdversarialLoss",
    "Balancer",
    "FeatureMatchingLoss",
    "GeneratorLosses",
    "MRSTFTLoss",
    "MelSpectrogramL1Loss",
    "MultiScaleMelSpectrogramLoss",
    "STFTLoss",
    "get_adv_criterion",
    "get_fake_criterion",
    "get_real_criterion",
    "readonly",
]
