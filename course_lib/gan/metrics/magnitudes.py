"""Compare magnitudes: what reconstruction losses train, and what mirrors of them report.

Context, not verdict. The generator is trained on a mel distance, so a discriminator that asks for
anything else makes it worse there. Read these beside the headline metrics.

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
    """Measure the log-magnitude distance, over four window lengths.

        mean over n_fft in (256, 512, 1024, 2048) of  mean | ln|X| - ln|X'| |

    Unit: nepers (1 is a factor of e, or 8.7 dB). 0 for a perfect copy; lower is better. A gain of
    g costs |ln g|. Every bin counts alike, quiet ones too. Two different noises of one colour are
    0.6 apart or so, although they sound the same.

    It does not hear: phase, and anything below the floor of -86 dBFS.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
    """
    wanted, heard = checked(reference, estimate, minimum=1, who="mrstft_log")
    distances = [
        per_clip((log_magnitude(heard, n) - log_magnitude(wanted, n)).abs()) for n in N_FFTS
    ]
    return torch.stack(distances).mean(0)


def spectral_convergence(reference: Tensor, estimate: Tensor) -> Tensor:
    """Measure the error of the magnitudes as a part of the reference's.

        mean over n_fft in (256, 512, 1024, 2048) of  ‖ |X'| - |X| ‖ / ‖ |X| ‖

    Unit: none. 0 for a perfect copy, 1 for silence; lower is better. Loud bins decide.

    It does not hear: phase, and anything much quieter than the loudest partials.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
    """
    wanted, heard = checked(reference, estimate, minimum=1, who="spectral_convergence")
    parts = []
    for n_fft in N_FFTS:
        size, other = power(wanted, n_fft).sqrt(), power(heard, n_fft).sqrt()
        error = (other - size).to(torch.float64).flatten(1).norm(dim=1)
        parts.append(error / (size.to(torch.float64).flatten(1).norm(dim=1) + QUIETEST))
    return torch.stack(parts).mean(0)


def log_mel_l1(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Measure the distance of log-mel spectra: the target that the generator is trained on.

        mean | ln(M + 0.01) - ln(M' + 0.01) |       M: 64 mel bands of magnitudes, n_fft 1024

    Unit: nepers. 0 for a perfect copy; lower is better. An adversarial loss pulls away from it:
    expect it to rise, and ask what was gained for it.

    It does not hear: phase, the places of partials inside one band, and sounds below the 0.01.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    log_mel = LogMel(sample_rate)
    both = checked(reference, estimate, minimum=log_mel.minimum_length, who="log_mel_l1")
    wanted, heard = (log_mel(waves) for waves in both)
    return per_clip((heard - wanted).abs())
