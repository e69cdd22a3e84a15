"""The losses of both players, and the balance between them.

    criteria            hinge and least-squares losses on logits
    feature_matching    distance between the feature maps of two sounds
    gradient_penalty    R1 and WGAN-GP: limit the slope of a discriminator
    adversarial         `AdversarialLoss`: a discriminator, its optimiser and its losses
    balancer            `Balancer`: give each loss its share of the gradient
    adaptive            weights that follow how well each discriminator does
    reconstruction/     distances between two sounds without a discriminator: mel, STFT, SI-SNR
    gradient_norms, gradient_shares    measure what each loss contributes

Behind them: `adversary_outputs` checks what a discriminator returns, `moving_averages` has those of
the balancer, `frozen_model` keeps a discriminator unchanged in the generator's turn,
`at_least_float32` widens numbers of sixteen bits, `averages_over_ranks` sums and averages over
processes.

Reading order: criteria, feature_matching, adversarial, balancer; then reconstruction.
"""

from course_lib.losses.adversarial import AdversarialLoss, GeneratorLosses
from course_lib.losses.balancer import Balancer
from course_lib.losses.criteria import (
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.losses.feature_matching import FeatureMatchingLoss
from course_lib.losses.frozen_model import readonly
from course_lib.losses.reconstruction.mel import (
    MelSpectrogramL1Loss,
    MultiScaleMelSpectrogramLoss,
)
from course_lib.losses.reconstruction.sisnr import SISNR
from course_lib.losses.reconstruction.stft import MRSTFTLoss, STFTLoss

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
