"""Every number and every "always" that the prose of lesson 03 states, computed."""

import json
import math
from itertools import pairwise

import pytest
import torch
from claims import claim
from lesson_text import ROOT
from torch import nn
from torch.testing import assert_close

from course_lib import MultiScaleDiscriminator, PeriodDiscriminator, ScaleDiscriminator
from course_lib.classroom.exercises.load_bank import bank
from course_lib.instruments import (
    alias_partners,
    as_heard,
    logit_samples,
    receptive_growth,
    scale_listener,
    waves_heard,
    what_scale_hears,
)
from course_lib.instruments.abx.statistics import guessing_p_value
from course_lib.instruments.pictures.decimator_curves import FLOOR_DB
from course_lib.instruments.scale_listener.model import decibels, false_share, gain, measured_level
from course_lib.instruments.scale_listener.widget import SWEEP
from course_lib.pypi_downloads import AUDIOCRAFT
from course_lib.sounds import beat, drum, tone, vowel

RATE = 24_000
SMALL = {"filters": 4, "max_filters": 32}
STEPS = 16_000


def lengths(samples=STEPS, **options):
    logits, _ = MultiScaleDiscriminator(**options, **SMALL)(torch.randn(1, 1, samples))
    return [logit.shape[-1] for logit in logits]


def equal_weights(msd):
    for discriminator in msd.discriminators[1:]:
        discriminator.load_state_dict(msd.discriminators[0].state_dict())
    return msd


def level_at_scale_1(frequency, decimator="average"):
    sound = tone(frequency)
    return measured_level(sound, what_scale_hears(sound, 1, decimator))


@claim(
    "03",
    "{samples} samples go into AudioCraft's MSD. The logits of sub-discriminator {first} have {same} positions. "
    "How many have those of 1 and {last}?",
    "^{same} and {same}$",
)
def test_audiocrafts_logits_are_equally_long(samples, first, same, last):
    assert [first, last] == [0, len(lengths()) - 1]
    assert lengths(samples, audiocraft_compat=True) == [same] * 3


@claim(
    "03.p1",
    "AudioCraft's MSD receives {samples} samples, and sub-discriminator {first} returns {same} logits. "
    "How many do 1 and {last} return?",
    "^both {same}$",
)
def test_twice_as_many_samples_give_twice_as_many_equal_lengths(samples, first, same, last):
    assert [first, last] == [0, len(lengths()) - 1]
    assert lengths(samples, audiocraft_compat=True) == [same] * 3


@claim("03", "These are the three **scales**, numbered {first}, {second} and {third}.")
def test_the_scales_are_numbered_from_zero(first, second, third):
    assert list(range(len(lengths()))) == [first, second, third]


@claim("03", "at half and a quarter of the sample rate, it would be {half} and {quarter}")
def test_the_logits_of_real_scales_halve(half, quarter):
    assert lengths() == [63, half, quarter]


@claim(
    "03",
    "Each sub-discriminator returns one logit for every {step} samples that it receives.",
    "Four layers have a stride of {stride}, and {stride} · {stride} · {stride} · {stride} = {step}.",
    "after two strides of {stride}, neighbours are {after_two} samples apart",
)
def test_a_discriminator_makes_one_score_for_the_product_of_its_strides(step, stride, after_two):
    msd = MultiScaleDiscriminator(**SMALL)
    logits, fmaps = msd(torch.randn(1, 1, step * 8))
    assert logits[0].shape[-1] == 8
    lengths = [step * 8, *(fmap.shape[-1] for fmap in fmaps[0])]
    assert [a / b for a, b in pairwise(lengths)] == [1, *[stride] * 4, 1, 1]
    assert lengths[0] / lengths[3] == after_two


@claim(
    "03",
    "Then downsample would be called for scale {whole}, too,",
    "Then only scale {whole} would call downsample",
    "even scale {whole}.",
)
def test_one_scale_hears_the_whole_wave_and_the_others_less(whole):
    wave = torch.randn(1, 1, STEPS)
    heard = waves_heard(MultiScaleDiscriminator(**SMALL), wave)
    assert torch.equal(heard[whole], wave)
    assert [w.shape[-1] < STEPS for w in heard].count(True) == len(heard) - 1


