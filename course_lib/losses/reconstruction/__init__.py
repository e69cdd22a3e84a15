"""Distances between a sound and its reconstruction, computed without a discriminator.

mel        L1 distance of mel spectrograms, at one or several resolutions
stft       distances of STFT magnitudes, at one or several resolutions
sisnr      scale-invariant signal-to-noise ratio
log_mel    the loss that trains the small GAN's codec
"""
