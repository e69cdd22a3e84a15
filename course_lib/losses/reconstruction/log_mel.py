"""What the codec pays for not sounding like its input, where no discriminator is asked.

    log-mel L1      mean| log(mel(estimate) + floor) - log(mel(target) + floor) |
    wave L1         mean| estimate - target |

The first compares loudness, band by band, as ears resolve it. It is blind to phase and to the fine
structure inside a band, and the floor makes it deaf to what is very quiet. The second is small, and
sees the phase of the loud low partials.

`course_lib.losses` has AudioCraft's mel losses, on energies and in log10. This one is on magnitudes
with a high floor: a small codec trained for minutes spends its effort on what can be heard.

Conventions
    Waves are ``[batch, 1, time]``. Spectra are computed in at least float32, also under autocast.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.audio.mel import mel_filterbank
from course_lib.audio.stft import stft
from course_lib.losses.reconstruction.pairs import check_pair, wide

QUIETEST_POWER = 1e-9  # keeps the slope of the root finite in silence


class LogMel(nn.Module):
    """Measure a wave [..., time] as logarithms of mel magnitudes [..., bands, frames].

    The ends are mirrored, so that there is one frame per ``hop_length`` samples; a last hop that is
    not full has none.

    Args:
        sample_rate: in Hz.
        n_fft: samples in one transform.
        hop_length: samples between frames.
        n_mels: bands.
        floor: added before the logarithm.
    """

    bands: Tensor

    def __init__(
        self,
        sample_rate: int,
        n_fft: int = 1024,
        hop_length: int = 256,
        n_mels: int = 64,
        floor: float = 0.01,
    ) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.floor = floor
        self.margin = (n_fft - hop_length) // 2
        self.minimum_length = self.margin + 1  # a mirror image is shorter than what it shows
        bands = mel_filterbank(n_mels, n_fft, sample_rate)
        self.register_buffer("bands", bands, persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Measure the loudness in each band."""
        with torch.autocast(wave.device.type, enabled=False):
            flat = wide(wave).reshape(-1, wave.shape[-1])
            mirrored = F.pad(flat, (self.margin, self.margin), mode="reflect")
            spectrum = stft(mirrored, self.n_fft, self.hop_length)
            power = spectrum.real.square() + spectrum.imag.square()
            magnitude = (power + QUIETEST_POWER).sqrt()
            mel = (self.bands.to(magnitude) @ magnitude + self.floor).log()
            return mel.reshape(*wave.shape[:-1], *mel.shape[-2:])


class ReconstructionLoss(nn.Module):
    """Compare two waves [batch, 1, time] by their log-mel spectrograms and by their samples.

    Args:
        sample_rate: in Hz.
        wave_weight: weight of the L1 distance between samples.
    """

    def __init__(self, sample_rate: int, wave_weight: float = 3.0) -> None:
        super().__init__()
        self.log_mel = LogMel(sample_rate)
        self.wave_weight = wave_weight

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Weigh and add up both distances."""
        by_samples = F.l1_loss(wide(estimate), wide(target))
        return self.mel_distance(estimate, target) + self.wave_weight * by_samples

    def mel_distance(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the log-mel L1 distance alone: the training's yardstick on clips held out."""
        minimum = self.log_mel.minimum_length
        check_pair(estimate, target, minimum=minimum, who=type(self).__name__)
        return F.l1_loss(self.log_mel(estimate), self.log_mel(target))