def test_with_equal_weights_the_audiocraftss_sub_discriminators_agree_to_the_bit_and_the_repaired_ones_do_not():
    wave = torch.randn(1, 1, STEPS)
    audiocrafts = equal_weights(MultiScaleDiscriminator(audiocraft_compat=True, **SMALL))
    logits, _ = audiocrafts(wave)
    assert all(torch.equal(logit, logits[0]) for logit in logits)
    assert all(torch.equal(heard, wave) for heard in waves_heard(audiocrafts, wave))

    mended, _ = equal_weights(MultiScaleDiscriminator(**SMALL))(wave)
    assert not torch.equal(mended[1], mended[0][..., :32])


def test_pooling_does_not_change_its_input_and_returns_8001_samples():
    x = torch.randn(1, 1, STEPS)
    before = x.clone()
    halved = nn.AvgPool1d(4, 2, padding=2)(x)
    assert torch.equal(x, before)
    assert halved.shape[-1] == 8001


def test_the_three_loops_of_the_prediction_give_these_lengths():
    decimate = nn.AvgPool1d(4, 2, padding=2)
    wave = torch.randn(1, 1, STEPS)

    def lengths_of(loop):
        x, waves = wave, []
        for _ in range(3):
            x = loop(x, waves)
        return [w.shape[-1] for w in waves]

    def one(x, waves):
        waves.append(x)
        return decimate(x)

    def two(x, waves):
        x = decimate(x)
        waves.append(x)
        return x

    def three(x, waves):
        waves.append(x)
        return decimate(wave)

    assert lengths_of(one) == [16_000, 8001, 4001]
    assert lengths_of(two) == [8001, 4001, 2001]
    assert lengths_of(three) == [16_000, 8001, 8001]


@claim(
    "03",
    "For MSD the gaps are {g1}, {g2}, {g3}, {g4}, {g5}, {g6} and {g7} samples: "
    "{r1} + {r2} + {r3} + {r4} + {r5} + {r6} + {r7}, and {own} more, makes {reach}.",
    "For MSD that gives {wrong}, {times} times as much",
)
def test_one_logit_reaches_over_an_unbroken_stretch(
    g1, g2, g3, g4, g5, g6, g7, r1, r2, r3, r4, r5, r6, r7, own, reach, wrong, times
):
    discriminator = ScaleDiscriminator(**SMALL).double()
    wave = torch.randn(1, 1, 12_000, dtype=torch.float64, requires_grad=True)
    discriminator(wave)[0][0, 0, 23].backward()
    heard = wave.grad[0, 0].nonzero().flatten()
    assert len(heard) == reach == heard[-1] - heard[0] + 1

    layers = list(zip(kernels(discriminator), strides(discriminator), strict=True))
    gaps = [math.prod(stride for _, stride in layers[:k]) for k in range(7)]
    assert gaps == [g1, g2, g3, g4, g5, g6, g7]
    reaches = [(kernel - 1) * gap for (kernel, _), gap in zip(layers, gaps, strict=True)]
    assert reaches == [r1, r2, r3, r4, r5, r6, r7]
    assert sum(reaches) + own == reach

    wider = [math.prod(stride for _, stride in layers[: k + 1]) for k in range(7)]
    mistaken = 1 + sum((kernel - 1) * gap for (kernel, _), gap in zip(layers, wider, strict=True))
    assert mistaken == wrong
    assert round(mistaken / reach) == times


def kernels(discriminator):
    convs = [discriminator.convs[0][1], *discriminator.convs[1:], discriminator.conv_post]
    return [conv.conv.weight.shape[-1] for conv in convs]


