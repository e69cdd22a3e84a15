"""Every number and every "always" that the prose of lesson 02 states, computed."""

from itertools import combinations, pairwise, product
from math import gcd

import pytest
import torch
import torch.nn.functional as F
from claims import claim
from torch.testing import assert_close

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator, fold
from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.load_bank import bank
from course_lib.instruments import alias_partners, layer_fields, logit_samples
from course_lib.instruments import column as strip
from course_lib.instruments.abx.statistics import guessing_p_value
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
    loudness = [sound.samples.square().mean().sqrt().item() for sound in heard]
    assert loudness[0] == pytest.approx(loudness[1], rel=0.01)  # they are equally loud


def test_the_vowel_in_place_of_a_recording_gives_new_tones_in_its_columns():
    def nearest(pitch, period):
        """Return how close, in Hz, the alias of an overtone comes to an overtone, at most."""
        alias = [heard_as(k * pitch, period) for k in range(1, int(RATE / 2 / pitch))]
        return max(abs(hertz - pitch * round(hertz / pitch)) for hertz in alias)

    assert nearest(160, 5) < 1e-6  # of the first vowel, period 5 would give nothing new
    assert min(nearest(170, 5), nearest(170, 11)) > 10


@claim(
    "02",
    "A column ends at half of its rate: at {five} Hz for period 5, and near {eleven} Hz for period 11.",
)
def test_a_column_ends_at_half_of_its_rate(five, eleven):
    assert [five, eleven] == pytest.approx([RATE / 10, RATE / 22], rel=0.002)


@claim(
    "02.x4",
    "MPD has the periods {a}, {b}, {c}, {d} and {e}. A colleague calls {c} and {d} a mistake, since they aren't primes.",
    "Their rates are {first} and {second} Hz.",
)
def test_two_periods_that_are_no_primes_go_well_together(a, b, c, d, e, first, second):
    assert all(gcd(p, q) == 1 for p, q in combinations((a, b, c, d, e), 2))
    assert all(any(p % k == 0 for k in range(2, p)) for p in (c, d))
    assert [first, second] == pytest.approx([RATE / c, RATE / d], abs=0.5)


@claim(
    "02.p9",
    "Period {first} confuses {low} Hz with {high} Hz, at {khz} kHz. Which of the other periods, {a}, {b}, {c} and {d}, confuse",
    "{high} - {low} = {difference} = {rate} / {b}.",
    "Their sum is {total} and their difference {difference}. Neither is a multiple of the rates at {a}, {c} and {d}.",
)
def test_two_periods_confuse_the_pair_that_comes_later(
    first, low, high, khz, a, b, c, d, difference, rate, total
):
    assert 1000 * khz == rate == RATE
    confuse = [p for p in PERIODS if heard_as(low, p) == pytest.approx(heard_as(high, p))]
    assert confuse == [first, b]
    assert {first, a, b, c, d} == set(PERIODS)
    assert (high - low, high + low) == (difference, total)


@claim(
    "02.p7",
    "After it, the positive ones are about {times} times as far.",
    "^{slope}$",
    "It makes negative values {times} times smaller.",
    "{other} makes them {fewer} times smaller, not {times} times.",
)
def test_a_slope_is_the_share_that_is_left_of_a_negative_value(times, slope, other, fewer):
    assert F.leaky_relu(torch.tensor(-1.0), slope) == pytest.approx(-1 / times)
    assert F.leaky_relu(torch.tensor(-1.0), other) == pytest.approx(-1 / fewer)


def test_a_fold_keeps_every_sample():
    wave = torch.randn(1, 1, RATE)
    assert torch.equal(fold(wave, 5).reshape(1, 1, -1), wave)


