"""Predict where aliases appear in a spectrogram, before anything is measured.

A *track* is a frequency over time, as corner points (seconds, Hz). A sweep has one track, a pitched
sound has one for each partial. The part of a track above the limit of a scale is mirrored at the
limit and comes back below it.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import torch

from course_lib.instruments.scale_listener.model import decibels, limit, predicted
from course_lib.sounds import Sound

TONE, SWEEP = "tone", "sweep"  # the clips with known tracks
Track = tuple[tuple[float, float], ...]  # corner points (seconds, Hz)
MOST_PARTIALS = 5  # lines for a pitched sound; more would hide the picture
FAINT_DB = -60.0  # weaker partials and lines are left out
EDGE = 1.0  # Hz; limits closer than this count as one


class AliasLine(NamedTuple):
    """An alias: where it moves, and its level in the middle."""

    start: tuple[float, float]  # (seconds, Hz)
    end: tuple[float, float]
    level_db: float  # relative to the tone it comes from
    source: float  # Hz, of that tone in the middle of the line


def alias_lines(
    tracks: Sequence[Track], scale: int, decimator: str, sample_rate: int
) -> list[AliasLine]:
    """Return the aliases of some tracks, the loudest first. Faint ones are left out.

    Args:
        tracks: The tracks.
        scale: The scale of MSD, counted from 0.
        decimator: A name from `DECIMATORS`.
        sample_rate: The sample rate of the sound in Hz.
    """
    top = limit(scale, sample_rate)
    lines: list[AliasLine] = []
    for track in tracks:
        for (t0, f0), (t1, f1) in pairwise(track):
            for piece in _pieces(t0, f0, t1, f1, top):
                lines += _line(piece, top, scale, decimator, sample_rate)
    audible = [line for line in lines if line.level_db > FAINT_DB]
    return sorted(audible, key=lambda line: -line.level_db)


def tracks_of(sound: Sound, clip: str, above: float) -> tuple[Track, ...]:
    """Return the tracks of a clip, as far as they are known.

    Args:
        sound: The clip.
        clip: Its name: `TONE` and `SWEEP` have known tracks.
        above: Partials below this frequency in Hz are left out.
    """
    if clip == TONE and sound.f0 is not None:
        return (((0.0, sound.f0), (sound.seconds, sound.f0)),)
    if clip == SWEEP:
        return (((0.0, 0.0), (sound.seconds, sound.sample_rate / 2)),)
    return partial_tracks(sound, above)


def partial_tracks(sound: Sound, above: float) -> tuple[Track, ...]:
    """Return the strongest partials of a pitched sound above a frequency in Hz, as tracks."""
    if sound.f0 is None:
        return ()
    window = torch.hann_window(len(sound.samples), dtype=torch.float64)
    amplitudes = 2 * torch.fft.rfft(sound.samples.double() * window).abs() / window.sum()
    partials: list[tuple[float, float]] = []
    for k in range(1, int(sound.sample_rate / 2 / sound.f0) + 1):
        hertz = k * sound.f0
        if hertz > above:
            nearest_bin = round(hertz * sound.seconds)
            partials.append((decibels(float(amplitudes[nearest_bin])), hertz))
    strongest = [hertz for level, hertz in sorted(partials, reverse=True) if level > FAINT_DB]
    return tuple(
        ((0.0, hertz), (sound.seconds, hertz)) for hertz in sorted(strongest[:MOST_PARTIALS])
    )


def _pieces(
    t0: float, f0: float, t1: float, f1: float, top: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return a straight track, cut where it passes a multiple of ``top``."""
    if f0 == f1:
        return [((t0, f0), (t1, f1))]
    low, high = sorted((f0, f1))
    corners = [top * k for k in range(math.ceil(low / top), math.floor(high / top) + 1)]
    inner = [f for f in corners if low + EDGE < f < high - EDGE]
    hertz = sorted([f0, *inner, f1], reverse=f1 < f0)
    points = [(t0 + (t1 - t0) * (f - f0) / (f1 - f0), f) for f in hertz]
    return list(pairwise(points))


def _line(
    piece: tuple[tuple[float, float], tuple[float, float]],
    top: float,
    scale: int,
    decimator: str,
    sample_rate: int,
) -> list[AliasLine]:
    (t0, f0), (t1, f1) = piece
    middle = (f0 + f1) / 2
    if middle <= top:
        return []
    hertz, level = predicted(middle, scale, decimator, sample_rate)
    ends = [predicted(f, scale, decimator, sample_rate)[0] for f in (f0, f1)]
    # between two multiples of the limit, a mirrored track is straight
    return [AliasLine((t0, ends[0]), (t1, ends[1]), level, middle)] if hertz <= top else []
