"""A sound, and what is known about it.

Conventions
    Samples are mono, ``[time]``, float32, finite and in [-1, 1]. ``f0`` is the pitch in Hz, if the
    whole sound has one; its partials are integer multiples of it. ``onsets`` are the times, in
    seconds, at which something begins to sound: the first sample at or after an onset is the first
    that can differ from silence.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

LESSON_SAMPLE_RATE = 24_000  # Hz


@dataclass(frozen=True, eq=False, repr=False)
class Sound:
    """One immutable sound: each method returns a new one."""

    samples: Tensor  # [time]; converted to float32 on the CPU
    sample_rate: int = LESSON_SAMPLE_RATE  # Hz
    name: str = "sound"
    f0: float | None = None  # Hz
    onsets: tuple[float, ...] = ()  # seconds, ascending

    def __post_init__(self) -> None:
        _check_samples(self.samples)
        rate = self.sample_rate
        if not isinstance(rate, int) or rate < 1:
            raise ValueError(f"the sample rate must be a positive integer in Hz, got {rate!r}.")
        if self.f0 is not None and not 0 < self.f0 <= rate / 2:
            raise ValueError(f"f0 must be above 0 and at most {rate / 2:g} Hz, got {self.f0}.")
        onsets = tuple(float(onset) for onset in self.onsets)
        if list(onsets) != sorted(onsets) or any(not 0 <= t < self.seconds for t in onsets):
            raise ValueError(
                f"onsets must ascend from 0 to below {self.seconds:g} seconds, got {onsets}."
            )
        # The only place that sets a field after creation, to the form that all readers rely on.
        object.__setattr__(self, "samples", self.samples.detach().to("cpu", torch.float32))
        object.__setattr__(self, "onsets", onsets)

    def __repr__(self) -> str:
        facts = [f"{self.seconds:.4g} s at {self.sample_rate} Hz"]
        if self.f0 is not None:
            facts.append(f"f0 {self.f0:.6g} Hz")
        if self.onsets:
            facts.append(f"onsets {len(self.onsets)}")
        return f"Sound({self.name!r}: {', '.join(facts)})"

    @property
    def wave(self) -> Tensor:
        """The samples in a discriminator's shape: [batch = 1, channels = 1, time]."""
        return self.samples[None, None]

    @property
    def seconds(self) -> float:
        """The length of the sound, in seconds."""
        return self.samples.shape[0] / self.sample_rate

    @property
    def period(self) -> float | None:
        """The length of one cycle in samples, seldom an integer; None without a pitch."""
        return None if self.f0 is None else self.sample_rate / self.f0

    def crop(self, start_s: float, seconds: float) -> "Sound":
        """Return a part of the sound, with the onsets inside it.

        Args:
            start_s: The start of the part, in seconds.
            seconds: The length of the part.

        Raises:
            ValueError: The part isn't inside the sound, or is empty.
        """
        first = round(start_s * self.sample_rate)
        last = first + round(seconds * self.sample_rate)
        if not 0 <= first < last <= self.samples.shape[0]:
            raise ValueError(
                f"can't cut {seconds:g} s from {start_s:g} s on: {self.name!r} lasts "
                f"{self.seconds:g} s. The part must be inside it and contain at least one sample."
            )
        moved = (onset - first / self.sample_rate for onset in self.onsets)
        length_s = (last - first) / self.sample_rate
        inside = tuple(onset for onset in moved if 0 <= onset < length_s)
        return replace(self, samples=self.samples[first:last], onsets=inside)

    def renamed(self, name: str) -> "Sound":
        """Return the same sound under another name.

        Args:
            name: The new name.
        """
        return replace(self, name=name)

    def with_samples(self, samples: Tensor) -> "Sound":
        """Return the sound with other samples [time], but the same name, pitch and onsets.

        The new samples must still have that pitch and those onsets, as a louder or filtered version
        does. Onsets beyond a shorter end are dropped.

        Args:
            samples: The new samples, [time].
        """
        _check_samples(samples)
        length_s = samples.shape[0] / self.sample_rate
        return replace(self, samples=samples, onsets=tuple(t for t in self.onsets if t < length_s))


def _check_samples(samples: Tensor) -> None:
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a sound needs samples [time], at least one, got {list(samples.shape)}. "
            "Select one sound and one channel of a batch first, as in wave[0, 0]."
        )
    if not samples.is_floating_point():
        raise ValueError(
            f"a sound needs floating-point samples in [-1, 1], got {samples.dtype}. "
            "Divide integer samples by their full scale first: samples / 32768 for 16 bits."
        )
    peak = float(samples.detach().abs().max())
    if not math.isfinite(peak):
        raise ValueError("the samples contain NaN or infinity: find the step that produced them.")
    if peak > 1:
        raise ValueError(
            f"samples must be in [-1, 1], got a peak of {peak:.4g}. "
            f"Scale all of them down, as in samples / {peak:.4g}."
        )
