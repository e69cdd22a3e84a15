"""Multi-Scale STFT Discriminator (MS-STFT-D): look at the wave through several windows.

A short-time Fourier transform (STFT) cuts the wave into overlapping windows and says, for each
window and each frequency, how strong the sound is there and where in its cycle. A long window
tells close frequencies apart, a short one tells close moments apart. Each sub-discriminator has a
window of its own:

    wave ──► STFT, long window  ──► image: few frames, fine frequencies    ──► convolutions
        └──► STFT, short window ──► image: many frames, coarse frequencies ──► convolutions

The image is complex. Its real and imaginary parts go in as channels, so phase is judged too:

    stereo  ──►  re(left)  re(right)  im(left)  im(right)     each [frames, frequencies]

The convolutions look further and further in time (dilation 1, 2, 4) and halve the frequencies.

Sources: Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438; arguments, defaults and numbers are AudioCraft's, and where they
differ, docs/adr/0002-msstftd-arguments-work.md says why.
"""

from course_lib.discriminators.msstftd.committee import MultiScaleSTFTDiscriminator
from course_lib.discriminators.msstftd.spectrogram import ComplexSpectrogram
from course_lib.discriminators.msstftd.window import DiscriminatorSTFT

__all__ = ["ComplexSpectrogram", "DiscriminatorSTFT", "MultiScaleSTFTDiscriminator"]
