"""Write a sound at another sample rate, so that it sounds the same.

The ideal converter keeps each frequency below half the lower rate and removes each one above it.
The usual rates go through ``torchaudio.functional.resample`` with a long windowed sinc (64 zero
crossings under a Kaiser window, where torchaudio's default is 6 under a Hann window: too few for
listening). torchaudio stores one filter for each of ``new / gcd`` sub-sample positions. For a rare
pair such as 44101 and 24000 Hz that would be gigabytes, so those take the same step in the
frequency domain.

Source: J. O. Smith, "Digital Audio Resampling", https://ccrma.stanford.edu/~jos/resample/; the
numbers are those of ``kaiser_best`` in torchaudio's tutorial "Audio Resampling".
"""

import math

import torch
from torch import Tensor

from course_lib.audio.torchaudio_compat import import_torchaudio

_ZERO_CROSSINGS = 64
_ROLLOFF = 0.9475937167399596  # the filter is halfway down at this part of half the lower rate
_KAISER_BETA = 14.769656459379492
_LARGEST_FILTERS = 2**22  # numbers in torchaudio's filters: 32 MiB of float64


def resample(samples: Tensor, orig: int, new: int) -> Tensor:
    """Convert samples [..., time] from ``orig`` to ``new`` Hz: ceil(time * new / orig) samples.

    The result can exceed the loudest sample given: the wave between two samples is higher than
    both.

    Raises:
        ValueError: a rate is not a positive integer, or the samples are not floating point.
    """
    for rate in (orig, new):
        if not isinstance(rate, int) or rate < 1:
            raise ValueError(f"a sample rate is a positive whole number of Hz, not {rate!r}")
    if not samples.is_floating_point() or samples.ndim < 1:
        raise ValueError(
            "resample takes floating-point samples [..., time], and was given "
            f"{samples.dtype} {list(samples.shape)}"
        )
    if orig == new:
        return samples
    # torchaudio builds its filters in the precision of the wave, and takes it in one piece
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
    """Cut or extend the spectrum, over a whole number of periods of both rates.

    Silence is appended up to a multiple of ``orig / gcd`` samples, and at least 10 ms of it, so
    that the end of the sound does not leak around into its beginning.
    """
    common = math.gcd(orig, new)
    time = samples.shape[-1]
    blocks = math.ceil((time + orig / 100) / (orig // common))
    spectrum = torch.fft.rfft(samples, n=blocks * (orig // common))
    hertz = torch.arange(spectrum.shape[-1], device=samples.device) * (common / blocks)
    edge = min(orig, new) / 2
    # the same band edge as the filters above, with a raised cosine for the descent
    descent = ((edge - hertz) / (2 * edge * (1 - _ROLLOFF))).clamp(0, 1)
    spectrum = spectrum * torch.sin(descent * math.pi / 2).square()
    converted: Tensor = torch.fft.irfft(spectrum, n=blocks * (new // common)) * (new / orig)
    return converted[..., : -(-time * new // orig)]  # rounded up, in whole numbers
