"""What the three buttons of the fold explorer show: text and sound."""

import math
from typing import NamedTuple

import torch

from course_lib.instruments.fold_explorer.model import alias_partners, column, logit_samples
from course_lib.instruments.fold_explorer.text import describe_aliases, describe_logit
from course_lib.sounds import Sound, for_listening, tone

EXAMPLE_HERTZ = 500.0  # the tone to explain aliases with, if the pitch of the sound is unknown
TONE_SECONDS = 1.0


class Answer(NamedTuple):
    """The text that a button shows, its sounds, and the samples it is about."""

    text: str
    sounds: tuple[Sound, ...] = ()
    where: tuple[int, ...] = ()


def column_answer(sound: Sound, period: int, index: int) -> Answer:
    """Return one column and its sound, at one gain."""
    levelled = for_listening(sound, column(sound, period, index))
    half = sound.sample_rate / (2 * period)
    text = (
        f"Column {index} at p = {period}: every {_ordinal(period)} sample, "
        f"{sound.sample_rate / period:.6g} a second. It carries tones up to {half:.6g} Hz; "
        f"higher tones of the sound come back as lower, false tones. "
        f"Gain: {levelled.text}."
    )
    return Answer(text, levelled.sounds)


def alias_answer(sound: Sound, period: int) -> Answer:
    """Return the tones that give the same column, with two of them and their columns."""
    rate = sound.sample_rate
    frequency = min(EXAMPLE_HERTZ, rate / 4) if sound.f0 is None else sound.f0
    about = "The pitch of this sound isn't known; an example: " if sound.f0 is None else ""
    partners = alias_partners(frequency, period, rate)
    text = about + describe_aliases(frequency, period, rate, partners)
    if not partners:
        return Answer(text)
    # cosines, because sines of two partners can differ in sign, which nobody hears
    pair = [
        tone(hertz, TONE_SECONDS, math.pi / 2, sample_rate=rate)
        for hertz in (frequency, partners[0])
    ]
    columns = [sound_k.samples[::period] for sound_k in pair]
    apart = float(torch.stack(columns).diff(dim=0).abs().max())
    text += (
        f" Listen to {frequency:.6g} and {partners[0]:.6g} Hz: two tones. Their columns 0 are the "
        f"same: the largest difference between their samples is {apart:.0e}."
    )
    played = [column(sound_k, period, 0).renamed(f"column 0 of {sound_k.name}") for sound_k in pair]
    levelled = for_listening(*pair, *played)
    return Answer(f"{text} Gain: {levelled.text}.", levelled.sounds)


def logit_answer(sound: Sound, period: int, index: int) -> Answer:
    """Return the samples that one logit of a column depends on, found by autograd."""
    # whole rows only: the padding of an incomplete last row mirrors other columns
    samples = sound.samples[: sound.samples.shape[0] // period * period]
    field = logit_samples(
        period, samples.shape[0], _middle_of_column(samples.shape[0], period, index)
    )
    text = describe_logit(field, period, sound.sample_rate)
    return Answer(text, where=tuple(field.nonzero().flatten().tolist()))


def _middle_of_column(length: int, period: int, index: int) -> int:
    """Return the number, in reading order, of the logit halfway down a column."""
    rows = length // period
    for _ in range(4):  # AudioCraft's PeriodDiscriminator takes every third row, four times
        rows = -(-rows // 3)
    return rows // 2 * period + index


def _ordinal(number: int) -> str:
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
