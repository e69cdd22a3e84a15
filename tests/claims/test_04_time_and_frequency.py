"""Every number and every "always" that the prose of lesson 04 states, computed."""

import math

import pytest
import torch
import torch.nn.functional as F
from claims import claim
from torch.testing import assert_close

from course_lib import (
    DiscriminatorSTFT,
    MultiPeriodDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleSTFTDiscriminator,
    PeriodDiscriminator,
)
from course_lib.audio import spectrogram_db, stft
from course_lib.classroom.exercises.load_bank import bank
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.instruments import (
    closest_pairs,
    field_size,
    logit_field,
    logit_samples,
    random_phase,
    read_out,
    tones_and_clicks,
    what_scale_hears,
)
from course_lib.instruments.abx.statistics import guessing_p_value
from course_lib.instruments.resolution_trade.model import SPLIT_DB
from course_lib.instruments.scale_listener.model import measured_level
from course_lib.instruments.turning_arrows.model import (
    cycles_per_hop,
    turning_cells,
    visible_turn,
)
from course_lib.sounds import beat, click, tone, vowel

RATE = 24_000
ENCODEC_WINDOWS = (2048, 1024, 512, 256, 128)
ALL_WINDOWS = (64, 128, 256, 512, 1024, 2048, 4096)


def strongest_bin(hertz, n_fft):
    n = torch.arange(n_fft, dtype=torch.float64)
    return int(torch.fft.rfft(torch.cos(2 * torch.pi * hertz * n / RATE)).abs().argmax())


