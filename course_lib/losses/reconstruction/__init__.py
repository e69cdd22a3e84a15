"""Distances between a sound and its reconstruction, computed without a discriminator.

mel        distances between mel spectrograms, at one or several resolutions
stft       distances between STFT magnitudes, at one or several resolutions
sisnr      the scale-invariant signal-to-noise ratio
log_mel    the levels of mel bands, in logarithms
reconstruction_loss    what training the small GAN's codec minimises
pairs      checks that two sounds can be compared
"""
