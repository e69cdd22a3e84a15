"""Every number and every "always" that the prose of lesson 02 states, computed."""

from itertools import combinations
from math import gcd

import pytest
import torch
import torch.nn.functional as F
from claims import claim
from torch.testing import assert_close

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator, fold
from course_lib.classroom.exercises.lessons import bank
from course_lib.instruments import alias_partners, logit_samples
from course_lib.instruments import column as strip
from course_lib.sounds import beat as drums
from course_lib.sounds import tone, vowel

RATE = 24_000
PERIODS = (2, 3, 5, 7, 11)
SMALL = {"filters": 2, "max_filters": 16}


def peak_frequency(samples, rate):
    spectrum = torch.fft.rfft(samples * torch.hann_window(len(samples))).abs()
    return spectrum.argmax().item() * rate / len(samples)


def heard_as(frequency, period, rate=RATE):
    column_rate = rate / period
    return abs(frequency - column_rate * round(frequency / column_rate))


@claim(
    "02",
    "Here are two tones: {low} Hz and {high} Hz.",
    "Every fifth sample of a {low} Hz tone, and every fifth sample of a {high} Hz tone, both at {khz} kHz",
    "take {low} Hz and {high} Hz for the same tone",
    "is {column} Hz, and {low} + {high} = {column}.",
    "{low} + {high} = {column} = {rate} / {period}. At {column} samples per second",
    "We call {high} Hz a **partner** of {low} Hz.",
    "it has {rate} / p samples per second",
)
def test_every_fifth_sample_of_both_tones_sounds_the_same(low, high, khz, column, rate, period):
    heard = [
        strip(tone(hertz, seconds=2, sample_rate=1000 * khz), period, 0) for hertz in (low, high)
    ]
    assert rate == 1000 * khz
    assert column == rate / period == low + high
    for sound in heard:
        assert peak_frequency(sound.samples, sound.sample_rate) == pytest.approx(low, abs=2)


@claim("02", "Two tones, {apart} Hz apart", "two tones: {low} Hz and {high} Hz")
def test_the_card_gives_the_distance_of_the_two_tones(apart, low, high):
    assert high - low == apart


def test_a_fold_keeps_every_sample():
    wave = torch.randn(1, 1, RATE)
    assert torch.equal(fold(wave, 5).reshape(1, 1, -1), wave)


@claim(
    "02",
    "A sung vowel at {pitch} Hz repeats every {cycle} samples, since {rate} / {pitch} = {cycle}.",
    "Fold it at {cycle}, and each row",
    "Near {cycle} the stripes lean, and at {cycle} they're upright. Then try {half}, {beside} and {short}.",
)
def test_a_sung_vowel_repeats_and_stripes_stand_at_its_cycle_only(
    pitch, cycle, rate, half, beside, short
):
    voice = vowel(f0=pitch, vowel="a", sample_rate=rate).samples
    middle = voice[3000:12_000]

    def mismatch(period):
        """How far a row of the fold differs from the next, as a part of the loudest sample."""
        return float((middle[:-period] - middle[period:]).abs().max() / middle.abs().max())

    assert rate / pitch == cycle == 2 * half
    assert abs(beside - cycle) == 1  # one sample off, and the stripes lean
    # A glottal pulse train through a linear filter is periodic once the filter has settled.
    assert mismatch(cycle) < 2e-3
    assert min(mismatch(half), mismatch(beside), mismatch(short)) > 0.05


@claim(
    "02",
    "{low} and {high} Hz are far apart, and yet their scores differ by less than {part} as much as those "
    "of {low} and {other} Hz.",
)
def test_a_discriminator_of_columns_is_deaf_to_aliases_and_not_to_other_tones(
    low, high, part, other
):
    torch.manual_seed(0)
    discriminator = PeriodDiscriminator(5, **SMALL)

    def mean_score(frequency):
        phases = [2 * torch.pi * k / 24 for k in range(24)]
        waves = torch.cat([tone(frequency, phase=float(phase)).wave for phase in phases])
        with torch.no_grad():
            return discriminator(waves)[0].mean().item()

    apart = abs(mean_score(low) - mean_score(other))
    assert abs(mean_score(low) - mean_score(high)) < part * apart


@claim("02", "It only compares samples that are exactly {once} apart, {again} apart")
def test_the_rows_of_a_column_are_one_period_apart(once, again):
    column = fold(torch.arange(60.0).reshape(1, 1, 60), once)[0, 0, :, 2]
    assert torch.equal(column.diff(), torch.full((11,), float(once)))
    assert column[2] - column[0] == again