@claim(
    "04",
    "Two tones, {apart} Hz apart. Windows of {n1}, {n2}, {n3} and {n4} samples have bins "
    "{b1}, {b2}, {b3} and {b4} Hz apart.",
    "^{n4} only$",
    "A tone's hill is wider than a bin. {apart} Hz must be about two bins: {rate} · {bins} / {apart} = {limit} samples.",
    "The bins are {rate} / `n_fft` Hz apart.",
    "In a bin of {b1} Hz there is room for both.",
)
def test_only_the_longest_window_splits_the_two_tones(
    apart, n1, n2, n3, n4, b1, b2, b3, b4, rate, bins, limit
):
    low, high = tone_pair()
    assert high - low == pytest.approx(apart, abs=0.05)
    split = {n: read_out(n, n // 4).tones_split for n in ALL_WINDOWS}
    assert [n for n, holds in split.items() if holds] == [n4]
    for n, hertz in ((n1, b1), (n2, b2), (n3, b3), (n4, b4)):
        assert round(rate / n, 1) == hertz
        assert strongest_bin(100 * rate / n, n) == 100  # bins lie rate / n apart
    # At ``limit`` samples each tone's bell has fallen to half its height midway: see below.
    assert rate * bins / apart == limit
    assert [n for n in ALL_WINDOWS if n >= limit] == [n4]


def tone_pair():
    """Return the frequencies of the two tones in the clip of the lesson."""
    clip = tones_and_clicks().samples.double()
    loud = torch.fft.rfft(clip * torch.hann_window(len(clip), dtype=torch.float64), n=2**20).abs()
    peaks = (loud[1:-1] > loud[:-2]) & (loud[1:-1] > loud[2:])
    tops = peaks.nonzero().flatten() + 1
    best = tops[loud[tops].argsort(descending=True)[:2]].sort().values
    return [float(k) * RATE / 2**20 for k in best]


@claim(
    "04",
    "Two clicks, {apart} ms apart: {samples} samples.",
    "^{longest} and shorter$",
    "A window of {n} samples lasts {lasts} ms, so nearly every frame that contains one click contains both.",
    "There are two tones, {hertz} Hz apart, two clicks, {apart} ms apart",
)
def test_only_short_windows_split_the_two_clicks(apart, samples, longest, n, lasts, hertz):
    first, second = tones_and_clicks().onsets[-2:]
    assert 1000 * (second - first) == pytest.approx(apart)
    assert apart * RATE / 1000 == samples
    split = {n: read_out(n, n // 4).clicks_split for n in ALL_WINDOWS}
    assert [n for n, holds in split.items() if holds] == [k for k in ALL_WINDOWS if k <= longest]
    assert round(1000 * n / RATE) == lasts
    low, high = tone_pair()
    assert high - low == pytest.approx(hertz, abs=0.05)


@claim("04", "at most half as high as the lower hill, in power: at least {db} dB lower.")
def test_half_the_power_is_three_decibels(db):
    assert db == SPLIT_DB == round(10 * math.log10(2))


@claim("04", "None of AudioCraft's windows splits tones {apart} Hz apart.")
def test_none_of_audiocrafts_windows_splits_the_tones(apart):
    low, high = tone_pair()
    assert high - low == pytest.approx(apart, abs=0.05)
    assert not any(read_out(n, n // 4).tones_split for n in ENCODEC_WINDOWS)


@claim(
    "04",
    "A window of {window} samples, and n_fft = {n_fft}: zeros fill the rest. "
    "There are now {many} bins instead of {few}.",
)
def test_zeros_make_more_bins_and_no_second_hill(window, n_fft, many, few):
    clip = tones_and_clicks().samples
    assert stft(clip, window, 64).shape[0] == few
    assert stft(F.pad(clip, (0, n_fft)), n_fft, 64).shape[0] == many
    assert not read_out(n_fft, 64, window).tones_split
    assert read_out(n_fft, 64, n_fft).tones_split


@pytest.mark.parametrize("window", [512, 1024, 3600])
def test_a_hann_window_is_at_half_its_peak_one_bin_and_a_quarter_window_away(window):
    """Two hills then meet at twice a quarter of their power: half."""
    bell = torch.hann_window(window, dtype=torch.float64)
    assert float(bell[window // 4] / bell[window // 2]) == pytest.approx(0.5)
    lines = torch.fft.rfft(bell).abs()
    assert float(lines[1] / lines[0]) == pytest.approx(0.5)


@claim(
    "04",
    "splits tones that are about two bins apart, `2 · {rate} / N` Hz, and clicks that are about half a window "
    "apart, `N / {part}` samples. In the product, `N` cancels. Our target "
    "is {hertz} Hz × {seconds} s = {target}, so no window reaches it.",
)
def test_what_a_window_gains_in_frequency_it_loses_in_time(rate, part, hertz, seconds, target):
    assert rate == RATE
    assert hertz * seconds == pytest.approx(target)
    for window in (128, 256, 512, 1024):
        tones, clicks = closest_pairs(window)
        assert tones == pytest.approx(2 * RATE / window, rel=0.05)  # "about two bins"
        assert clicks == pytest.approx(window / part / RATE, rel=0.05)  # "about half a window"
        assert tones * clicks > 8 * target


@claim("04", "Together, the two tones throb {times} times a second.")
def test_two_tones_together_throb(times):
    both = tone(1000, 1.0).samples + tone(1015, 1.0).samples
    power = both.double().square()
    spectrum = torch.fft.rfft(power - power.mean()).abs()  # bins of 1 Hz
    assert int(spectrum[:500].argmax()) == times


def test_a_short_window_shows_the_beats_of_the_tones():
    """The tones throb: 15 times a second, in a window that does not split them."""
    clip = tones_and_clicks().samples[:7000]  # before the clicks
    power = stft(clip, 128, 32).abs().square().sum(0)
    spectrum = torch.fft.rfft(power - power.mean(), n=60_000).abs()
    strongest = float(spectrum.argmax()) * (RATE / 32) / 60_000
    assert strongest == pytest.approx(15, abs=1)


def test_a_long_window_shows_the_clicks_as_stripes():
    """Two clicks 8 ms apart ripple along frequency, every 125 Hz."""
    clicks = click((0.3, 0.308), 0.6).samples
    power = stft(clicks, 4096, 64).abs().square().sum(1)
    ripple = torch.fft.rfft(power - power.mean()).abs()
    period = len(power) / float(ripple[5:].argmax() + 5) * RATE / 4096
    assert period == pytest.approx(125, rel=0.03)


@claim("04", "Look at the hit at {hit} s.")
def test_a_hit_begins_too_early_through_the_longest_window(hit):
    cut = beat(bpm=120, bars=1).crop(0.4, 0.25)
    assert cut.onsets == pytest.approx((hit,))

    def begins(window):
        levels = spectrogram_db(cut.samples, window, window // 4)
        hertz = torch.linspace(0, RATE / 2, levels.shape[0])
        loud = (levels[hertz > 2000] > -70).any(0)
        return int(loud.nonzero()[0]) * (window // 4) / RATE

    assert begins(2048) < hit - 0.01  # a long frame that holds the hit at its end
    assert begins(128) == pytest.approx(hit, abs=0.004)


def test_a_polarity_flip_changes_signs_and_logits_and_no_magnitude():
    voice = vowel(f0=160, vowel="a")
    for seed in range(10):
        torch.manual_seed(seed)
        discriminator = DiscriminatorSTFT(filters=32)
        image, flipped = (
            discriminator.spec_transform(voice.wave),
            discriminator.spec_transform(-voice.wave),
        )
        assert torch.equal(flipped, -image)
        with torch.no_grad():
            before, after = discriminator(voice.wave)[0], discriminator(-voice.wave)[0]
        assert (before - after).norm() > 0.1 * (before - before.mean()).norm()


def test_noise_is_equally_strong_in_every_window():
    torch.manual_seed(0)
    noise = torch.randn(1, 1, 48_000)
    levels = []
    for n in ENCODEC_WINDOWS:
        discriminator = DiscriminatorSTFT(1, n_fft=n, hop_length=n // 4, win_length=n)
        # bins 0 and the last one hold half as many numbers
        levels.append(float(discriminator.spec_transform(noise)[..., 2:-2].square().mean()))
    assert_close(torch.tensor(levels), torch.full((5,), 0.5), rtol=0.05, atol=0)


def test_stereo_channels_are_real_left_real_right_imaginary_left_imaginary_right():
    discriminator = DiscriminatorSTFT(filters=2, in_channels=2)
    mono = DiscriminatorSTFT(filters=2)
    wave = torch.randn(1, 2, 4000)
    image = discriminator.spec_transform(wave)
    left, right = mono.spec_transform(wave[:, :1]), mono.spec_transform(wave[:, 1:])
    assert_close(image[:, [0, 2]], left)
    assert_close(image[:, [1, 3]], right)


def test_p4_asked_again_an_upside_down_side_turns_its_own_arrows():
    wave = torch.randn(1, 2, 4000)
    stereo = DiscriminatorSTFT(1, in_channels=2)
    flipped = wave * torch.tensor([1.0, -1.0]).view(1, 2, 1)
    before, after = (stereo.spec_transform(one)[0] for one in (wave, flipped))
    assert torch.equal(after, before * torch.tensor([1.0, -1.0, 1.0, -1.0]).view(4, 1, 1))


@claim("04.p7", "the stride goes from (1, {stride}) to (1, 1).")
def test_p7_asked_again_without_a_stride_the_field_loses_bins_only(stride):
    built = field_size(logit_field(DiscriminatorSTFT(2, stride=(1, stride))))
    changed = field_size(logit_field(DiscriminatorSTFT(2, stride=(1, 1))))
    assert built == field_size(logit_field(DiscriminatorSTFT(2)))
    assert changed[0] == built[0]
    assert changed[1] < built[1]


@claim(
    "04.p8",
    "filters={filters} and filters_scale={scale} in AudioCraft's count",
    "^{come} come, {expected} are expected$",
)
def test_p8_asked_again(filters, scale, come, expected):
    pairs = bank("04").exercises["04.3"].namespace["audiocraft_widths"](filters, scale)
    assert (pairs[0][1], pairs[1][0]) == (come, expected)


def test_p9_asked_again_one_score_channel_for_three_stereo_waves():
    # the library with sep_channels=False is what AudioCraft does with either value
    multi = MultiScaleSTFTDiscriminator(2, 2)
    assert {one.shape[1] for one in multi(torch.randn(3, 2, 4000)).logits} == {1}


def test_random_phases_keep_every_magnitude_of_the_beat():
    drums = beat(bpm=120, bars=1)
    before, after = (
        torch.fft.rfft(sound.samples.double()).abs() for sound in (drums, random_phase(drums))
    )
    assert_close(before, after, atol=1e-5 * float(before.max()), rtol=0)


@claim("04.p6", "^{b3}$")
@claim(
    "04",
    "bins; {length} samples are {frames} frames |",
    "| `spec_transform` | | | {b0} |",
    '| `convs.0` [...] | `"none"` | {b0} |',
    '| `convs.1` [...] | `"weight_norm"` | {b1} |',
    '| `convs.2` [...] | `"weight_norm"` | {b2} |',
    '| `convs.3` [...] | `"weight_norm"` | {b3} |',
    '| `convs.4` [...] | `"weight_norm"` | {b3} |',
    '| `conv_post` [...] | `"weight_norm"` | {b3} |',
    "Check it: for {length} samples that is {frames}.",
    "The table keeps all {frames} frames and halves the bins",
    "halves what is left, rounded up: {b0}, {b1}, {b2}, {b3}.",
    "^{b0}, {b1}, {b2}, {b3}: half, rounded up, three times.",
    "At each layer it is rounded up: {b1}, {b2}, {b3}.",
    "The picture has {b0} bins and {frames} frames. Three convolutions have a stride of {stride} along one of the axes, kernels of "
    "{height} bins and a padding of {pad}.",
    "The kernels of the first four cover {width} frames and {height} bins; those of the last two cover {width} frames and {width} bins. "
    "The middle three have a **stride** of {stride}: along one axis, they move two cells at a time. "
    "Where a kernel covers {height} bins, the padding is {pad} bins on each side.",
)
def test_the_bins_are_halved_three_times_and_the_frames_stay(
    length, frames, b0, b1, b2, b3, stride, height, width, pad
):
    discriminator = DiscriminatorSTFT(filters=4)
    wave = torch.randn(2, 1, length)
    assert discriminator.spec_transform(wave).shape == (2, 2, frames, b0)
    with torch.no_grad():
        logits, fmaps = discriminator(wave)
    shapes = [(2, 4, frames, bins) for bins in (b0, b1, b2, b3, b3)]
    assert [tuple(fmap.shape) for fmap in fmaps] == shapes
    assert logits.shape == (2, 1, frames, b3)
    middle = [conv.conv for conv in discriminator.convs[1:4]]
    assert {conv.weight.shape[-2:] for conv in middle} == {(width, height)}
    last = [discriminator.convs[4].conv, discriminator.conv_post.conv]
    assert {conv.weight.shape[-2:] for conv in last} == {(width, width)}
    bins, out = b0, []
    for _ in middle:
        bins = (bins + 2 * pad - height) // stride + 1
        out.append(bins)
    assert out == [b1, b2, b3]


def test_dilation_reaches_in_time_and_stride_in_frequency():
    built, plain, unstrided = (
        field_size(logit_field(DiscriminatorSTFT(2, **options)))
        for options in ({}, {"dilations": (1, 1, 1)}, {"stride": (1, 1)})
    )
    assert plain[0] < built[0]
    assert plain[1] == built[1]
    assert unstrided[0] == built[0]
    assert unstrided[1] < built[1]
    wider = field_size(logit_field(DiscriminatorSTFT(2, dilations=(1, 3, 9))))
    assert wider[0] > built[0]
    assert wider[1] == built[1]


@claim(
    "04",
    "a **dilation** of {d1}, {d2} and {d3}. A dilation of {d3} means",
    "We set the dilations from {d1}, {d2}, {d3} to {one}, {one}, {one}.",
)
def test_a_dilation_spreads_the_rows_of_a_kernel(d1, d2, d3, one):
    def rows(layer):
        image = torch.zeros(1, 2, 41, 65, requires_grad=True)
        layer(image)[0, 0, 20].sum().backward()
        return image.grad[0, 0].abs().sum(1).nonzero().flatten()

    for dilations in ((d1, d2, d3), (one, one, one)):
        discriminator = DiscriminatorSTFT(filters=2, dilations=dilations)
        for conv, dilation in zip(discriminator.convs[1:4], dilations, strict=True):
            assert rows(conv).diff().tolist() == [dilation] * 2
    usual = [rows(conv).tolist() for conv in DiscriminatorSTFT(filters=2).convs[1:4]]
    chosen = DiscriminatorSTFT(filters=2, dilations=(d1, d2, d3)).convs[1:4]
    assert usual == [rows(conv).tolist() for conv in chosen]  # what the class takes by itself


@pytest.fixture(scope="module")
def blocks():
    """Return the samples of one logit, for each window of EnCodec's training."""
    found = {}
    for n_fft in ENCODEC_WINDOWS:
        hop = n_fft // 4
        discriminator = DiscriminatorSTFT(filters=1, n_fft=n_fft, hop_length=hop, win_length=n_fft)
        found[n_fft] = logit_samples(discriminator, length=n_fft + 60 * hop).nonzero().flatten()
    return found


@claim(
    "04",
    "the longest block is {times} times as long as the shortest",
)
def test_one_logit_depends_on_an_unbroken_block(blocks, times):
    for where in blocks.values():
        assert len(where) == where[-1] - where[0] + 1
    lengths = [len(where) for where in blocks.values()]
    assert max(lengths) / min(lengths) == pytest.approx(times, rel=0.01)


@claim("04", "{come} channels come, {expected} are expected.")
def test_counting_as_audiocraft_does_crashes_at_scale_2(come, expected):
    assert expected == 2 * come  # filters * filters_scale, though layer 0 puts out ``filters``
    first, second = NormConv2d(2, come, (3, 9)), NormConv2d(expected, expected, (3, 9))
    with pytest.raises(RuntimeError, match=f"to have {expected} channels, but got {come}"):
        second(first(torch.randn(1, 2, 30, 65)))


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_in_the_library_filters_scale_works(scale):
    discriminator = DiscriminatorSTFT(filters=2, filters_scale=scale)
    with torch.no_grad():
        _, fmaps = discriminator(torch.randn(1, 1, 2000))
    assert [fmap.shape[1] for fmap in fmaps] == [2 * scale**i for i in range(5)]


def test_with_sep_channels_the_left_score_does_not_hear_the_right_side():
    windows = {"n_ffts": (256,), "hop_lengths": (64,), "win_lengths": (256,)}
    left, right, other = torch.randn(3, 1, 1, 4000)
    for separate in (False, True):
        multi = MultiScaleSTFTDiscriminator(2, 2, sep_channels=separate, **windows)
        with torch.no_grad():
            before = multi(torch.cat([left, right], dim=1))[0][0]
            after = multi(torch.cat([left, other], dim=1))[0][0]
        assert before.shape[1] == 1 + separate
        assert torch.equal(before[:, 0], after[:, 0]) is separate


@claim(
    "04",
    "With its three default windows and {filters} filters, MS-STFT-D has {windows} million parameters, and MPD has {periods} million. "
    "A further window adds little: EnCodec's training setup asks for five.",
)
def test_the_sizes_of_both_families(filters, windows, periods):
    with torch.device("meta"):
        families = MultiScaleSTFTDiscriminator(filters=filters), MultiPeriodDiscriminator()
    assert families[0].num_discriminators == 3
    sizes = [sum(p.numel() for p in family.parameters()) / 1e6 for family in families]
    assert round(sizes[0], 2) == windows
    assert round(sizes[1], 1) == periods
    assert sizes[0] / 3 < 0.01 * sizes[1]  # each window has a third of it, whatever its length


@claim(
    "04.x4",
    "MPD folds a wave at period {period}. In the wave, a click comes {later} samples later than before.",
    "A row has {period} samples, so {later} samples later is the same place in the next row.",
)
def test_a_click_one_period_later_is_one_row_further_down(period, later):
    for first in range(2 * period):
        wave = torch.zeros(4 * period)
        wave[first], moved = 1, torch.zeros(4 * period)
        moved[first + later] = 1
        (row, column), (next_row, same) = (
            x.view(-1, period).nonzero()[0].tolist() for x in (wave, moved)
        )
        assert (next_row, same) == (row + 1, column)


@claim("04", "every scale makes about {numbers} numbers a second, whatever its window")
def test_a_quarter_hop_makes_as_many_numbers_a_second_in_every_window(numbers):
    for n in (128, 512, 1024, 2048, 4096):
        discriminator = DiscriminatorSTFT(1, n_fft=n, hop_length=n // 4, win_length=n)
        seconds = 10
        image = discriminator.spec_transform(torch.randn(1, 1, seconds * RATE))
        # one frame more would begin in each hop; a window's worth is missing at the end
        frames = image.shape[-2] + n // (n // 4) - 1
        per_frame = image[0, :, 0].numel()
        assert frames * per_frame / seconds == pytest.approx(numbers, rel=0.02)


@claim(
    "04",
    "Sticks: below {sticks} samples. Kick and tom: above {kick}. Strings: above {strings}. "
    "Bow strokes: below {strokes}.",
    "splits tones {bins} · {rate} / N Hz apart and clicks N / {part} samples apart",
    "| `drums` | {kick_hz}: kick and tom | {stick_s}: two sticks |",
    "| `violin` | {string_hz}: two strings | {stroke_s}: two bow strokes |",
)
def test_the_limits_in_the_hints_of_04_6_belong_to_the_pairs_of_its_table(
    sticks, kick, strings, strokes, bins, rate, part, kick_hz, stick_s, string_hz, stroke_s
):
    assert (part * stick_s * rate, part * stroke_s * rate) == pytest.approx((sticks, strokes))
    assert (bins * rate / kick_hz, bins * rate / string_hz) == (kick, strings)
    apart = {"tones_apart": kick_hz, "clicks_apart": stick_s}
    assert read_out(128, 32, **apart).clicks_split  # well below the limit, and well above it
    assert not read_out(512, 64, **apart).clicks_split
    assert read_out(2048, 512, **apart).tones_split
    assert not read_out(512, 64, **apart).tones_split


@claim("04", "a run with filters={filters} and scale 2 starts with {wide}")
def test_a_widened_first_layer_starts_with_more_channels_than_filters(filters, wide):
    wider = DiscriminatorSTFT(filters=filters * 2)
    assert wider.convs[0].conv.weight.shape[0] == wide
    assert (
        DiscriminatorSTFT(filters=filters, filters_scale=2).convs[0].conv.weight.shape[0] == filters
    )


@claim("04", "sep_channels=True)`; {samples} samples are enough.")
def test_the_waves_of_04_4_are_long_enough(samples):
    for discriminator in (
        MultiScaleSTFTDiscriminator(2, 2, sep_channels=True),
        MultiScaleSTFTDiscriminator(2, 2),
    ):
        assert all(scores.numel() for scores in discriminator(torch.randn(1, 2, samples)).logits)


@claim("04", "Your leaky ReLU has the slope {slope}, torch's default.")
def test_torch_bends_less_by_default(slope):
    assert F.leaky_relu(torch.tensor(-1.0)) == pytest.approx(-slope)


@claim(
    "04",
    "How many logits has each, on {samples} samples?",
    "^{a}, {a}, {a}$",
)
def test_the_recall_question_on_the_suspect(samples, a):
    suspect = MultiScaleDiscriminator(audiocraft_compat=True, filters=4, max_filters=32)
    logits, _ = suspect(torch.randn(1, 1, samples))
    assert [scores.shape[-1] for scores in logits] == [a] * 3


@claim(
    "04.r2",
    "average pooling halves the rate of a {khz} kHz wave that contains a {high} kHz tone",
    "a tone at {low} kHz, weaker",
    "{half} - {high} = {low} kHz. The average takes off {quieter} dB",
    "{rate} samples a second can't represent anything above {limit} kHz",
)
def test_the_recall_question_on_aliases(khz, high, low, half, quieter, rate, limit):
    sound = tone(1000 * high, sample_rate=1000 * khz)
    heard = what_scale_hears(sound, 1, "average")
    bins = torch.fft.rfft(heard.samples * torch.hann_window(len(heard.samples))).abs()
    assert float(bins.argmax()) * rate / len(heard.samples) == pytest.approx(1000 * low, abs=1)
    assert half - high == low
    assert 1000 * half == rate == 2000 * limit
    assert round(-measured_level(sound, heard), 1) == quieter


@claim(
    "04",
    "does one logit of MPD's sub-discriminator of period {p} depend on?",
)
def test_the_recall_question_on_combs(p):
    discriminator = PeriodDiscriminator(p, filters=2, max_filters=16)
    touched = logit_samples(discriminator, length=1400 * p, position=(8, 1)).nonzero().flatten()
    assert len(touched) > 5 * p  # "reach over many more": one kernel covers five
    assert (touched[-1] - touched[0]) / p + 1 == len(touched)
    assert len(set((touched % p).tolist())) == 1


@claim("04", "I use one STFT discriminator with n_fft = {n_fft}, for the highest resolution")
def test_the_friends_window_is_the_one_that_blurs_the_clicks(n_fft):
    picture = read_out(n_fft, n_fft // 4)
    assert picture.tones_split
    assert not picture.clicks_split


def test_what_04_4_says_of_its_mutants_is_so():
    """A shape test finds AudioCraft's shape, and not the one with a score per channel."""
    windows = {"n_ffts": (32,), "hop_lengths": (16,), "win_lengths": (32,)}
    wave = torch.randn(3, 2, 400)
    ignored = MultiScaleSTFTDiscriminator(2, 2, **windows)(wave).logits[0]
    mended = MultiScaleSTFTDiscriminator(2, 2, out_channels=2, **windows)(wave).logits[0]
    assert (ignored.shape[1], mended.shape[1]) == (1, 2)


@claim(
    "04.p1",
    "Now the tones are {apart} Hz apart. Which of the windows of 256, 512, {first} and {second} samples split them?",
    "^{first} and longer$",
    "They are 46.9 Hz apart, and two bins are {too_far} Hz.",
    "must be at most about {apart} Hz, so a window needs 24 000 · {bins} / {apart} = {limit} samples.",
    "With {first} samples the bins are {spacing} Hz apart, so {apart} Hz is more than two of them.",
)
def test_p1_asked_again(apart, first, second, too_far, bins, limit, spacing):
    split = [
        n for n in (256, 512, 1024, 2048) if read_out(n, n // 4, tones_apart=apart).tones_split
    ]
    assert split == [first, second]
    assert round(2 * RATE / 512) == too_far
    assert limit == RATE * bins / apart
    assert round(RATE / first, 1) == spacing
    assert apart > 2 * RATE / first


@claim(
    "04.p2",
    "Now the clicks are {apart} ms apart: {samples} samples. Which of the windows of {short}, {long}, 128 and 256 samples",
    "^{short} and {long}$",
    "Half of a window of {long} is {half} samples, and the clicks are further apart than that.",
)
def test_p2_asked_again(apart, samples, short, long, half):
    seconds = apart / 1000
    split = [
        n for n in (32, 64, 128, 256) if read_out(n, n // 4, clicks_apart=seconds).clicks_split
    ]
    assert split == [short, long]
    assert samples == seconds * RATE
    assert half == long / 2 < samples


@claim(
    "04.p3",
    "A window of {window} samples, and n_fft = {n_fft}. The bins are {spacing} Hz apart, the tones {apart} Hz.",
    "A window of {window} samples splits tones that are about {limit} Hz apart",
)
def test_p3_asked_again(window, n_fft, spacing, apart, limit):
    assert round(RATE / n_fft, 1) == spacing
    assert not read_out(n_fft, window // 4, window, tones_apart=apart).tones_split
    assert round(2 * RATE / window) == limit
    assert closest_pairs(window).hertz == pytest.approx(limit, rel=0.05)
    assert apart // spacing == 5  # the bins between them, as one option says


@claim(
    "04.p11",
    "A steady tone of {hertz} Hz, and a frame every {hop} samples: every {ms} ms.",
    "In {ms} ms the tone makes ten whole cycles",
)
def test_after_whole_cycles_the_arrow_stands_still(hertz, hop, ms):
    assert 1000 * hop / RATE == ms
    assert cycles_per_hop(hertz, hop) == 10
    cells = turning_cells(hertz, hop).cells[3:6]  # the tone's bin, and one on each side
    assert_close(cells, cells[:, :1].expand_as(cells), atol=1e-6, rtol=0)


@claim(
    "04.p11",
    "A steady tone of {hertz} Hz, and a frame every {hop} samples. What does the arrow do",
    "Here it's {cycles} of them.",
    "{hertz} · {hop} / 24 000 = {cycles} cycles fit into one hop",
    "That would take {quarter} cycles in a hop.",
)
def test_after_half_a_cycle_more_the_arrow_flips(hertz, hop, cycles, quarter):
    assert cycles_per_hop(hertz, hop) == cycles
    assert abs(visible_turn(hertz, hop)) == 0.5
    assert quarter % 1 == 0.25
    arrow = turning_cells(hertz, hop).cells[4]
    assert_close(arrow[1:], -arrow[:-1], atol=1e-6, rtol=0)


@claim(
    "04",
    "Now raise the tone to {hertz} Hz, and press Play. The arrow turns by {degrees}° from frame to frame, because {cycles} "
    "cycles fit into one hop. The bins are {spacing} Hz apart, so the tone moved by less than half a bin",
    "turn: `frequency · hop / {rate}` turns a frame.",
)
def test_ten_hertz_turn_the_arrow_by_a_tenth(hertz, degrees, cycles, spacing, rate):
    assert cycles_per_hop(hertz, 240) == pytest.approx(cycles)
    assert 360 * visible_turn(hertz, 240) == pytest.approx(degrees)
    assert round(RATE / 1024, 1) == spacing
    assert hertz - 1000 < spacing / 2
    assert cycles_per_hop(rate, 1) == 1


@claim("04", "below {limit}, guessing is a poor explanation.")
def test_nine_of_ten_right_answers_are_below_the_limit(limit):
    values = [guessing_p_value(right, 10) for right in range(11)]
    # guessing ends below the limit in fewer than one test of twenty
    assert values[9] < limit == 0.05 < values[8]


@claim(
    "04.p6",
    "With n_fft = {n_fft}, the picture has {b0} bins.",
    "It's rounded up each time: {b1}, {b2}, {b3}.",
    "^{b3} bins$",
    "From {b0} to {b1}, {b2} and {b3}: half, rounded up, each time.",
)
def test_p6_asked_again(n_fft, b0, b1, b2, b3):
    sub = DiscriminatorSTFT(1, n_fft=n_fft, hop_length=n_fft // 4, win_length=n_fft)
    _, fmaps = sub(torch.randn(1, 1, 2 * n_fft))
    assert [fmap.shape[-1] for fmap in fmaps[:4]] == [b0, b1, b2, b3]


@claim(
    "04.x1",
    "Two strokes of a bow are {apart} ms apart: {samples} samples.",
    "^{right}$",
    "A frame of {long} samples contains both strokes.",
    "Half of it is {half} samples, a little more than the distance of the strokes.",
    "The strokes are {samples} samples apart, which is more than half a window.",
)
def test_the_exit_question_on_strokes(apart, samples, right, long, half):
    seconds = apart / 1000
    assert samples == seconds * RATE < half == 512 / 2
    assert right / 2 < samples < long
    split = [n for n in (256, 512, 1024) if read_out(n, n // 4, clicks_apart=seconds).clicks_split]
    assert split == [right]


@claim(
    "04.x3",
    "receives {rate} samples a second, decimated with a good filter. A generator adds a false tone at {high} kHz.",
    "{rate} samples a second can't represent anything above {limit} kHz.",
    "the tone is above {limit} kHz",
    "would put an alias at {alias} kHz.",
)
def test_the_exit_question_on_scales(rate, high, limit, alias):
    sound = tone(1000 * high)
    filtered, dropped = (what_scale_hears(sound, 2, how) for how in ("sinc", "nearest"))
    assert filtered.sample_rate == rate == 2000 * limit
    assert measured_level(sound, filtered) < -60
    bins = torch.fft.rfft(dropped.samples * torch.hann_window(len(dropped.samples))).abs()
    found = float(bins.argmax()) * rate / len(dropped.samples)
    assert found == pytest.approx(1000 * alias, abs=2)
