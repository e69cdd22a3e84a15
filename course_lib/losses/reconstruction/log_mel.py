"""The codec's reconstruction loss: how far its output is from its input.

    log-mel L1      mean| log(mel(estimate) + floor) - log(mel(target) + floor) |
    wave L1         mean| estimate - target |

The first compares levels per mel band, with a resolution like that of the ear. It ignores phase,
the fine structure inside a band, and, because of the floor, anything very quiet. The second is
small, and depends on the phase of the loud low partials.

AudioCraft's mel losses, in `course_lib.losses`, compare energies in log10. This one compares
magnitudes with a high floor: a small codec trained for minutes then spends its capacity on what is
audible.

Conventions
    Waves are ``[batch, 1, time]``. Spectra are computed in at least float32, even under autocast.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.audio.mel import mel_filterbank
from course_lib.audio.stft import stft
from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.pairs import check_pair

QUIETEST_POWER = 1e-9  # keeps the slope of the square root finite in silence


class LogMel(nn.Module):
    """Logarithms of mel magnitudes: a wave [..., time] becomes [..., bands, frames].

    The ends are mirrored, so that there is one frame per ``hop_length`` samples; an incomplete last
    hop has none.

    Args:
        sample_rate: The sample rate, in Hz.
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        n_mels: The number of bands.
        floor: A number added before the logarithm.
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
        self.minimum_length = self.margin + 1  # a mirrored margin must be shorter than the wave
        bands = mel_filterbank(n_mels, n_fft, sample_rate)
        self.register_buffer("bands", bands, persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Return the log magnitude in each band.

        Args:
            wave: The waves [..., time].
        """
        with torch.autocast(wave.device.type, enabled=False):
            flat = widened(wave).reshape(-1, wave.shape[-1])
            mirrored = F.pad(flat, (self.margin, self.margin), mode="reflect")
            spectrum = stft(mirrored, self.n_fft, self.hop_length)
            power = spectrum.real.square() + spectrum.imag.square()
            magnitude = (power + QUIETEST_POWER).sqrt()
            mel = (self.bands.to(magnitude) @ magnitude + self.floor).log()
            return mel.reshape(*wave.shape[:-1], *mel.shape[-2:])


class ReconstructionLoss(nn.Module):
    """The distance of two waves [batch, 1, time]: log-mel L1 plus weighted wave L1.

    Args:
        sample_rate: The sample rate, in Hz.
        wave_weight: The weight of the L1 distance between samples.
        mel_windows: The lengths of the windows, in samples. Each has a quarter of its length as the
            hop, and a sixteenth as the number of bands; the distance is the mean over all of them.
    """

    def __init__(
        self, sample_rate: int, wave_weight: float = 3.0, mel_windows: Sequence[int] = (1024,)
    ) -> None:
        super().__init__()
        mels = [LogMel(sample_rate, n, n // 4, max(1, n // 16)) for n in mel_windows]
        self.minimum_length = max(mel.minimum_length for mel in mels)
        self.log_mel, *others = mels
        self.other_log_mels = nn.ModuleList(others)
        self.wave_weight = wave_weight

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the weighted sum of both distances.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        by_samples = F.l1_loss(widened(estimate), widened(target))
        return self.mel_distance(estimate, target) + self.wave_weight * by_samples

    def mel_distance(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the log-mel L1 distance alone; training reports it on held-out clips.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        mels = (self.log_mel, *self.other_log_mels)
        distances = [F.l1_loss(mel(estimate), mel(target)) for mel in mels]
        return torch.stack(distances).mean()