def strides(discriminator):
    """Return by how much each layer shortens the wave."""
    wave = torch.randn(1, 1, 2**14, dtype=torch.float64)
    lengths = [wave.shape[-1], *(fmap.shape[-1] for fmap in discriminator(wave)[1])]
    return [before // after for before, after in pairwise(lengths)]


@claim(
    "03",
    "an unbroken stretch of {reach} samples. That is {ms_0} ms at scale {first}.",
    "{ms_1} ms at scale {second}, and {ms_2} ms at scale {scale}.",
    "At scale {scale}, one logit covers more than a whole beat at {bpm} bpm",
    "one logit covers up to {ms_2} ms",
    "You work out the {reach} without autograd",
    "After each stride, the next kernel's positions lie {times} times as far apart.",
)
def test_the_reach_grows_with_each_stride_and_at_the_last_scale_it_is_longer_than_a_beat(
    reach, ms_0, first, ms_1, second, ms_2, scale, bpm, times
):
    discriminator = ScaleDiscriminator(**SMALL)
    growth = receptive_growth(discriminator)
    assert growth.reaches[-1] == reach
    assert set(strides(discriminator.double())) == {1, times}
    assert [round(1000 * reach * 2**k / RATE) for k in (first, second, scale)] == [ms_0, ms_1, ms_2]
    assert ms_2 > 60_000 / bpm


@claim("03", "Put `audiocraft_msd` in place of `msd`, and all three stretches last {ms} ms.")
def test_with_the_bug_all_stretches_last_equally_long(ms):
    with_the_bug = MultiScaleDiscriminator(audiocraft_compat=True, **SMALL)
    reach = receptive_growth(with_the_bug.discriminators[0]).reaches[-1]
    rates = [
        RATE * wave.shape[-1] / STEPS
        for wave in waves_heard(with_the_bug, torch.randn(1, 1, STEPS))
    ]
    assert [round(1000 * reach / rate) for rate in rates] == [ms] * 3


@claim(
    "03.x2", "Suppose each stride of {stride} in a scale discriminator were {other}", "^{fewer}$"
)
def test_half_the_strides_reach_a_seventh_as_far(stride, other, fewer):
    discriminator = ScaleDiscriminator(
        **SMALL, downsample_scales=(stride,) * 4, strides=(other,) * 4
    )
    assert receptive_growth(discriminator).reaches[-1] == fewer


@claim(
    "03",
    "Its inner kernels cover {kernel} positions, and the channels multiply by {factor} from layer",
    "cut into **groups** of {group}",
)
def test_the_inner_kernels_are_long_and_grouped_and_the_channels_multiply(kernel, factor, group):
    with torch.device("meta"):
        discriminator = ScaleDiscriminator()
    inner = [conv.conv.weight.shape for conv in discriminator.convs[1:-1]]
    assert [shape[-1] for shape in inner] == [kernel] * 4
    channels = [16, *(shape[0] for shape in inner)]
    assert channels == [16, 64, 256, 1024, 1024]
    assert all(b in (factor * a, 1024) for a, b in pairwise(channels))
    assert all(shape[1] == group for shape in inner)  # channels that one output hears


@claim(
    "03",
    "With {channels} channels in, {groups} groups of {size} have {times} times as many weights.",
)
def test_four_groups_are_not_groups_of_four(channels, groups, size, times):
    def weights(cut):
        return nn.Conv1d(channels, channels, 41, groups=cut).weight.numel()

    assert channels / groups == size
    assert weights(groups) / weights(channels // 4) == times


@claim("03", "from {c_in} to {c_out} channels: without groups")
def test_larger_groups_save_less(c_in, c_out):
    def weights(groups):
        return nn.Conv1d(c_in, c_out, 41, groups=groups, device="meta").weight.numel()

    four_groups = 4  # AudioCraft's configuration: groups: [4, 4, 4, 4]
    assert weights(1) / weights(four_groups) == 4
    assert weights(1) / weights(c_in // 4) == 64


@claim("03", "their MSD has {dense} million weights instead of {grouped}.")
def test_four_groups_cost_the_full_msd_many_weights(dense, grouped):
    with torch.device("meta"):
        usual = sum(p.numel() for p in MultiScaleDiscriminator().parameters())
        four = sum(p.numel() for p in MultiScaleDiscriminator(groups=[4] * 4).parameters())
    assert round(usual / 1e6, 1) == grouped
    assert round(four / 1e6, 1) == dense


@claim("03", "Your leaky ReLU has the slope {slope}, torch's default. AudioCraft's is {ours}.")
def test_a_discriminator_bends_more_than_torch_by_default(slope, ours):
    assert nn.LeakyReLU().negative_slope == slope
    x = torch.tensor([-1.0])
    assert ScaleDiscriminator(**SMALL).activation(x) == pytest.approx(-ours)


def test_a_discriminator_has_seven_maps_and_the_last_is_the_logits():
    logits, fmaps = ScaleDiscriminator(**SMALL)(torch.randn(1, 1, STEPS))
    assert len(fmaps) == 7
    assert fmaps[-1] is logits


@claim(
    "03",
    "{rate} − {high} = {low}. It is {quieter} dB quieter than the {high} Hz tone was: "
    "about {part} of its amplitude",
    "a tone of {low} Hz, clearly audible",
    "They make {high} Hz only {quieter} dB quieter",
)
def test_9_khz_comes_back_as_an_alias_about_a_quarter_as_loud(rate, high, low, quieter, part):
    heard = what_scale_hears(tone(high), 1, "average")
    bins = torch.fft.rfft(heard.samples * torch.hann_window(len(heard.samples))).abs()
    assert int(bins.argmax()) * rate / len(heard.samples) == pytest.approx(low, abs=1)
    assert rate - high == low
    assert round(-level_at_scale_1(high), 1) == quieter
    assert 10 ** (level_at_scale_1(high) / 20) == pytest.approx(part, abs=0.025)


@claim(
    "03",
    "At {high} Hz the two cosines are {first} and {second}. The absolute value of their product, {product}, is "
    "{level} dB. At {deaf_2} Hz the second cosine is {zero}, at {deaf_1} Hz the first",
)
def test_the_gain_of_the_average_of_four_is_a_product_of_two_cosines(
    high, first, second, product, level, deaf_1, deaf_2, zero
):
    cosines = [math.cos(k * math.pi * high / RATE) for k in (1, 2)]
    assert [round(c, 3) for c in cosines] == [first, second]
    assert round(abs(math.prod(cosines)), 3) == product
    assert gain("average", high, RATE) == pytest.approx(product, abs=5e-4)
    assert round(decibels(gain("average", high, RATE)), 1) == level
    for k, deaf in ((1, deaf_1), (2, deaf_2)):
        assert math.cos(k * math.pi * deaf / RATE) == pytest.approx(zero, abs=1e-12)
        assert gain("average", deaf, RATE) < 1e-6


@claim(
    "03",
    "and {rate} − {high} = {low}: if any of that tone survives, it comes back on top of the first",
    "how much louder is the true {low} Hz tone than the false one, which was at {high} Hz?",
    "^by about {louder} dB$",
    "The average takes {true} dB from the true tone and {false} dB from the false one",
)
def test_the_true_tone_is_hardly_louder_than_the_false_one(rate, high, low, louder, true, false):
    assert rate - high == low
    assert round(-level_at_scale_1(low), 1) == true
    assert -level_at_scale_1(high) == pytest.approx(false, abs=0.06)
    assert round(level_at_scale_1(low) - level_at_scale_1(high)) == louder


@claim("03", "{high} Hz is a good choice: far above {nyquist} Hz")
def test_the_tone_of_03_4_is_high_and_not_silenced(high, nyquist):
    assert nyquist == RATE / 2 / 2
    assert high > 1.5 * nyquist
    assert gain("average", high, RATE) > 0.01


@claim("03", "If both are {level} dB too high, you add four neighbours")
def test_a_sum_of_four_is_louder_than_their_average(level):
    wave = tone(500).wave
    average = nn.functional.avg_pool1d(wave, 4, 1)
    summed = nn.functional.conv1d(wave, torch.ones(1, 1, 4))
    assert decibels(float(summed.norm() / average.norm())) == pytest.approx(level, abs=0.05)


@claim(
    "03",
    "From one sample to the next, it turns by an angle of {turn}° · `f` / `r`",
)
def test_from_sample_to_sample_a_tone_turns_by_its_share_of_a_full_turn(turn):
    frequency, n = 1000, torch.arange(100, dtype=torch.float64)
    arrow = torch.exp(2j * math.pi * frequency * n / RATE)
    steps = torch.rad2deg((arrow[1:] / arrow[:-1]).angle())
    assert_close(steps, torch.full_like(steps, turn * frequency / RATE))


@claim("03", "*sweep*, *average*, scale 1: a tone that rises from {low} to {high} Hz")
def test_the_sweep_of_the_scale_listener_rises_to_the_nyquist_frequency(low, high):
    sweep = scale_listener().clips[SWEEP]
    spectrum = sweep.samples.stft(1024, window=torch.hann_window(1024), return_complex=True).abs()
    strongest = spectrum.argmax(0) * sweep.sample_rate / 1024
    loud = spectrum.max(0).values > 0.1 * spectrum.max()
    assert float(strongest[loud][0]) == pytest.approx(low, abs=0.02 * high)
    assert float(strongest[loud][-1]) == pytest.approx(high, rel=0.05)


@claim(
    "03",
    "why can't period {p} distinguish {low} Hz from {high} Hz, at {khz} kHz?",
    "{other} Hz is one as well, but period {p} can distinguish it from {low} Hz.",
    "their sum is the rate of a column, {column} Hz",
)
def test_the_recall_question_on_aliases(p, low, high, khz, other, column):
    assert low + high == column == 1000 * khz / p
    partners = alias_partners(low, p, 1000 * khz)
    assert min(abs(high - partner) for partner in partners) < 1e-6
    assert min(abs(other - partner) for partner in partners) > 1


@claim("03", "{reach} samples, all in one column.")
def test_the_recall_question_on_combs(reach):
    discriminator = PeriodDiscriminator(3, filters=2, max_filters=16)
    touched = logit_samples(discriminator, length=4200, position=(8, 1)).nonzero().flatten()
    assert len(touched) == reach
    assert len(set((touched % 3).tolist())) == 1


@claim(
    "03",
    "it begins to weaken tones at {begins} Hz, so that it's clean from {clean} Hz on",
    "once with the {short} equal weights, once with {long} weights that follow a sinc curve",
    "And it takes {times} times as many weights.",
    "What do the {long} weights of the lesson's picture look like",
    "a good decimator stays at {kept} dB up to {nyquist} kHz",
    "The curves stop at {floor} dB; the sinc goes further.",
)
def test_the_sinc_gives_up_some_high_tones_and_is_clean_above(
    begins, clean, long, short, times, nyquist, kept, floor
):
    assert floor == FLOOR_DB
    assert 1000 * nyquist == RATE / 4
    assert times == long / short
    assert round(decibels(gain("sinc", 1000, RATE))) == kept
    for hertz in range(100, begins + 1, 100):
        assert abs(decibels(gain("sinc", hertz, RATE))) < 0.1
    assert decibels(gain("sinc", begins + 500, RATE)) < -1
    for hertz in range(clean, 12_001, 100):
        assert decibels(gain("sinc", hertz, RATE)) < -75 < floor
    assert decibels(gain("sinc", clean - 100, RATE)) > -75
    assert level_at_scale_1(9000, "sinc") < -80
    sinc = MultiScaleDiscriminator(decimator="sinc", **SMALL).downsample
    assert sinc.weights.shape == (long,)
    assert MultiScaleDiscriminator(**SMALL).downsample.kernel_size == (short,)


@claim(
    "03",
    "Nearly all of the hi-hat is above {khz} kHz",
    "whether there was anything above {khz} kHz",
    "push it past {nyquist} Hz",
)
def test_all_that_scale_1_hears_of_a_hi_hat_is_false_and_nothing_of_the_vowel(khz, nyquist):
    assert nyquist == 1000 * khz
    hat = drum("hat")
    spectrum = torch.fft.rfft(hat.samples).abs().square()
    hertz = torch.fft.rfftfreq(len(hat.samples), 1 / RATE)
    assert spectrum[hertz > nyquist].sum() > 0.99 * spectrum.sum()
    assert false_share(hat, 1, "average") > -0.5
    assert false_share(vowel(f0=150), 1, "average") < -100


def test_a_vowel_i_decimated_by_the_sinc_has_hardly_anything_false():
    for scale in (1, 2):
        assert false_share(vowel(f0=150, vowel="i"), scale, "sinc") < -40


@claim(
    "03",
    "This vowel has almost nothing above {edge} Hz, so scale 1 loses almost nothing. "
    "Scale {last} loses nearly everything above {limit} Hz",
)
def test_scale_1_keeps_the_vowel_and_the_last_scale_loses_its_top(edge, limit, last):
    voice = vowel(f0=150, vowel="i")

    def level_above(hertz, sound):
        """Return the level above a frequency in dB, relative to the whole vowel."""
        power = torch.fft.rfft(sound.samples.double()).abs().square()
        frequencies = torch.fft.rfftfreq(len(sound.samples), 1 / sound.sample_rate)
        whole = torch.fft.rfft(voice.samples.double()).abs().square().sum()
        return 10 * math.log10(float(power[frequencies > hertz].sum() / whole))

    assert level_above(edge, voice) < -80  # a ten-thousandth of the vowel's amplitude
    kept, lost = (level_above(limit, as_heard(voice, scale, "sinc")) for scale in (1, last))
    assert kept == pytest.approx(level_above(limit, voice), abs=1)  # dB; resampling moves the ends
    assert lost < kept - 20  # what is left above the limit comes from resampling for playback


@claim("03.3", "Average samples {a} and {b}, and samples {c} and {d}. Then average these two.")
def test_the_average_of_four_is_two_averages_of_two_that_lie_two_apart(a, b, c, d):
    x = torch.randn(1000, dtype=torch.float64)
    assert_close(((x[a] + x[b]) / 2 + (x[c] + x[d]) / 2) / 2, x[:4].mean())
    two = (x[:-1] + x[1:]) / 2
    four = (two[:-2] + two[2:]) / 2
    assert_close(four, torch.nn.functional.avg_pool1d(x[None, None], 4, 1)[0, 0])


@claim(
    "03",
    "carry tones up to `r` / {part}. That is its **Nyquist frequency**: {full} Hz for our sounds, "
    "{half} Hz at scale {one}, {quarter} Hz at scale {two}.",
    "{rate} samples per second can't carry it: {half} Hz is the limit",
)
def test_a_wave_carries_tones_up_to_half_its_rate(part, full, half, quarter, one, two, rate):
    for scale, limit in ((0, full), (one, half), (two, quarter)):
        kept = RATE // 2**scale
        n = torch.arange(4000, dtype=torch.float64)
        below, above = (torch.cos(2 * math.pi * (limit + d) * n / kept) for d in (-10, 10))
        assert_close(below, above)  # beyond the limit, a tone is a lower one
        assert limit == kept / part
    assert rate == RATE / 2


@claim("03", "If you wrote per cent, divide by {hundred}.")
def test_per_cent_divided_by_a_hundred_add_up_to_one(hundred):
    edit = bank("03").exercises["03.6"].mutants["percent"].edit  # the answer that is told so
    chances = [float(wrong.split()[-1]) for wrong in edit.values()]
    assert sum(chances) / hundred == pytest.approx(1)


@claim(
    "03.p5",
    "Now the tone has {high} Hz.",
    "a tone of {low} Hz, about {part} of its amplitude",
    "{rate} − {high} = {low}, and the two cosines are {first} and {second}.",
)
def test_8_khz_comes_back_at_4_khz(high, low, part, rate, first, second):
    heard = what_scale_hears(tone(high), 1, "average")
    bins = torch.fft.rfft(heard.samples * torch.hann_window(len(heard.samples))).abs()
    assert int(bins.argmax()) * rate / len(heard.samples) == pytest.approx(low, abs=1)
    assert rate - high == low
    for factor, cosine in ((1, first), (2, second)):
        assert math.cos(factor * math.pi * high / RATE) == pytest.approx(cosine)
    assert gain("average", high, RATE) == pytest.approx(part)


@claim(
    "03.p6",
    "how much louder is a true tone of {low} Hz than the false one that was at {high} Hz?",
    "^about {louder} dB louder$",
    "The true tone loses {true} dB, and the false one {false} dB.",
    "The average takes more from {high} Hz.",
)
def test_the_true_tone_of_4_khz_is_a_little_louder(low, high, louder, true, false):
    assert round(-level_at_scale_1(low), 1) == true
    assert round(-level_at_scale_1(high), 1) == false
    assert round(level_at_scale_1(low) - level_at_scale_1(high)) == louder


def test_none_of_the_four_tests_notices_a_shared_sub_discriminator():
    msd = MultiScaleDiscriminator(**SMALL)
    msd.discriminators = nn.ModuleList([msd.discriminators[0]] * 3)
    logits, fmaps = msd(torch.randn(2, 1, STEPS))
    sum(logit.sum() for logit in logits).backward()
    found = [logit.shape[-1] for logit in logits]
    assert len(logits) == len(fmaps) == 3
    assert all(logit.shape[:2] == (2, 1) for logit in logits)
    assert all(parameter.grad is not None for parameter in msd.parameters())
    assert found[0] > found[1] > found[2]


@claim(
    "03.x1",
    "You add a scale {new} below scale {last}.",
    "That is the limit of scale {last}, at {rate} samples per second.",
    "^{limit} Hz$",
    "Three halvings leave {left} samples per second",
)
def test_a_further_scale_carries_half_as_much(new, last, rate, limit, left):
    assert new == last + 1 == len(lengths())
    assert rate == RATE / 2**last
    assert left == RATE / 2**new == 2 * limit


@claim("03.x3", "a column of period {p} keeps every third sample", "looks like {low} Hz in it")
@claim("03.x3", "The column has {column} samples per second, and {column} − {low} = {high}.")
def test_the_alias_of_a_column(p, low, column, high):
    assert column == RATE / p
    assert min(abs(high - partner) for partner in alias_partners(low, p, RATE)) < 1e-6


@claim(
    "03.x4",
    "an MSD of {scales} scales scores a batch of {batch} waves. Each scale stores {maps} maps.",
    "^{scales}, one for each scale$",
    "the list of one scale, with its {maps} maps",
)
def test_the_maps_of_an_msd_are_one_list_for_each_scale(scales, batch, maps):
    _, fmaps = MultiScaleDiscriminator(**SMALL)(torch.randn(batch, 1, 2000))
    assert len(fmaps) == scales
    assert {len(found) for found in fmaps} == {maps}
    assert {fmap.shape[0] for found in fmaps for fmap in found} == {batch}


def scores(mode):
    results = json.loads((ROOT / "docs" / "measured" / "controls.json").read_text("utf-8"))
    return [run["scores"] for run in results["outcomes"][mode]]


@claim(
    "03",
    "wrong pitch, % of voiced time seed {s0} seed {s1} seed {s2}",
    "MSD with the bug {b0} {b1} {b2}",
    "MSD with real scales {r0} {r1} {r2}",
    "no discriminator at all {n0} {n1} {n2}",
    "{b0} instead of {r0} %, {b1} instead of {r1} %, {b2} instead of {r2} %.",
    "The bug costs {low} to {high} points in each seed.",
    "The worst run with real scales, {r2} %, is better than the best one with the bug, {b1} %.",
)
def test_what_the_bug_costs_is_in_the_tables(
    s0, s1, s2, b0, b1, b2, r0, r1, r2, n0, n1, n2, low, high
):
    rows = {"msd_bug": [b0, b1, b2], "msd": [r0, r1, r2], "none": [n0, n1, n2]}
    assert [s0, s1, s2] == list(range(len(scores("msd"))))
    for mode, stated in rows.items():
        assert [round(each["f0_gross_error"], 1) for each in scores(mode)] == stated
    bug, real = ([each["f0_gross_error"] for each in scores(mode)] for mode in ("msd_bug", "msd"))
    costs = [with_bug - without for with_bug, without in zip(bug, real, strict=True)]
    assert low <= min(costs)
    assert max(costs) <= high
    assert (max(real), min(bug)) == (real[2], bug[1])
    assert max(real) < min(bug)
    assert max(n0, n1, n2) < min(real)  # no discriminator at all makes the fewest errors


def test_msd_improves_the_buzz_and_fd_fine_and_nothing_else_beyond_doubt():
    results = json.loads((ROOT / "docs" / "measured" / "controls.json").read_text("utf-8"))
    more_is_better = {"si_sdr", "pesq_wb", "visqol", "estoi", "vuv_f1"} | {
        "onset_f1",
        "onset_correlation",
    }
    better = set()
    for metric, found in results["differences"]["msd"].items():
        low, high = found["both"]
        if low > 0 if metric in more_is_better else high < 0:
            better.add(metric)
    assert better == {"frame_comb_db", "fd_fine"}


def test_what_is_better_with_real_scales_in_each_seed_may_still_be_chance():
    for metric, sign in {"pesq_wb": 1, "si_sdr": 1, "crest_error_db": -1}.items():
        pairs = zip(scores("msd"), scores("msd_bug"), strict=True)
        gains = torch.tensor([sign * (real[metric] - bug[metric]) for real, bug in pairs])
        assert gains.min() > 0
        half = 4.303 * gains.std() / math.sqrt(3)  # Student's t, 95 %, two degrees of freedom
        assert gains.mean() - half < 0


def test_from_scale_to_scale_the_beat_loses_its_top():
    groove = beat(bpm=120)

    def centre(sound):
        power = torch.fft.rfft(sound.samples.double()).abs().square()
        hertz = torch.fft.rfftfreq(len(sound.samples), 1 / sound.sample_rate)
        return float((power * hertz).sum() / power.sum())

    for decimator in ("average", "sinc"):
        centres = [centre(as_heard(groove, scale, decimator)) for scale in range(3)]
        assert centres[0] > centres[1] > centres[2]


@claim("03.4", "a tone of {low} to {high} kHz has less than half its amplitude")
def test_each_decimator_but_the_nearest_keeps_promise_3(low, high):
    for name in ("average", "sinc"):
        gains = [gain(name, hertz, RATE) for hertz in range(1000 * low, 1000 * high + 1, 50)]
        assert max(gains) < 0.5
    assert gain("nearest", 1000 * low, RATE) > 0.99


def test_nothing_above_6_khz_sounds_in_the_beat_but_with_a_drum():
    spectrum = torch.stft(
        beat(bpm=120).samples.double(),
        256,
        128,
        window=torch.hann_window(256).double(),
        return_complex=True,
    )
    level = spectrum[65:].abs().square().sum(0)  # above 6 kHz
    seconds = torch.arange(len(level)) * 128 / RATE
    since = (seconds + 0.01) % 0.5  # a drum sounds every half second
    assert level[(since > 0.35) & (since < 0.48)].max() < 0.01 * level[since < 0.1].max()
    kicks = [int(at * RATE / 128) + 1 for at in (0, 1)]
    low = spectrum[:3].abs().square().sum(0)  # below 200 Hz: the kick
    assert all(low[at : at + 4].max() > 1 and level[at : at + 4].max() > 1 for at in kicks)


@claim("03.8", "should lose less than {kept} dB; 7000 Hz, which doesn't, at least {removed} dB")
def test_the_average_misses_both_targets_of_the_design_and_the_solution_meets_them(kept, removed):
    average = [gain("average", hertz, RATE) for hertz in (5000, 7000)]
    assert -decibels(average[0]) > kept
    assert -decibels(average[1]) < removed
    design = bank("03").exercises["03.8"].solution_answer()
    assert -design["gain_5000"] < kept
    assert -design["gain_7000"] >= removed


@claim("03", "You get {most} weights")
def test_the_design_has_a_limit(most):
    assert len(bank("03").exercises["03.8"].solution_answer()["weights"]) == most


@claim("03", "Below {level}, call it a difference.")
def test_seven_of_eight_right_answers_are_below_the_level(level):
    assert guessing_p_value(7, 8) < level < guessing_p_value(6, 8)


@claim("03", "The first downloads AudioCraft {version}.0 from PyPI")
def test_the_release_of_the_patch(version):
    assert AUDIOCRAFT.requirement == f"audiocraft=={version}.0"
