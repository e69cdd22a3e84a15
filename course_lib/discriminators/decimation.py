"""Lower the sample rate of a wave: weigh neighbouring samples, and keep every n-th sum.

    wave      x   x   x   x   x   x   x   x
               ╲  ╲   ╱  ╱
    weights     w  w w  w      ...one weighted sum at every second sample
                  ╲│╱
    result         y       y       y       y

Half the sample rate can carry half the frequencies. Anything above folds back as a lower tone (an
alias) unless the weights remove it first. That is the only difference between the three decimators:

    average    equal weights over 2 × factor samples: AudioCraft's; quick, and a poor low-pass
    nearest    one sample as it is: no low-pass at all
    sinc       a windowed sinc over 32 × factor samples: removes what would alias

All three return time // factor + 1 samples, and none has a trained weight.

Source: J. O. Smith, "Spectral Audio Signal Processing", the window method,
https://ccrma.stanford.edu/~jos/sasp/Window_Method_FIR_Filter.html
"""

from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.discriminators.norm_convs import choose

_ZERO_CROSSINGS = 16  # of the sinc, on each side
_CUT = 0.9  # the half-amplitude frequency, as a fraction of the new Nyquist frequency
_KAISER_BETA = 8.0  # puts the stop-band ripple about 80 dB down


class Decimator(nn.Module):
    """Weigh an even number of neighbouring samples, and keep every ``factor``-th sum.

    Args:
        weights: The filter, [taps]. Its middle two weights apply to the samples on either side of
            an output.
        factor: The ratio of the two sample rates: input samples per output sample.

    Shapes:
        wave [batch, channels, time] -> [batch, channels, time // factor + 1]
    """

    weights: Tensor

    def __init__(self, weights: Tensor, factor: int) -> None:
        super().__init__()
        if weights.ndim != 1 or weights.shape[0] % 2:
            raise ValueError(f"weights must be an even number of taps, got {list(weights.shape)}.")
        self.factor = factor
        # Not in the state dict: AudioCraft has no such key, and the options fix the weights.
        self.register_buffer("weights", weights, persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Filter each channel on its own, with silence beyond both ends."""
        channels, taps = wave.shape[1], self.weights.shape[0]
        kernel = self.weights.to(wave.dtype).expand(channels, 1, taps)
        return F.conv1d(wave, kernel, stride=self.factor, padding=taps // 2, groups=channels)


def average(factor: int) -> nn.Module:
    """Average over two output steps (2 × factor samples), as AudioCraft does."""
    return nn.AvgPool1d(2 * factor, factor, padding=factor)


def nearest(factor: int) -> nn.Module:
    """Keep every ``factor``-th sample and drop the rest."""
    weights = torch.zeros(2 * factor)
    weights[factor] = 1
    return Decimator(weights, factor)


def sinc(factor: int) -> nn.Module:
    """Remove what the lower rate can't carry, with a Kaiser-windowed sinc."""
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
    """Return a new decimator by name.

    Args:
        name: One of ``DECIMATORS``.
        factor: The ratio of the two sample rates: input samples per output sample.

    Raises:
        ValueError: No decimator has this name, or the factor is below 1.
    """
    if factor < 1:
        raise ValueError(f"downsample_factor must be at least 1, got {factor}.")
    build: Callable[[int], nn.Module] = choose("decimator", name, _DECIMATORS)
    return build(factor)
