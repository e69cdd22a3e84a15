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
    Waves are ``[batch, 1, time]``.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.log_mel import LogMel
from course_lib.losses.reconstruction.pairs import check_pair


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
