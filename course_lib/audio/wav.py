"""Encode samples as a WAV file in memory, without changing their level.

Players in notebooks often scale each clip to full volume, and then two sounds can't be compared by
ear. These functions never change a level, and refuse samples that a file can't store.

Conventions
    Samples are floating point in [-1, 1]. A 16-bit file stores the integers -32768 to 32767, and
    readers divide by 32768. So does `pcm16`: a sample k / 32768 comes back unchanged.
"""

import io
import wave

import torch
from torch import Tensor

_FULL_SCALE = 2**15
_HIGHEST_RATE = 2**31 - 1  # Hz; the header has 32 bits for the bytes per second, two per sample
_LONGEST = 2**31 - 64  # samples; the header has 32 bits for the size of the file in bytes


def wav_bytes(samples: Tensor, sample_rate: int) -> bytes:
    """Return samples as the bytes of a mono 16-bit WAV file, never normalised.

    Args:
        samples: Floating-point samples [time], in [-1, 1].
        sample_rate: The sample rate, an integer in Hz.

    Raises:
        ValueError: The samples aren't [time], are empty, aren't floating point, aren't finite, or
            exceed [-1, 1]; or a WAV header can't state the rate or the length.
    """
    if not isinstance(sample_rate, int) or not 1 <= sample_rate <= _HIGHEST_RATE:
        raise ValueError(
            f"sample_rate must be an integer between 1 and {_HIGHEST_RATE} Hz, got {sample_rate}."
        )
    if samples.numel() > _LONGEST:
        raise ValueError(
            f"a WAV file stores up to {_LONGEST} samples, got {samples.numel()}: split the sound."
        )
    integers = pcm16(samples)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(integers.numpy().astype("<i2").tobytes())  # WAV is little-endian
    return buffer.getvalue()


def pcm16(samples: Tensor) -> Tensor:
    """Return samples rounded to 16-bit integers, [time].

    The sample +1 becomes 32767, the largest integer. All others are off by at most half a step.

    Args:
        samples: Floating-point samples [time], in [-1, 1].

    Raises:
        ValueError: The samples aren't [time], are empty, aren't floating point, aren't finite, or
            exceed [-1, 1].
    """
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a mono file needs samples [time], at least one, got {list(samples.shape)}. "
            "Select one sound and one channel of a batch first, as in wave[0, 0]."
        )
    if not samples.is_floating_point():
        raise ValueError(
            f"samples must be floating point in [-1, 1], got {samples.dtype}. "
            "Divide integer samples by their full scale first."
        )
    exact = samples.detach().to("cpu", torch.float64)
    if not bool(exact.isfinite().all()):
        raise ValueError("the samples contain NaN or infinity: find the step that produced them.")
    peak = float(exact.abs().max())
    if peak > 1:
        raise ValueError(
            f"samples must be in [-1, 1], got a peak of {peak:.4g}. Make the sound quieter "
            "(course_lib.sounds.for_listening does); nothing is clipped or scaled here."
        )
    return (exact * _FULL_SCALE).round().clamp(max=_FULL_SCALE - 1).to(torch.int16)