@claim("02", "moves {stride} rows at a time, so it divides the number of rows by {stride}.")
def test_the_first_four_layers_divide_the_rows(stride):
    discriminator = PeriodDiscriminator(5, **SMALL)
    _, fmaps = discriminator(torch.randn(1, 1, 5 * 81 * 4))
    rows = [fmap.shape[-2] for fmap in fmaps]
    assert [before / after for before, after in zip([81 * 4, *rows], rows[:4], strict=False)] == [
        stride
    ] * 4
    assert {fmap.shape[-1] for fmap in fmaps} == {5}


@claim("02", "a leaky ReLU on the logits would make every negative score {times} times smaller.")
def test_a_leaky_relu_makes_negative_scores_smaller(times):
    discriminator = PeriodDiscriminator(5, **SMALL)
    assert discriminator.activation(torch.tensor(-1.0)) == pytest.approx(-1 / times)


@claim("02", "Your leaky ReLU has the slope {slope}, torch's default.")
def test_torch_bends_less_by_default(slope):
    assert F.leaky_relu(torch.tensor(-1.0)) == pytest.approx(-slope)


@claim(
    "02",
    "You repeat the last sample. Reflection goes backwards: after … {a}, {b}, {c} come {d}, {e}, {f}.",
)
def test_reflection_goes_back_from_the_end(a, b, c, d, e, f):
    wave = torch.arange(10.0).reshape(1, 1, 10)
    padded = F.pad(wave, (0, 3), mode="reflect")[0, 0]
    assert padded[7:].tolist() == [a, b, c, d, e, f]


def test_shuffled_columns_give_shuffled_logits_up_to_rounding():
    torch.manual_seed(0)
    discriminator = PeriodDiscriminator(5, **SMALL).double()
    shuffle = torch.tensor([3, 0, 4, 1, 2])
    wave = torch.randn(1, 1, 4000).double()

    shuffled = fold(wave, 5)[..., shuffle].reshape(1, 1, -1)

    # float64 rounds at about 1e-16; the order of the additions may differ between columns.
    assert_close(
        discriminator(wave)[0][..., shuffle], discriminator(shuffled)[0], atol=1e-12, rtol=0
    )


