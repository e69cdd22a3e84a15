"""The scale-invariant signal-to-noise ratio: compare two waves whatever their volume.

    estimate ──┬──► its part along the target ──► signal
               └──► the rest                  ──► noise         loss = -10 log10(signal / noise)

Unlike distances between spectrograms, it depends on phase: a tone delayed by a quarter of a period
is as wrong as noise. That suits a codec, and is meaningless where the phase can't be known.

Sources: Le Roux et al., "SDR - half-baked or well done?", 2019, https://arxiv.org/abs/1811.02508;
AudioCraft, ``audiocraft/losses/sisnr.py``, https://github.com/facebookresearch/audiocraft
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.pairs import check_pair


class SISNR(nn.Module):
    """The *negative* scale-invariant signal-to-noise ratio in dB: lower is better.

    Args:
        sample_rate: The sample rate, in Hz.
        segment: The length of one segment, in seconds. The loss is the mean over segments, so that
            a loud passage can't mask a quiet one. None means one segment, the whole wave.
        overlap: The fraction of a segment that overlaps with the next, in [0, 1).
        epsilon: The energy per sample added to signal and noise, so that silence stays finite.

    Raises:
        ValueError: ``segment`` or ``overlap`` is out of range.
    """

    def __init__(
        self,
        sample_rate: int = 16000,
        segment: float | None = 20,
        overlap: float = 0.5,
        epsilon: float = torch.finfo(torch.float32).eps,
    ) -> None:
        super().__init__()
        if not 0 <= overlap < 1:
            raise ValueError(f"overlap must be in [0, 1), got {overlap}.")
        self.sample_rate = sample_rate
        self.segment = segment
        self.overlap = overlap
        self.epsilon = epsilon
        if segment is not None and int(int(segment * sample_rate) * (1 - overlap)) < 1:
            raise ValueError(
                f"segments of {segment} s at {sample_rate} Hz with overlap {overlap} advance by "
                "less than one sample: use longer segments."
            )

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the loss for two waves [batch, channels, time] of equal shape.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        check_pair(estimate, target, minimum=1, who=type(self).__name__)
        frame = stride = estimate.shape[-1]
        if self.segment is not None:
            frame = int(self.segment * self.sample_rate)
            stride = int(frame * (1 - self.overlap))
        centred_estimate = _centre(_segments(widened(estimate), frame, stride))
        centred_target = _centre(_segments(widened(target), frame, stride))
        epsilon = self.epsilon * frame
        product = (centred_estimate * centred_target).sum(-1, keepdim=True)
        signal = product / (epsilon + _energy(centred_target)) * centred_target
        noise = centred_estimate - signal
        ratio = (epsilon + _energy(signal)).log10() - (epsilon + _energy(noise)).log10()
        return -10 * ratio.mean()


def _segments(wave: Tensor, frame: int, stride: int) -> Tensor:
    """Split [..., time] into [..., segments, frame]; the last ones are padded with silence."""
    time = wave.shape[-1]
    count = math.ceil(time / stride)
    return F.pad(wave, (0, (count - 1) * stride + frame - time)).unfold(-1, frame, stride)


def _centre(wave: Tensor) -> Tensor:
    return wave - wave.mean(-1, keepdim=True)


def _energy(wave: Tensor) -> Tensor:
    return wave.square().sum(-1, keepdim=True)
