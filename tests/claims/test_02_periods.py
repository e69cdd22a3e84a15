"""Every number and every "always" that the prose of lesson 02 states, computed."""

from itertools import combinations
from math import gcd, lcm

import pytest
import torch
from torch.testing import assert_close

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator, fold
from course_lib.instruments import alias_partners, column, logit_samples
from course_lib.sounds import beat, tone, vowel

RATE = 24_000
PERIODS = (2, 3, 5, 7, 11)
SMALL = {"filters": 2, "max_filters": 16}


def peak_frequency(samples, rate):
    spectrum = torch.fft.rfft(samples * torch.hann_window(len(samples))).abs()
    return spectrum.argmax().item() * rate / len(samples)


def heard_as(frequency, period, rate=RATE):
    column_rate = rate / period
    return abs(frequency - column_rate * round(frequency / column_rate))


def test_every_fifth_sample_of_4300_hz_sounds_like_that_of_500_hz():
    low, high = (column(tone(f, seconds=2), 5, 0) for f in (500, 4300))

    assert high.sample_rate == low.sample_rate
    assert peak_frequency(low.samples, low.sample_rate) == pytest.approx(500, abs=2)
    assert peak_frequency(high.samples, high.sample_rate) == pytest.approx(500, abs=2)
    assert RATE / 5 == 500 + 4300


def test_the_two_tones_are_3800_hz_apart_as_the_card_says():
    assert 4300 - 500 == 3800


def test_a_fold_keeps_every_sample():
    wave = torch.randn(1, 1, RATE)
    assert torch.equal(fold(wave, 5).reshape(1, 1, -1), wave)


def test_a_vowel_at_160_hz_repeats_every_150_samples():
    voice = vowel(f0=160, vowel="a").samples
    middle = voice[3000:12_000]

    assert RATE / 160 == 150
    # A glottal pulse train through a linear filter is periodic once the filter has settled.
    assert_close(middle[:-150], middle[150:], atol=2e-3 * middle.abs().max().item(), rtol=0)


def test_a_column_cannot_tell_500_from_4300_hz_and_can_tell_700_hz():
    torch.manual_seed(0)
    judge = PeriodDiscriminator(5, **SMALL)

    def mean_score(frequency):
        phases = [2 * torch.pi * k / 24 for k in range(24)]
        waves = torch.cat([tone(frequency, phase=float(phase)).wave for phase in phases])
        with torch.no_grad():
            return judge(waves)[0].mean().item()

    apart = abs(mean_score(500) - mean_score(700))
    assert abs(mean_score(500) - mean_score(4300)) < 0.05 * apart


def test_shuffled_columns_give_shuffled_logits_up_to_rounding():
    torch.manual_seed(0)
    judge = PeriodDiscriminator(5, **SMALL).double()
    shuffle = torch.tensor([3, 0, 4, 1, 2])
    wave = torch.randn(1, 1, 4000).double()

    shuffled = fold(wave, 5)[..., shuffle].reshape(1, 1, -1)

    # float64 rounds at about 1e-16; the order of the additions may differ between columns.
    assert_close(judge(wave)[0][..., shuffle], judge(shuffled)[0], atol=1e-12, rtol=0)


@pytest.mark.parametrize("period", PERIODS)
def test_one_logit_sees_647_samples_of_one_column(period):
    judge = PeriodDiscriminator(period, **SMALL)
    length = 1400 * period

    touched = logit_samples(judge, length=length, position=(8, period // 2)).nonzero().flatten()

    assert len(touched) == 647
    assert set((touched % period).tolist()) == {period // 2}
    assert touched[-1] - touched[0] + 1 == 646 * period + 1


def test_the_reach_by_recurrence_is_647_rows_too():
    reach, step = 1, 1
    for kernel, stride in ((5, 3), (5, 3), (5, 3), (5, 3), (5, 1), (3, 1)):
        reach += (kernel - 1) * step
        step *= stride
    assert reach == 647


def test_the_longest_reach_is_shorter_than_a_beat_at_120_bpm():
    assert pytest.approx(297, abs=0.5) == 1000 * 647 * 11 / RATE
    assert 60 / 120 * 1000 == 500


def test_a_beat_at_120_bpm_is_about_a_thousand_of_mpds_longest_periods():
    drums = beat(bpm=120, bars=1)
    first, second = sorted(set(drums.onsets))[:2]
    steps = {round(b - a, 6) for a, b in combinations(sorted(drums.onsets), 2)}

    assert 0.5 in steps or second - first <= 0.5
    assert 60 / 120 * RATE == 12_000
    assert 900 < 12_000 / 11 < 1100


def test_coprime_periods_share_no_alias_of_a_tone_picked_at_random_and_others_do():
    for rate in (16_000, RATE):
        for p, q in combinations(range(2, 60), 2):
            first = torch.tensor(alias_partners(437.3, p, rate))
            second = torch.tensor(alias_partners(437.3, q, rate))
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


def test_no_pair_of_tones_below_12_khz_fools_three_coprime_periods():
    """Two of three periods would share the sum or the difference: a multiple of 24 000 Hz."""
    for p, q in combinations(PERIODS, 2):
        common = RATE * lcm(p, q) / (p * q)
        assert common == RATE

    for p, q, r in combinations(PERIODS, 3):
        for first in range(1, p):
            for second in range(1, q):
                total, difference = first * RATE / p, second * RATE / q
                low, high = abs(total - difference) / 2, (total + difference) / 2
                if low > 0 and high < RATE / 2 and high - low > 1:
                    assert abs(heard_as(low, p) - heard_as(high, p)) < 1e-6
                    assert abs(heard_as(low, q) - heard_as(high, q)) < 1e-6
                    assert abs(heard_as(low, r) - heard_as(high, r)) > 1


def test_4_and_9_are_coprime_though_no_primes():
    assert gcd(4, 9) == 1


def test_audiocrafts_full_size_has_41_million_parameters():
    with torch.device("meta"):
        parameters = sum(p.numel() for p in MultiPeriodDiscriminator().parameters())
    assert parameters == 41_105_770


def test_at_16_khz_the_same_periods_last_half_as_long_again():
    assert pytest.approx(1.5) == (11 / 16_000) / (11 / RATE)
