"""Answer the fold explorer's three buttons, each in words, pictures and sound."""

import html
import math
from typing import NamedTuple

import torch

from course_lib.display.cards import card, labelled_player
from course_lib.instruments.fold_explorer.model import alias_partners, column, logit_samples
from course_lib.instruments.fold_explorer.picture import comb_picture
from course_lib.instruments.fold_explorer.text import aliases_in_words, logit_in_words
from course_lib.sounds import Sound, for_listening, tone

EXAMPLE_HERTZ = 500.0  # asked about where a sound has no known pitch
TONE_SECONDS = 1.0


class Answer(NamedTuple):
    """What a button shows: a sentence, and the HTML that also has its picture and players."""

    text: str
    html: str
    sounds: tuple[Sound, ...] = ()


def column_answer(sound: Sound, period: int, index: int) -> Answer:
    """Let one column be heard beside its sound, at one gain."""
    levelled = for_listening(sound, column(sound, period, index))
    half = sound.sample_rate / (2 * period)
    words = (
        f"Column {index} at p = {period}: every {_ordinal(period)} sample, "
        f"{sound.sample_rate / period:.6g} a second. It holds tones up to {half:.6g} Hz; "
        f"what was higher in the sound comes back as lower, false tones. "
        f"Gain: {levelled.text}."
    )
    return _with_players(words, levelled.sounds, "column")


def alias_answer(sound: Sound, period: int) -> Answer:
    """Name the tones that look alike in a column, and play a pair of them."""
    rate = sound.sample_rate
    frequency = min(EXAMPLE_HERTZ, rate / 4) if sound.f0 is None else sound.f0
    about = "The pitch of this sound is not known; an example: " if sound.f0 is None else ""
    partners = alias_partners(frequency, period, rate)
    words = about + aliases_in_words(frequency, period, rate, partners)
    if not partners:
        return _with_players(words, (), "aliases")
    # cosines: sines of two partners can differ in sign, which is no difference to an ear
    pair = [
        tone(hertz, TONE_SECONDS, math.pi / 2, sample_rate=rate)
        for hertz in (frequency, partners[0])
    ]
    columns = [sound_k.samples[::period] for sound_k in pair]
    apart = float(torch.stack(columns).diff(dim=0).abs().max())
    words += (
        f" Listen to {frequency:.6g} and {partners[0]:.6g} Hz: two tones. Their columns 0 are one "
        f"and the same: the largest difference between their samples is {apart:.0e}."
    )
    heard = [column(sound_k, period, 0).renamed(f"column 0 of {sound_k.name}") for sound_k in pair]
    levelled = for_listening(*pair, *heard)
    return _with_players(f"{words} Gain: {levelled.text}.", levelled.sounds, "aliases")


def logit_answer(sound: Sound, period: int, index: int) -> Answer:
    """Show the samples that one logit of a column depends on, found by autograd."""
    # whole rows only: the mirror image that fills a last row would let other columns in
    samples = sound.samples[: sound.samples.shape[0] // period * period]
    heard = logit_samples(
        period, samples.shape[0], _middle_of_column(samples.shape[0], period, index)
    )
    words = logit_in_words(heard, period, sound.sample_rate)
    picture = comb_picture(samples, heard, period, words)
    return Answer(words, card(f"{picture}<p>{html.escape(words)}</p>", "logit"))


def _middle_of_column(length: int, period: int, index: int) -> int:
    """Number the logit halfway down a column, in reading order."""
    rows = length // period
    for _ in range(4):  # AudioCraft's PeriodDiscriminator takes every third row, four times
        rows = -(-rows // 3)
    return rows // 2 * period + index


def _with_players(words: str, sounds: tuple[Sound, ...], kind: str) -> Answer:
    players = "".join(labelled_player(sound, sound.name) for sound in sounds)
    return Answer(words, card(f"<p>{html.escape(words)}</p>{players}", kind), sounds)


def _ordinal(number: int) -> str:
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
