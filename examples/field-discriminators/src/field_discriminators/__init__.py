"""Discriminators that vocoders and codecs train with today, as plugins of the course.

    multi_resolution    MRD: magnitude spectrograms at three resolutions (UnivNet, BigVGAN)
    multi_band          five bands of the complex spectrogram (DAC, Vocos)
    constant_q          MS-SB-CQT: as many frequencies in every octave (BigVGAN v2)
    sub_band            a filterbank in front of MPD, which removes its aliases (after HILCodec)

The course finds each of them by its entry point in ``pyproject.toml``.
"""
