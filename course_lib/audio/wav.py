"""Turn samples into a WAV file in memory, at the level they have.

Players in notebooks often scale each clip to full volume, which makes two sounds impossible to
compare by ear. These functions never change a level, and refuse what a file cannot hold.

Conventions
    Samples are floating point in [-1, 1]. A 16-bit file holds the integers -32768 to 32767, and
    whoever reads it divides by 32768. So does `pcm16`: a sample k / 32768 comes back unchanged.
"""

import io
import wave

import torch
from torch import Tensor

_FULL_SCALE = 2**15


def wav_bytes(samples: Tensor, sample_rate: int) -> bytes:
    """Write samples [time] as a mono WAV file of 16 bits, never normalised.

    Raises:
        ValueError: not [time], empty, not floating point, not finite or beyond [-1, 1].
    """
    if sample_rate < 1:
        raise ValueError(f"a sample rate is a positive number of Hz, and was given {sample_rate}")
    integers = pcm16(samples)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(integers.numpy().astype("<i2").tobytes())  # WAV is little-endian
    return buffer.getvalue()


def pcm16(samples: Tensor) -> Tensor:
    """Round samples [time] to 16-bit integers.

    The sample +1 becomes 32767, the largest there is; each other one is off by half a step at most.

    Raises:
        ValueError: not [time], empty, not floating point, not finite or beyond [-1, 1].
    """
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a mono file takes samples [time], at least one, and was given {list(samples.shape)}. "
            "Take one sound and one channel of a batch first, as in wave[0, 0]."
        )
    if not samples.is_floating_point():
        raise ValueError(
            f"a file is written from floating-point samples in [-1, 1], and was given "
            f"{samples.dtype}. Divide integer samples by their full scale first."
        )
    exact = samples.detach().to("cpu", torch.float64)
    if not bool(exact.isfinite().all()):
        raise ValueError("the samples hold NaN or infinity: find the step that made them")
    peak = float(exact.abs().max())
    if peak > 1:
        raise ValueError(
            f"the loudest sample is {peak:.4g}, and a file holds [-1, 1]. Make the sound quieter "
            "(course_lib.sounds.for_listening does); nothing is clipped or scaled here."
        )
    return (exact * _FULL_SCALE).round().clamp(max=_FULL_SCALE - 1).to(torch.int16)
