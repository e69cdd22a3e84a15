"""Pictures without controls: each shows one measured fact.

connections         which channels of a convolution depend on which
decimator_curves    the frequency response of each decimator
logit_fields        the spectrogram cells that a logit of MS-STFT-D depends on
random_phase        a sound with its phase removed
roc                 ROC curves, and the area under them
run_curves          one curve of several training runs
scale_views         one sound through several windows
score_map           scores over time, under the wave
sparring            a discriminator that trains against fixed fakes
"""
