"""Convolutions that own their normalisation, and the sizes that come out of them.

A discriminator that changes fast leaves its generator nothing to follow. A norm tames it, either
by writing the weight in another form or by levelling what the convolution puts out:

    norm               what is stored                    what the convolution uses
    "none"             weight                            weight
    "weight_norm"      weight_g, weight_v                g · v / ‖v‖: length and direction apart
    "spectral_norm"    weight_orig, weight_u, weight_v   weight / σ: no patch of the input grows
    "time_group_norm"  weight; norm.weight, norm.bias    weight, then brings each item to one level

Each stores its parameters itself and computes its weight when it is called. So, unlike the hooks
of ``torch.nn.utils``, it can be deep-copied and compiled in one graph; names, order, initial
values and results are theirs to the bit (docs/adr/0003-convolutions-own-their-norm.md). Weights
saved from ``torch.nn.utils.parametrizations``, whose keys differ, can be loaded too.

Sources: Salimans & Kingma, "Weight Normalization", 2016, https://arxiv.org/abs/1602.07868;
Miyato et al., "Spectral Normalization for GANs", 2018, section 2.1 and appendix A,
https://arxiv.org/abs/1802.05957; the arguments are AudioCraft's, ``audiocraft/modules/conv.py``.
"""

from course_lib.discriminators.norm_convs.choices import LEAKY_SLOPE, choose, make_activation
from course_lib.discriminators.norm_convs.layers import (
    NormConv,
    NormConv1d,
    NormConv2d,
    shortest_input,
)
from course_lib.discriminators.norm_convs.weights import (
    SETTLING_ITERATIONS,
    SpectralNormConv,
    WeightNormConv,
    in_full_precision,
)

__all__ = [
    "LEAKY_SLOPE",
    "SETTLING_ITERATIONS",
    "NormConv",
    "NormConv1d",
    "NormConv2d",
    "SpectralNormConv",
    "WeightNormConv",
    "choose",
    "in_full_precision",
    "make_activation",
    "shortest_input",
]