@claim(
    "02",
    "A sung vowel at {pitch} Hz repeats every {cycle} samples, since {rate} / {pitch} = {cycle}.",
    "Fold it at {cycle}, and each row",
    "Near {cycle} the stripes slant, and at {cycle} they're upright. Then try {half}, {beside} and {short}.",
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


def within_rows(wave, period):
    """Return how much a wave changes within a row of its fold, as a part of all its changes."""
    rows = fold(wave.reshape(1, 1, -1), period)[0, 0]
    return float((rows - rows.mean(1, keepdim=True)).std() / rows.std())


@claim(
    "02",
    "At {half} a row has half a cycle, so row 0 looks like rows 2 and 4, and unlike row 1.",
    "At {short}, a period of MPD, a row is so",
)
def test_half_a_cycle_repeats_in_every_second_row_and_a_short_row_changes_little(half, short):
    voice = vowel(f0=160, vowel="a").samples[3000:12_000]
    rows = fold(voice.reshape(1, 1, -1), half)[0, 0]

    def likeness(step):
        return float((rows[:-step] * rows[step:]).sum() / rows.square().sum())

    assert likeness(1) < 0 < 0.95 < min(likeness(2), likeness(4))
    assert short in PERIODS
    assert within_rows(voice, short) < 1 / 3 < 0.9 < within_rows(voice, half)


def test_a_drums_wave_changes_little_within_a_row():
    assert within_rows(drums(bpm=120, bars=1).samples, 11) < 1 / 3


@claim(
    "02",
    "{low} and {high} Hz are much further apart than {low} and {other} Hz, and yet they get nearly the same score.",
)
def test_a_discriminator_of_columns_confuses_aliases_but_not_other_tones(low, high, other):
    torch.manual_seed(0)
    discriminator = PeriodDiscriminator(5, **SMALL)

    def mean_score(frequency):
        phases = [2 * torch.pi * k / 24 for k in range(24)]
        waves = torch.cat([tone(frequency, phase=float(phase)).wave for phase in phases])
        with torch.no_grad():
            return discriminator(waves)[0].mean().item()

    apart = abs(mean_score(low) - mean_score(other))
    assert abs(mean_score(low) - mean_score(high)) < apart / 20


def test_the_rows_of_a_column_are_one_period_apart():
    column = fold(torch.arange(60.0).reshape(1, 1, 60), 5)[0, 0, :, 2]
    assert torch.equal(column.diff(), torch.full((11,), 5.0))


@claim("02", "The rows are divided by {stride} four times and rounded up, and then stay.")
def test_the_first_four_layers_divide_the_rows(stride):
    discriminator = PeriodDiscriminator(5, **SMALL)
    _, fmaps = discriminator(torch.randn(1, 1, 5 * 81 * 4))
    rows = [fmap.shape[-2] for fmap in fmaps]
    assert [before / after for before, after in zip([81 * 4, *rows], rows[:4], strict=False)] == [
        stride
    ] * 4
    assert {fmap.shape[-1] for fmap in fmaps} == {5}
    odd = [800, *(fmap.shape[-2] for fmap in discriminator(torch.randn(1, 1, 4000))[1])]
    assert odd[1:5] == [-(-before // stride) for before in odd[:4]]
    assert odd[5] == odd[4]


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
@claim("02", "All periods have the same number of teeth, {reach}.")
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
    "All periods have the same number of teeth, {reach}.",
    "Eleven samples are {longest} ms. A beat is {beat_ms} ms.",
    "Period {first} is two samples, {shortest} ms.",
    "matches the beat of a song at {bpm} beats per minute",
)
def test_the_longest_reach_is_shorter_than_a_beat(reach, longest, beat_ms, first, shortest, bpm):
    assert first == min(PERIODS)
    assert round(1000 * max(PERIODS) / RATE, 3) == longest
    assert round(1000 * min(PERIODS) / RATE, 3) == shortest
    assert 60_000 / bpm == beat_ms
    assert 1000 * reach * max(PERIODS) / RATE < beat_ms


@claim(
    "02",
    "beat is far to the right: {beat} samples, about {times} times longer than MPD's longest period",
    "A beat at {bpm} bpm has {beat} samples. Even MPD's longest period is about {times} times shorter.",
)
def test_a_beat_is_about_a_thousand_of_mpds_longest_periods(beat, times, bpm):
    onsets = sorted(set(drums(bpm=bpm, bars=1).onsets))
    beats = [60 / bpm * k for k in range(4)]
    assert all(min(abs(onset - start) for onset in onsets) < 1e-6 for start in beats)
    assert 60 / bpm * RATE == beat
    assert beat / max(PERIODS) == pytest.approx(times, rel=0.1)


@claim("02", "No two of them may share an alias partner of a {hertz} Hz tone")
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


@claim("02", "is close, but not within {percent} %.")
def test_02_6_forgives_what_it_says(percent):
    exercise = bank("02").exercises["02.6"]
    right = exercise.solution_answer()

    for key in ("longest_ms", "slowest_rate"):
        for share, holds in ((0.99, True), (1.01, False)):
            off = right[key] * (1 + share * percent / 100)
            found = assess(exercise, right | {key: off}, 0)
            assert (found.state is State.PASS) == holds, (key, share)


def right_over(wrong_part):
    """Return the marks of a right 02.7 that builds on a wrong 02.3."""
    whole, part = (bank("02").exercises[id] for id in ("02.7", "02.3"))
    names = dict(whole.namespace)
    exec(compile(part.mutant_source(wrong_part), "02.3", "exec"), names)
    exec(compile(whole.answer_cell_source(), "02.7", "exec"), names)
    return assess(whole, names["MultiPeriodDiscriminator"], 0).marks


@pytest.mark.parametrize(
    "wrong_part", ["maps_in_a_tuple", "maps_first", "flat_logits", "not_folded", "no_padding"]
)
def test_a_fault_in_02_3_costs_nothing_in_02_7(wrong_part):
    assert set(right_over(wrong_part).values()) == {True}


@claim("02", "Each tone may be off by up to {error} Hz.")
def test_02_4_forgives_what_it_says(error):
    exercise = bank("02").exercises["02.4"]
    low, high = exercise.solution_answer()

    def all_hold(pair):
        return assess(exercise, pair, 0).state is State.PASS

    for signs in product((-1, 1), repeat=2):
        almost, beyond = (
            [tone + sign * share * error for tone, sign in zip((low, high), signs, strict=True)]
            for share in (0.99, 1.01)
        )
        assert all_hold(almost)
        assert not all_hold(beyond)


def test_audiocrafts_full_size_has_41_million_parameters():
    with torch.device("meta"):
        parameters = sum(p.numel() for p in MultiPeriodDiscriminator().parameters())
    assert parameters == 41_105_770  # the lesson prints it; its output is compared


@claim(
    "02",
    "At {khz} kHz a sample lasts longer, so the same periods reach {times} times as far",
    "*Periods for {khz} kHz*",
)
def test_at_16_khz_the_same_periods_last_one_and_a_half_times_as_long(khz, times):
    discriminator = PeriodDiscriminator(11, **SMALL)
    samples = int(logit_samples(discriminator, length=1400 * 11, position=(8, 5)).sum()) * 11
    assert samples / (1000 * khz) == pytest.approx(times * samples / RATE)


@claim(
    "02",
    "a distance in samples: {a}, {b}, {c}, {d} or {e}",
    "Which of MPD's periods, {a}, {b}, {c}, {d} or {e}, matches",
    "`logits, fmaps = mpd(wave)` with the periods {a}, {b}, {c}, {d} and {e}.",
)
@claim(
    "02.x2",
    "Where are the logits of period {period}?",
    "Period {period} is the {place} sub",
    "^in logits[{index}], and again in fmaps[{index}][-{last}]$",
)
def test_mpd_has_these_periods_in_this_order(a, b, c, d, e, period, place, index, last):
    mpd = MultiPeriodDiscriminator(filters=1, max_filters=1)
    logits, fmaps = mpd(torch.randn(1, 1, 400))
    assert [sub.period for sub in mpd.discriminators] == [a, b, c, d, e]
    assert index == place - 1
    assert logits[index].shape[-1] == period
    assert fmaps[index][-last] is logits[index]


def rows_reached(kernels, strides):
    """Return how many rows one output of a stack of convolutions depends on, by trying each row."""
    convs = [torch.nn.Conv1d(1, 1, k, s) for k, s in zip(kernels, strides, strict=True)]
    for conv in convs:
        torch.nn.init.constant_(conv.weight, 1.0)
    rows = torch.zeros(1, 1, 2000, requires_grad=True)
    (gradient,) = torch.autograd.grad(torch.nn.Sequential(*convs)(rows)[0, 0, 3], rows)
    return int((gradient != 0).sum())


@claim("02", "each layer with a stride of 3 makes the next one grow {times} times as fast.")
@claim(
    "02.p8",
    "a row of a later layer stands for {one}, {two}, {three} or {four} rows",
    "It's {reach}. Each stride of 3 makes all later kernels reach {times} times as far.",
)
def test_a_field_grows_three_times_as_fast_after_each_stride(times, one, two, three, four, reach):
    fields = layer_fields(PeriodDiscriminator(5, **SMALL)).fields
    counts = [len(field.samples) for field in fields]
    grown = [after - before for before, after in pairwise(counts[:5])]
    assert [after / before for before, after in pairwise(grown)] == [times] * 3
    assert [step / 4 for step in grown] == [one, two, three, four]  # four more rows of the kernel
    assert counts[-1] == reach == rows_reached((5, 5, 5, 5, 5, 3), (3, 3, 3, 3, 1, 1))


@claim("02.p8", "^{reach}$", "{one} + 2 · {one} + 2 · 2 + 2 · {step} = {reach}: each layer adds")
def test_three_layers_of_kernel_3_and_stride_2_reach_15_rows(reach, one, step):
    assert one == 1  # a row reaches itself, and the first kernel two more
    assert rows_reached((3, 3, 3), (2, 2, 2)) == reach == one + 2 * one + 4 + 2 * step


@claim("02", "A logit of the longest period spans {long} ms, and")
def test_the_longest_field_lasts_296_ms(long):
    field = layer_fields(PeriodDiscriminator(11, **SMALL), length=1400 * 11).fields[-1]
    assert round(1000 * field.span / RATE) == long


@claim("02", "[batch, channels, rows, period] for a wave of {rows} rows")
@claim(
    "02.p7",
    "the positive values are on average about {times} times as far from zero as the negative ones.",
    "Its slope of {slope} makes negative ones {times} times smaller.",
)
def test_the_hidden_maps_are_those_of_a_leaky_relu(rows, times, slope):
    torch.manual_seed(0)
    discriminator = PeriodDiscriminator(5, filters=8, max_filters=256)
    wave = torch.randn(2, 1, 4000)
    assert fold(wave, 5).shape[-2] == rows
    with torch.no_grad():
        _, fmaps = discriminator(wave)
    for fmap in fmaps[:-1]:
        ratio = fmap[fmap > 0].mean() / -fmap[fmap < 0].mean()
        assert ratio == pytest.approx(times, rel=0.06)
    assert F.leaky_relu(torch.tensor(-1.0), slope) == pytest.approx(-1 / times)


def test_the_ratio_of_the_logits_depends_on_the_weights():
    ratios = []
    for seed in (0, 5):
        torch.manual_seed(seed)
        with torch.no_grad():
            logits, _ = PeriodDiscriminator(5, filters=8, max_filters=256)(torch.randn(2, 1, 4000))
        ratios.append(float(logits[logits > 0].mean() / -logits[logits < 0].mean()))
    assert ratios[0] > 2
    assert ratios[1] < 0.5


@claim(
    "02.p9",
    "there, {tone_hertz} Hz comes back at {at_seven} and {at_eleven} Hz.",
    "Period 5 confuses {tone_hertz} Hz with {low} Hz.",
)
def test_only_period_5_confuses_the_two_tones(tone_hertz, at_seven, at_eleven, low):
    assert [round(heard_as(tone_hertz, p)) for p in (7, 11)] == [at_seven, at_eleven]
    confused = [p for p in PERIODS if abs(heard_as(tone_hertz, p) - heard_as(low, p)) < 1e-6]
    assert confused == [5]
    for period in PERIODS:
        sound = strip(tone(tone_hertz, seconds=2), period, 0)
        heard = peak_frequency(sound.samples, sound.sample_rate)
        assert heard == pytest.approx(heard_as(tone_hertz, period), abs=2)


@claim(
    "02.p1",
    "Every fourth sample of a {low} Hz tone, and every fourth sample of a {high} Hz tone, both at {khz} kHz",
    "Their sum is {total} and their difference {difference}. Neither is a multiple of 24000 / {period} = {rate}.",
    "There are {rate} samples per second, and {high} Hz comes back at {high} - {rate} = 500 Hz.",
    "{high} Hz is more than a column of {rate} samples per second can carry.",
)
def test_asked_again_the_second_tone_is_lower(low, high, khz, total, difference, period, rate):
    assert (total, difference) == (low + high, high - low)
    assert 1000 * khz / period == rate
    assert high > rate / 2
    assert heard_as(high, period) == high - rate == 500 < heard_as(low, period) == low


@claim(
    "02.p2",
    "24 000 = {rows} · {period} + {over}, so {added} mirrored samples fill the last row.",
    "samples is now folded at period {period}.",
)
@claim(
    "02.p2", "^nothing; {added} samples are added$", "It has {over} samples, and {added} mirrored"
)
def test_asked_again_a_fold_at_7_adds_three_samples(rows, period, over, added):
    grid = fold(torch.arange(24_000.0).reshape(1, 1, -1), period)
    assert rows * period + over == 24_000
    assert grid.shape[-2] == rows + 1
    assert grid.numel() - 24_000 == added == period - over


def test_asked_again_a_wave_played_backwards_changes_the_logits_of_its_columns():
    torch.manual_seed(0)
    discriminator = PeriodDiscriminator(5, **SMALL)
    wave = torch.randn(1, 1, 4000)
    logits, backwards = (discriminator(x)[0] for x in (wave, wave.flip(-1)))
    assert not torch.allclose(backwards.flip(-1), logits, atol=1e-4)
    assert not torch.allclose(backwards.flip(-1).flip(-2), logits, atol=1e-4)


@claim(
    "02.p4",
    "Sample {first} can change a certain logit of the discriminator for period {period}.",
    "^sample {near}$",
    "{apart} is a multiple of {period}, so",
    "{other} is no multiple of {period}, so",
)
def test_asked_again_the_comb_of_period_7(first, period, near, apart, other):
    field = logit_samples(PeriodDiscriminator(period, **SMALL), length=1400 * period)
    where = field.nonzero().flatten()
    chosen = where[len(where) // 2]  # any sample of the field will do
    assert near - first == apart
    assert field[chosen + apart]
    assert not field[chosen + 1]
    assert not field[chosen + other]


@claim(
    "02.p5",
    "Somebody sings a note of {note} Hz.",
    "One cycle is 24 000 / {note} = {cycle} samples. The longest period is {longest}.",
    "{cycle} samples against {longest}.",
    "^it's about {times} times as long$",
)
def test_asked_again_a_cycle_of_a_voice_is_longer_than_any_period(note, cycle, longest, times):
    assert RATE / note == cycle
    assert longest == max(PERIODS)
    assert cycle / longest == pytest.approx(times, rel=0.01)


@claim(
    "02.p6",
    "You add a sixth period to {a}, {b}, {c}, {d} and {e}.",
    "{wrong} and {a} have the common factor {factor}",
    "^{right}$",
    "{right} has no common factor with any of them.",
)
def test_asked_again_13_shares_no_partner_with_the_others(a, b, c, d, e, wrong, factor, right):
    def shared(p):
        first = torch.tensor(alias_partners(437.3, p, RATE))
        others = [torch.tensor(alias_partners(437.3, q, RATE)) for q in (a, b, c, d, e)]
        return sum(bool((first[:, None] - o[None]).abs().min() < 1e-3) for o in others)

    assert shared(right) == 0
    assert shared(wrong) == 1
    assert shared(2) == 1
    assert gcd(wrong, a) == factor


@claim(
    "02.x1",
    "At {khz} kHz, you keep every {period} sample. Which tone becomes the same as {low} Hz?",
    "^{right} Hz$",
    "The rate is {whole} / {every} = {rate} Hz. {wrong} Hz comes back at {comes_back} Hz.",
    "The rate is {whole} / {every} = {rate} Hz, and {low} + {right} = {rate}.",
    "{rate} Hz is the rate itself",
)
def test_the_exit_ticket_s_alias(khz, period, low, right, whole, every, rate, wrong, comes_back):
    assert (1000 * khz, period) == (whole, every)
    assert whole / every == rate
    assert heard_as(right, every, whole) == low
    assert heard_as(wrong, every, whole) == comes_back
    assert heard_as(rate, every, whole) == 0


@claim(
    "02.x3",
    "you get four or more right in {percent} % of such tests.",
    "Guessing alone gives four or more in {percent} % of such tests.",
)
def test_guessing_reaches_four_of_six_in_a_third_of_tests(percent):
    assert round(100 * guessing_p_value(4, 6)) == percent


@claim(
    "02.8",
    "it follows a beat at {bpm} bpm",
    "and a beat at {bpm} bpm lasts {beat_ms} ms.",
    "They are {period} apart, so the field spans {period} times as long.",
    "{left_out} is what one column leaves out.",
)
def test_the_three_refutations(bpm, beat_ms, period, left_out):
    field = logit_samples(period, 8000).nonzero().flatten()
    assert 60_000 / bpm == beat_ms > 1000 * float(field[-1] - field[0] + 1) / RATE
    assert set(field.diff().tolist()) == {period}
    whole = fold(torch.arange(24_000.0).reshape(1, 1, -1), 5)
    assert len(whole.unique()) == 24_000
    assert 24_000 - len(whole[..., 0].unique()) == left_out