@pytest.mark.parametrize("period", PERIODS)
@claim("02", "its **receptive field**: {reach} samples in one column")
def test_one_logit_sees_a_comb_in_one_column(period, reach):
    discriminator = PeriodDiscriminator(period, **SMALL)
    length = 1400 * period

    touched = (
        logit_samples(discriminator, length=length, position=(8, period // 2)).nonzero().flatten()
    )

    assert len(touched) == reach
    assert set((touched % period).tolist()) == {period // 2}
    assert touched[-1] - touched[0] + 1 == (reach - 1) * period + 1


@claim(
    "02",
    "its **receptive field**: {reach} samples in one column",
    "Eleven samples are {longest} ms. A beat is {beat_ms} ms.",
    "Period 2 is two samples, {shortest} ms.",
    "matches the beat of a song at {bpm} beats per minute",
)
def test_the_longest_reach_is_shorter_than_a_beat(reach, longest, beat_ms, shortest, bpm):
    assert round(1000 * max(PERIODS) / RATE, 3) == longest
    assert round(1000 * min(PERIODS) / RATE, 3) == shortest
    assert 60_000 / bpm == beat_ms
    assert 1000 * reach * max(PERIODS) / RATE < beat_ms


@claim(
    "02",
    "beat is far to the right: {beat} samples, about {times} times longer than MPD's longest period",
    "A beat at {bpm} bpm has {beat} samples. MPD's periods are about {times} times shorter.",
)
def test_a_beat_is_about_a_thousand_of_mpds_longest_periods(beat, times, bpm):
    onsets = sorted(set(drums(bpm=bpm, bars=1).onsets))
    beats = [60 / bpm * k for k in range(4)]
    assert all(min(abs(onset - start) for onset in onsets) < 1e-6 for start in beats)
    assert 60 / bpm * RATE == beat
    assert beat / max(PERIODS) == pytest.approx(times, rel=0.1)


@claim("02", "of your ten pairs of periods share an alias partner of a {hertz} Hz tone")
def test_coprime_periods_share_no_alias_of_a_tone_picked_at_random_and_others_do(hertz):
    for rate in (16_000, RATE):
        for p, q in combinations(range(2, 60), 2):
            first = torch.tensor(alias_partners(hertz, p, rate))
            second = torch.tensor(alias_partners(hertz, q, rate))
            nearest = (first[:, None] - second[None, :]).abs().min().item()
            assert (nearest < 1e-3) == (gcd(p, q) > 1), (p, q, rate)


def test_two_coprime_periods_are_both_fooled_by_a_few_pairs_of_tones_only():
    for p, q in combinations(PERIODS, 2):
        sums_and_differences = [
            (a * RATE / p, b * RATE / q) for a in range(1, 2 * p) for b in range(1, 2 * q)
        ]
        fooled = {
            (round(abs(a - b) / 2, 6), round((a + b) / 2, 6))
            for a, b in sums_and_differences
            if (a + b) / 2 < RATE / 2 and a != b
        }
        for low, high in fooled:
            assert abs(heard_as(low, p) - heard_as(high, p)) < 1e-3
            assert abs(heard_as(low, q) - heard_as(high, q)) < 1e-3
        assert len(fooled) < p * q  # of all the tones below 12 kHz, so few


def test_what_period_2_confuses_period_4_confuses_as_well():
    for frequency in (123.4, 500.0, 437.3):
        partners_of_4 = torch.tensor(alias_partners(frequency, 4, RATE))
        for partner in alias_partners(frequency, 2, RATE):
            assert (partners_of_4 - partner).abs().min() < 1e-3


@claim(
    "02",
    "below {limit} Hz, no pair of tones fools three coprime periods at once",
    "the smallest number that is a multiple of both their rates is {rate} Hz, which two tones below {limit} Hz",
    "a multiple of {first_rate} Hz, the other of {second_rate} Hz",
    "a multiple of {first_rate} and of {second_rate}, and the first such number is {rate}. That leaves no second "
    "tone below {limit} Hz",
)
def test_no_pair_of_tones_below_12_khz_fools_three_coprime_periods(
    limit, rate, first_rate, second_rate
):
    """Two of three periods would share the sum or the difference: a multiple of 24 000 Hz."""
    assert (rate, limit) == (RATE, RATE / 2)
    assert (first_rate, second_rate) == (RATE / 5, round(RATE / 7, 2))
    for p, q in combinations(PERIODS, 2):
        multiples = [
            {k * RATE * q for k in range(1, p + 1)},
            {k * RATE * p for k in range(1, q + 1)},
        ]
        assert min(set.intersection(*multiples)) / (p * q) == rate  # k rate / p = j rate / q

    for p, q, r in combinations(PERIODS, 3):
        for first in range(1, p):
            for second in range(1, q):
                total, difference = first * RATE / p, second * RATE / q
                low, high = abs(total - difference) / 2, (total + difference) / 2
                if low > 0 and high < RATE / 2 and high - low > 1:
                    assert abs(heard_as(low, p) - heard_as(high, p)) < 1e-6
                    assert abs(heard_as(low, q) - heard_as(high, q)) < 1e-6
                    assert abs(heard_as(low, r) - heard_as(high, r)) > 1


@claim(
    "02", "They are not the only one: {p} and {q} would do", "primes: {p} and {q} go well together"
)
def test_coprime_periods_need_not_be_primes(p, q):
    rates = [set(alias_partners(437.3, period, RATE)) for period in (p, q)]
    nearest = min(abs(a - b) for a in rates[0] for b in rates[1])
    assert nearest > 1
    assert any(p % k == 0 for k in range(2, p))
    assert any(q % k == 0 for k in range(2, q))


@claim("02", "You may be off by up to {error} Hz.")
def test_02_4_forgives_what_it_says(error):
    exercise = bank("02").exercises["02.4"]
    low, high = exercise.solution_answer()

    def all_hold(pair):
        data = {"the pair": list(pair)}
        return all(exercise.own_comparator(data, data).values())

    assert all_hold((low + 0.49 * error, high + 0.49 * error))  # the sum is off by almost ``error``
    assert not all_hold((low + 0.51 * error, high + 0.51 * error))


def test_audiocrafts_full_size_has_41_million_parameters():
    with torch.device("meta"):
        parameters = sum(p.numel() for p in MultiPeriodDiscriminator().parameters())
    assert parameters == 41_105_770  # the lesson prints it; its output is compared


@claim(
    "02",
    "At {khz} kHz a sample lasts longer, so the same periods reach {more} as far",
    "*Periods for {khz} kHz*",
)
def test_at_16_khz_the_same_periods_last_half_as_long_again(khz, more):
    discriminator = PeriodDiscriminator(11, **SMALL)
    samples = int(logit_samples(discriminator, length=1400 * 11, position=(8, 5)).sum()) * 11
    assert samples / (1000 * khz) == pytest.approx((1 + more) * samples / RATE)
