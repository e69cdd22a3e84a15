"""Turn a wave into one of fewer samples: weigh the neighbours, and keep every n-th sum.

    wave      x   x   x   x   x   x   x   x
               ╲  ╲   ╱  ╱
    weights     w  w w  w      ...one weighted sum at every second sample
                  ╲│╱
    heard          y       y       y       y

A sequence at half the rate can carry half the frequencies. What lies above comes back as another,
lower tone, unless the weights remove it first. That is all the three kinds differ in:

    average    the same weight for 2 × factor samples: AudioCraft's, quick, and a poor low-pass
    nearest    one sample as it is: no low-pass at all
    sinc       a windowed sinc over 32 × factor samples: what does not fit is removed

All three keep the time: time // factor + 1 samples come out, and no weight is ever trained.

Source: J. O. Smith, "Spectral Audio Signal Processing", the window method,
https://ccrma.stanford.edu/~jos/sasp/Window_Method_FIR_Filter.html
"""

from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.discriminators.convs import choose

_ZERO_CROSSINGS = 16  # of the sinc, on each side
_CUT = 0.9  # the sinc is halfway down at this part of the new Nyquist frequency
_KAISER_BETA = 8.0  # puts the ripple beyond the cut about 80 dB down


class Decimator(nn.Module):
    """Weigh an even number of neighbours, and keep every ``factor``-th sum.

    Args:
        weights: [taps]; the middle two weigh the samples beside each output.
        factor: how many samples of the wave make one that is heard.

    Shapes:
        wave [batch, channels, time] -> [batch, channels, time // factor + 1]
    """

    weights: Tensor

    def __init__(self, weights: Tensor, factor: int) -> None:
        super().__init__()
        if weights.ndim != 1 or weights.shape[0] % 2:
            raise ValueError(f"weights are an even number of taps, not {list(weights.shape)}.")
        self.factor = factor
        # not in the state dict: AudioCraft's has no such key, and the options tell them anyway
        self.register_buffer("weights", weights, persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Weigh each channel on its own; beyond its ends the wave is silent."""
        channels, taps = wave.shape[1], self.weights.shape[0]
        kernel = self.weights.to(wave.dtype).expand(channels, 1, taps)
        return F.conv1d(wave, kernel, stride=self.factor, padding=taps // 2, groups=channels)


def average(factor: int) -> nn.Module:
    """Average twice as many samples as a step is long, as AudioCraft does."""
    return nn.AvgPool1d(2 * factor, factor, padding=factor)


def nearest(factor: int) -> nn.Module:
    """Keep every ``factor``-th sample and drop the others."""
    weights = torch.zeros(2 * factor)
    weights[factor] = 1
    return Decimator(weights, factor)


def sinc(factor: int) -> nn.Module:
    """Remove what the lower rate cannot carry, by a sinc under a Kaiser window."""
    taps = 2 * _ZERO_CROSSINGS * factor
    times = torch.arange(taps, dtype=torch.float64) - (taps - 1) / 2
    window = torch.kaiser_window(taps, periodic=False, beta=_KAISER_BETA, dtype=torch.float64)
    weights = torch.sinc(times * _CUT / factor) * window
    return Decimator((weights / weights.sum()).float(), factor)


_DECIMATORS: Mapping[str, Callable[[int], nn.Module]] = {
    "average": average,
    "nearest": nearest,
    "sinc": sinc,
}
DECIMATORS = tuple(_DECIMATORS)


def make_decimator(name: str, factor: int) -> nn.Module:
    """Build a decimator by its name.

    Raises:
        ValueError: no decimator has this name, or the factor is below 1.
    """
    if factor < 1:
        raise ValueError(f"downsample_factor is at least 1, not {factor}.")
    build: Callable[[int], nn.Module] = choose("decimator", name, _DECIMATORS)
    return build(factor)
