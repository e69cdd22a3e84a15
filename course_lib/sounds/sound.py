"""A sound and what is known about it.

Conventions
    Samples are one channel, ``[time]``, float32, finite and in [-1, 1]. ``f0`` is the pitch in Hz,
    where the whole sound has one; its partials are whole multiples of it. ``onsets`` are the times,
    in seconds, at which something begins to sound. The first sample that can differ from silence is
    the first one at or after the onset.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

SAMPLE_RATE = 24_000  # Hz; the lessons' rate


@dataclass(frozen=True, eq=False, repr=False)
class Sound:
    """One sound, never changed: each method returns a new one."""

    samples: Tensor  # [time]; any floating dtype and device is taken, float32 on the CPU is kept
    sample_rate: int = SAMPLE_RATE  # Hz
    name: str = "sound"
    f0: float | None = None  # Hz
    onsets: tuple[float, ...] = ()  # seconds, ascending

    def __post_init__(self) -> None:
        _check_samples(self.samples)
        rate = self.sample_rate
        if not isinstance(rate, int) or rate < 1:
            raise ValueError(f"a sample rate is a positive whole number of Hz, not {rate!r}")
        if self.f0 is not None and not 0 < self.f0 <= rate / 2:
            raise ValueError(f"f0 lies between 0 and {rate / 2:g} Hz at this rate, not {self.f0}")
        onsets = tuple(float(onset) for onset in self.onsets)
        if list(onsets) != sorted(onsets) or any(not 0 <= t < self.seconds for t in onsets):
            raise ValueError(
                f"onsets ascend, from 0 to below the sound's {self.seconds:g} s, unlike {onsets}"
            )
        # the one place where a field is set after creation: to the form that every reader relies on
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
        """The samples as a discriminator takes them: [batch = 1, channels = 1, time]."""
        return self.samples[None, None]

    @property
    def seconds(self) -> float:
        """How long the sound lasts."""
        return self.samples.shape[0] / self.sample_rate

    @property
    def period(self) -> float | None:
        """How many samples one cycle takes, where there is one pitch; seldom a whole number."""
        return None if self.f0 is None else self.sample_rate / self.f0

    def crop(self, start_s: float, seconds: float) -> "Sound":
        """Cut out ``seconds`` from ``start_s`` on; the onsets inside move along."""
        first = round(start_s * self.sample_rate)
        last = first + round(seconds * self.sample_rate)
        if not 0 <= first < last <= self.samples.shape[0]:
            raise ValueError(
                f"cannot cut {seconds:g} s from {start_s:g} s on: {self.name!r} lasts "
                f"{self.seconds:g} s, and the cut must lie inside and hold a sample"
            )
        moved = (onset - first / self.sample_rate for onset in self.onsets)
        length_s = (last - first) / self.sample_rate
        inside = tuple(onset for onset in moved if 0 <= onset < length_s)
        return replace(self, samples=self.samples[first:last], onsets=inside)

    def renamed(self, name: str) -> "Sound":
        """Return the same sound under another name."""
        return replace(self, name=name)

    def with_samples(self, samples: Tensor) -> "Sound":
        """Return what is known about this sound with other samples [time] in it.

        Pitch and onsets are kept, so the new samples must still have them: a louder or filtered
        version does, another sound does not. Onsets past a shorter end are left out.
        """
        _check_samples(samples)
        length_s = samples.shape[0] / self.sample_rate
        return replace(self, samples=samples, onsets=tuple(t for t in self.onsets if t < length_s))


def _check_samples(samples: Tensor) -> None:
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a sound takes samples [time], at least one, and was given {list(samples.shape)}. "
            "Take one sound and one channel of a batch first, as in wave[0, 0]."
        )
    if not samples.is_floating_point():
        raise ValueError(
            f"a sound takes floating-point samples in [-1, 1], and was given {samples.dtype}. "
            "Divide integer samples by their full scale first: samples / 32768 for 16 bits."
        )
    peak = float(samples.detach().abs().max())
    if not math.isfinite(peak):
        raise ValueError("a sound holds no NaN and no infinity: find the step that made them")
    if peak > 1:
        raise ValueError(
            f"a sound's samples lie in [-1, 1], and the loudest of these is {peak:.4g}. "
            f"Scale all of them down, as in samples / {peak:.4g}."
        )
