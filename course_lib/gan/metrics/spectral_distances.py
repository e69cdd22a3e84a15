"""Distances of magnitude spectra, close to the reconstruction loss that trains the generator.

They are context, not a verdict. The generator is trained on a mel distance, so a discriminator that
asks for anything else makes it worse there. Read them next to the headline metrics.

Source: Yamamoto et al., "Parallel WaveGAN", 2020, section 2.2, https://arxiv.org/abs/1910.11480
"""

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import checked, log_magnitude, per_clip, power
from course_lib.losses.reconstruction.log_mel import LogMel

N_FFTS = (256, 512, 1024, 2048)
QUIETEST = 1e-12  # keeps 0/0 of two silences from being NaN


def mrstft_log(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the distance of log magnitudes, averaged over four window lengths.

        mean over n_fft in (256, 512, 1024, 2048) of  mean | ln|X| - ln|X'| |

    Unit: nepers (1 Np is a factor of e, or 8.7 dB). Range: 0 and up; 0 for a perfect copy. **Lower
    is better**. A gain of g costs |ln g|. All bins count the same, even quiet ones. Two different
    noises of the same colour are about 0.6 apart, although they sound the same.

    Can't measure: phase, and anything below the floor of -86 dBFS.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
    """
    reference, estimate = checked(reference, estimate, minimum=1, who="mrstft_log")
    distances = [
        per_clip((log_magnitude(estimate, n) - log_magnitude(reference, n)).abs()) for n in N_FFTS
    ]
    return torch.stack(distances).mean(0)


def spectral_convergence(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the error of the magnitudes relative to the magnitudes of the reference.

        mean over n_fft in (256, 512, 1024, 2048) of  ‖ |X'| - |X| ‖ / ‖ |X| ‖

    Unit: none. Range: 0 and up; 0 for a perfect copy, 1 for silence. **Lower is better**. Loud bins
    dominate.

    Can't measure: phase, and anything much quieter than the loudest partials.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
    """
    reference, estimate = checked(reference, estimate, minimum=1, who="spectral_convergence")
    parts = []
    for n_fft in N_FFTS:
        size, other = power(reference, n_fft).sqrt(), power(estimate, n_fft).sqrt()
        error = (other - size).to(torch.float64).flatten(1).norm(dim=1)
        parts.append(error / (size.to(torch.float64).flatten(1).norm(dim=1) + QUIETEST))
    return torch.stack(parts).mean(0)


def log_mel_l1(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return the distance of log-mel spectra, which the generator is trained to reduce.

        mean | ln(M + 0.01) - ln(M' + 0.01) |       M: 64 mel bands of magnitudes, n_fft 1024

    Unit: nepers. Range: 0 and up; 0 for a perfect copy. **Lower is better**. An adversarial loss
    pulls away from it: expect it to rise, and ask what you got in return.

    Can't measure: phase, where partials are inside a band, and sounds below the 0.01.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    log_mel = LogMel(sample_rate)
    shortest = log_mel.minimum_length
    reference, estimate = checked(reference, estimate, minimum=shortest, who="log_mel_l1")
    return per_clip((log_mel(estimate) - log_mel(reference)).abs())
