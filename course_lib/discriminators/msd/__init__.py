"""Multi-Scale Discriminator (MSD): hear the wave whole, then at half the rate, then at a quarter.

Each scale is the same stack of strided convolutions over the raw samples. A stack that hears fewer
samples a second covers more time with the same kernels:

    wave ───────────────────────► scale 0    x x x x x x x x    fine detail
      └─ average ───────────────► scale 1     x   x   x   x     twice the time per sample
            └─ average ─────────► scale 2       x       x       four times

The average over a few samples is a poor low-pass: what lies above the new Nyquist frequency is
softened, then folded back down. ``decimator="sinc"`` removes it instead (`decimators`).

AudioCraft computes the average and drops it, so that its scales all hear the same wave.
``audiocraft_compat=True`` brings that back (docs/adr/0001-msd-downsamples.md).

Sources: Kumar et al., "MelGAN", 2019, section 2.2, https://arxiv.org/abs/1910.06711; Kong et al.,
"HiFi-GAN", 2020, section 2.3, https://arxiv.org/abs/2010.05646; arguments, defaults and numbers
are AudioCraft's.
"""

from course_lib.discriminators.msd.committee import MultiScaleDiscriminator
from course_lib.discriminators.msd.scale import ScaleDiscriminator

__all__ = ["MultiScaleDiscriminator", "ScaleDiscriminator"]
