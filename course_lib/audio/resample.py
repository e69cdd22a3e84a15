"""Change the sample rate of a sound without changing how it sounds.

An ideal resampler keeps every frequency below half the lower rate and removes every one above it.
Common rates go through ``torchaudio.functional.resample`` with a long windowed sinc: 64 zero
crossings under a Kaiser window. (torchaudio's default, 6 under a Hann window, is too short for
listening.) torchaudio stores one filter for each of ``new / gcd`` sub-sample positions. For a rare
pair such as 44101 and 24000 Hz that would take gigabytes, so such pairs are resampled in the
frequency domain instead.

Source: J. O. Smith, "Digital Audio Resampling", https://ccrma.stanford.edu/~jos/resample/; the
numbers are those of ``kaiser_best`` in torchaudio's tutorial "Audio Resampling".
"""

import math

import torch
from torch import Tensor

from course_lib.audio.torchaudio_compat import import_torchaudio

_ZERO_CROSSINGS = 64
_ROLLOFF = 0.9475937167399596  # the filter's midpoint, as a fraction of half the lower rate
_KAISER_BETA = 14.769656459379492
_LARGEST_FILTERS = 2**22  # numbers in torchaudio's filters: 32 MiB of float64


def resample(samples: Tensor, orig: int, new: int) -> Tensor:
    """Return samples at another rate: [..., time] becomes [..., ceil(time * new / orig)].

    The result may peak higher than the input, since a wave can rise between two samples.

    Args:
        samples: Floating-point samples [..., time].
        orig: The sample rate of ``samples``, in Hz.
        new: The sample rate of the result, in Hz.

    Raises:
        ValueError: A rate isn't a positive integer, or the samples aren't floating point.
    """
    for rate in (orig, new):
        if not isinstance(rate, int) or rate < 1:
            raise ValueError(f"sample rates must be positive integers in Hz, got {rate!r}.")
    if not samples.is_floating_point() or samples.ndim < 1:
        raise ValueError(
            "resample needs floating-point samples [..., time], got "
            f"{samples.dtype} {list(samples.shape)}."
        )
    if orig == new:
        return samples
    # torchaudio builds its filters in the precision of the wave, and needs contiguous memory
    exact = samples.to(torch.float64).contiguous()
    common = math.gcd(orig, new)
    taps = orig // common + 2 * math.ceil(_ZERO_CROSSINGS * max(1.0, orig / new) / _ROLLOFF)
    fits = taps * (new // common) <= _LARGEST_FILTERS
    convert = _by_filters if fits else _by_spectrum
    return convert(exact, orig, new).to(samples.dtype)


def _by_filters(samples: Tensor, orig: int, new: int) -> Tensor:
    converted: Tensor = import_torchaudio().functional.resample(
        samples,
        orig,
        new,
        lowpass_filter_width=_ZERO_CROSSINGS,
        rolloff=_ROLLOFF,
        resampling_method="sinc_interp_kaiser",
        beta=_KAISER_BETA,
    )
    return converted


def _by_spectrum(samples: Tensor, orig: int, new: int) -> Tensor:
    """Truncate or zero-pad the spectrum, over a whole number of periods of both rates.

    At least 10 ms of silence is appended, up to a multiple of ``orig / gcd`` samples, so that the
    end of the sound doesn't wrap around into its beginning.
    """
    common = math.gcd(orig, new)
    time = samples.shape[-1]
    blocks = math.ceil((time + orig / 100) / (orig // common))
    spectrum = torch.fft.rfft(samples, n=blocks * (orig // common))
    hertz = torch.arange(spectrum.shape[-1], device=samples.device) * (common / blocks)
    edge = min(orig, new) / 2
    # the band edge of the filters above, with a raised cosine as the transition
    slope = ((edge - hertz) / (2 * edge * (1 - _ROLLOFF))).clamp(0, 1)
    spectrum = spectrum * torch.sin(slope * math.pi / 2).square()
    converted: Tensor = torch.fft.irfft(spectrum, n=blocks * (new // common)) * (new / orig)
    return converted[..., : -(-time * new // orig)]  # rounded up, in integers
