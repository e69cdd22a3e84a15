"""The discriminators, their interface, their registry, and the kit that tests them.

    interface     `MultiDiscriminator`: what every discriminator implements
    mpd           Multi-Period Discriminator
    msd           Multi-Scale Discriminator; `decimation` lowers its sample rates
    msstftd       Multi-Scale STFT Discriminator; `spectrogram` is its input
    norm_convs    convolutions with weight or spectral norm, of which all three are built
    registry      find and build a discriminator by name
    meta_device   build one without its numbers, for its shapes
    peers         load the discriminators that other projects trained
    contract      check that a discriminator does what the rest of the package relies on

Importing this package registers the three built-in discriminators.
"""

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
