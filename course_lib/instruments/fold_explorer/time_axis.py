"""The periods of a discriminator, a pitch and a beat on one logarithmic time axis."""

from collections.abc import Sequence
from typing import NamedTuple


class Landmark(NamedTuple):
    """A period to mark on the axis."""

    samples: float
    label: str


def beat_landmark(bpm: float, sample_rate: int) -> Landmark:
    """Return one beat at ``bpm`` beats a minute as a landmark."""
    samples = 60 * sample_rate / bpm
    return Landmark(samples, f"one beat ({bpm:g} bpm): {samples:.6g} samples")


def describe_axis(
    periods: Sequence[int],
    pitch: Landmark,
    beat: Landmark | None,
    current: int,
    sample_rate: int,
) -> str:
    """Return what the axis shows; without ``beat``, it shows none."""
    shortest, longest = min(periods), max(periods)
    far = ""
    if beat is not None:
        far = (
            f"{_capital(beat.label)} ({_ms(beat.samples, sample_rate)}), "
            f"{beat.samples / longest:.0f} times the longest period. "
        )
    return (
        f"Time axis, logarithmic. MPD's periods, {', '.join(map(str, periods))} samples, last "
        f"{_ms(shortest, sample_rate)} to {_ms(longest, sample_rate)}. "
        f"{_capital(pitch.label)} ({_ms(pitch.samples, sample_rate)}). "
        f"{far}The slider is at {current}."
    )


def _ms(samples: float, sample_rate: int) -> str:
    return f"{1000 * samples / sample_rate:.3g} ms"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
