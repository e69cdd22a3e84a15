"""Compare two waves sample by sample, whatever their volume: the scale-invariant SNR.

    estimate ──┬──► its part along the target ──► signal
               └──► the rest                  ──► noise         loss = -10 log10(signal / noise)

Unlike a spectrogram it hears phase: a delay of half a period turns the signal around and is as
wrong as noise. That makes it right for a codec, and meaningless where phase cannot be known.

Sources: Le Roux et al., "SDR - half-baked or well done?", 2019, https://arxiv.org/abs/1811.02508;
AudioCraft, ``audiocraft/losses/sisnr.py``, https://github.com/facebookresearch/audiocraft
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.losses.reconstruction.pairs import check_pair, wide


class SISNR(nn.Module):
    """The *negative* scale-invariant signal-to-noise ratio in dB: lower is better.

    Args:
        sample_rate: in Hz.
        segment: seconds in one segment; the loss is the mean over segments, so that a loud
            passage cannot hide a quiet one. None takes the whole wave as one.
        overlap: part of a segment that it shares with the next, in [0, 1).
        epsilon: energy per sample that is added to signal and noise, so that silence stays finite.
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
            raise ValueError(f"segments overlap by a part in [0, 1), and {overlap} was given.")
        self.sample_rate = sample_rate
        self.segment = segment
        self.overlap = overlap
        self.epsilon = epsilon
        if segment is not None and int(int(segment * sample_rate) * (1 - overlap)) < 1:
            raise ValueError(
                f"a segment of {segment} s at {sample_rate} Hz, overlapping by {overlap}, moves on "
                "by less than one sample: take longer segments."
            )

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Compare two waves [batch, channels, time] of equal shape."""
        check_pair(estimate, target, minimum=1, who=type(self).__name__)
        frame = stride = estimate.shape[-1]
        if self.segment is not None:
            frame = int(self.segment * self.sample_rate)
            stride = int(frame * (1 - self.overlap))
        heard = _centre(_segments(wide(estimate), frame, stride))
        wanted = _centre(_segments(wide(target), frame, stride))
        epsilon = self.epsilon * frame
        along = (heard * wanted).sum(-1, keepdim=True) / (epsilon + _energy(wanted))
        signal = along * wanted
        noise = heard - signal
        ratio = (epsilon + _energy(signal)).log10() - (epsilon + _energy(noise)).log10()
        return -10 * ratio.mean()


def _segments(wave: Tensor, frame: int, stride: int) -> Tensor:
    """Cut [..., time] into [..., segments, frame]; the last ones are filled up with silence."""
    time = wave.shape[-1]
    count = math.ceil(time / stride)
    return F.pad(wave, (0, (count - 1) * stride + frame - time)).unfold(-1, frame, stride)


def _centre(wave: Tensor) -> Tensor:
    return wave - wave.mean(-1, keepdim=True)


def _energy(wave: Tensor) -> Tensor:
    return wave.square().sum(-1, keepdim=True)
