"""Turn samples into a WAV file in memory, at their own level.

Players in notebooks often scale each clip to full volume, which makes two sounds impossible to
compare by ear. These functions never change a level, and refuse what a file cannot store.

Conventions
    Samples are floating point in [-1, 1]. A 16-bit file stores the integers -32768 to 32767, and
    readers divide by 32768. So does `pcm16`: a sample k / 32768 comes back unchanged.
"""

import io
import wave

import torch
from torch import Tensor

_FULL_SCALE = 2**15
_HIGHEST_RATE = 2**31 - 1  # Hz; the header has 32 bits for the bytes of a second, two a sample
_LONGEST = 2**31 - 64  # samples; the header has 32 bits for the bytes of the file


def wav_bytes(samples: Tensor, sample_rate: int) -> bytes:
    """Return samples [time] as a mono WAV file of 16 bits, never normalised.

    Args:
        samples: In [-1, 1].
        sample_rate: A whole number of Hz.

    Raises:
        ValueError: not [time], empty, not floating point, not finite or beyond [-1, 1]; or a rate
            or a length that a WAV file cannot state.
    """
    if not isinstance(sample_rate, int) or not 1 <= sample_rate <= _HIGHEST_RATE:
        raise ValueError(
            f"sample_rate must be a whole number of Hz from 1 to {_HIGHEST_RATE}, got {sample_rate}"
        )
    if samples.numel() > _LONGEST:
        raise ValueError(
            f"a WAV file stores up to {_LONGEST} samples, got {samples.numel()}: cut the sound."
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
    """Return samples [time] rounded to 16-bit integers.

    The sample +1 becomes 32767, the largest integer; every other one is off by at most half a step.

    Raises:
        ValueError: not [time], empty, not floating point, not finite or beyond [-1, 1].
    """
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a mono file takes samples [time], at least one, and got {list(samples.shape)}. "
            "Take one sound and one channel of a batch first, as in wave[0, 0]."
        )
    if not samples.is_floating_point():
        raise ValueError(
            f"a file is written from floating-point samples in [-1, 1], and got "
            f"{samples.dtype}. Divide integer samples by their full scale first."
        )
    exact = samples.detach().to("cpu", torch.float64)
    if not bool(exact.isfinite().all()):
        raise ValueError("the samples contain NaN or infinity: find the step that made them")
    peak = float(exact.abs().max())
    if peak > 1:
        raise ValueError(
            f"the loudest sample is {peak:.4g}, and a file stores [-1, 1]. Make the sound quieter "
            "(course_lib.sounds.for_listening does); nothing is clipped or scaled here."
        )
    return (exact * _FULL_SCALE).round().clamp(max=_FULL_SCALE - 1).to(torch.int16)
