"""Convolutions with weight normalisation, spectral normalisation or a group norm.

A discriminator that changes too fast is hard for its generator to follow. A norm slows it down,
either by parametrising the weight differently or by normalising the output of the convolution:

    norm               what is stored                    what the convolution uses
    "none"             weight                            weight
    "weight_norm"      weight_g, weight_v                g · v / ‖v‖: length apart from direction
    "spectral_norm"    weight_orig, weight_u, weight_v   weight / σ: no input patch gets larger
    "time_group_norm"  weight; norm.weight, norm.bias    weight, then normalises each item's output

Each convolution owns these parameters and computes its weight on every call. Unlike the hooks of
``torch.nn.utils``, it can therefore be deep-copied and compiled in one graph. Names, order, initial
values and results equal those of the hooks to the bit
(docs/adr/0003-convolutions-own-their-norm.md). Weights saved from
``torch.nn.utils.parametrizations``, whose keys differ, can be loaded too.

    layers     convolutions with a norm by name, and the sizes that go in and come out
    normalised_weights    the weight as it is computed on every call
    space_to_depth    a strided convolution in groups, computed faster
    by_name    classes chosen by name

Sources: Salimans & Kingma, "Weight Normalization", 2016, https://arxiv.org/abs/1602.07868;
Miyato et al., "Spectral Normalization for GANs", 2018, section 2.1 and appendix A,
https://arxiv.org/abs/1802.05957; the arguments are AudioCraft's, ``audiocraft/modules/conv.py``.
"""

from course_lib.discriminators.norm_convs.by_name import LEAKY_SLOPE, choose, make_activation
from course_lib.discriminators.norm_convs.layers import (
    NormConv,
    NormConv1d,
    NormConv2d,
    shortest_input,
)
from course_lib.discriminators.norm_convs.normalised_weights import (
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
