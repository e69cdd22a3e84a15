"""Pictures without controls: each shows one measured fact.

complex_parts       the real and imaginary parts of a spectrum as images
connections         which input channels of a convolution reach which output channels
decimator_curves    the weights and the frequency response of each decimator
logit_fields        the spectrogram cells that a logit of MS-STFT-D depends on
receptive_fields    the samples that one value depends on after each layer, and their stretch
runs_side_by_side   one curve of several training runs, a panel each
scale_views         one sound through several windows
score_map           scores over time, below the wave
"""
