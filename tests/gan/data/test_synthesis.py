"""The synthesisers by physics: labels match the sound, and nothing aliases."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE, KINDS, babble, chord, drums, harmonic
from course_lib.gan.data.synthesis.building_blocks import STEP, add_partials, band_noise, smooth
from course_lib.seeding import seeded_numpy_generator

LENGTH = 2 * CODEC_SAMPLE_RATE
CENT = 2 ** (1 / 1200)


def make(kind, number=0, length=LENGTH):
    return KINDS[kind](seeded_numpy_generator("test", kind, number), length)


def energy_at(samples, f0, partials=8):
    """Return the energy at the partials of a moving f0."""
    phase = 2 * np.pi * np.cumsum(f0) / CODEC_SAMPLE_RATE
    total = 0.0
    for k in range(1, partials + 1):
        still = samples * np.exp(-1j * k * phase)
        total += (np.abs(still.reshape(-1, CODEC_SAMPLE_RATE // 4).mean(axis=1)) ** 2).sum()
    return total


def rise(samples, onset, milliseconds=8):
    """Return the energy after an onset over the energy before it, in the differences."""
    sharp = np.diff(samples) ** 2
    here, width = round(onset * CODEC_SAMPLE_RATE), milliseconds * CODEC_SAMPLE_RATE // 1000
    return sharp[here : here + width].sum() / (sharp[max(0, here - width) : here].sum() + 1e-9)


@pytest.mark.parametrize("kind", ["harmonic", "babble"])
@pytest.mark.parametrize("number", range(4))
def test_the_pitch_is_the_labelled_one_and_not_25_cents_off(kind, number):
    made = make(kind, number)
    shifts = [-50, -25, 0, 25, 50]  # cents

    energies = [energy_at(made.samples, made.f0 * CENT**shift) for shift in shifts]

    assert shifts[int(np.argmax(energies))] == 0
    assert energies[2] > 1.5 * max(energies[0], energies[4])


def test_a_steady_note_has_its_partials_where_the_label_says_to_a_hertz():
    f0 = np.full(LENGTH, 220.5)

    spectrum = np.abs(np.fft.rfft(add_partials(f0, lambda _, k: 1 / k) * np.hanning(LENGTH)))

    for k in range(1, 33):
        near = round(k * 220.5 * 2)  # bins are half a hertz apart
        assert near - 1 <= near - 20 + spectrum[near - 20 : near + 21].argmax() <= near + 1


def test_no_partial_aliases():
    f0 = np.linspace(300, 3000, LENGTH)  # partials leave through the top all the time

    spectrum = np.abs(np.fft.rfft(add_partials(f0, lambda *_: 1.0) * np.hanning(LENGTH))) ** 2
    above = np.fft.rfftfreq(LENGTH, 1 / CODEC_SAMPLE_RATE) > 7650

    assert spectrum[above].sum() < 1e-4 * spectrum.sum()


def test_gains_follow_straight_lines_between_their_points():
    f0 = np.full(320, 7000.0)  # one partial; the next would be out of range
    seen = []

    def gain(hertz, k):
        seen.append((hertz, k))
        return np.linspace(0, 1, len(hertz))

    samples = add_partials(f0, gain)

    [(hertz, k)] = seen
    assert (k, len(hertz)) == (1, 320 // STEP + 1)
    sine = np.sin(2 * np.pi * np.cumsum(f0) / CODEC_SAMPLE_RATE)
    np.testing.assert_allclose(samples, np.arange(320) / 320 * sine, atol=1e-9)


@pytest.mark.parametrize("number", range(4))
def test_babble_has_low_frequencies_only_where_it_is_voiced(number):
    made = make("babble", number)
    spectrum = np.fft.rfft(made.samples)
    spectrum[np.fft.rfftfreq(LENGTH, 1 / CODEC_SAMPLE_RATE) > 1000] = 0
    low = np.fft.irfft(spectrum, n=LENGTH) ** 2

    assert 0.2 < made.voiced.mean() < 0.98
    assert low[made.voiced].mean() > 30 * low[~made.voiced].mean()


def test_a_note_is_unvoiced_at_its_ends_only():
    made = make("harmonic")
    inside = np.flatnonzero(made.voiced)

    assert made.voiced[inside[0] : inside[-1]].all()
    assert np.abs(made.samples[~made.voiced]).max() < 0.1 * np.abs(made.samples).max()


@pytest.mark.parametrize(("kind", "synthesiser"), [("drums", drums), ("chord", chord)])
def test_something_begins_at_every_onset_and_not_just_before_it(kind, synthesiser):
    rises, before = [], []
    for number in range(6):
        made = synthesiser(seeded_numpy_generator("test", kind, number), LENGTH)
        later = [onset for onset in made.onsets if 0.05 < onset < 1.98]
        rises += [rise(made.samples, onset) for onset in later]
        before += [rise(made.samples, onset - 0.02) for onset in later]

    assert np.mean(np.array(rises) > 1.5) > 0.9
    assert np.median(rises) > 5 * np.median(before)


@pytest.mark.parametrize("kind", ["drums", "chord"])
def test_onsets_are_whole_samples_in_order_and_inside_the_clip(kind):
    for number in range(4):
        onsets = np.array(make(kind, number).onsets)

        np.testing.assert_allclose(
            onsets * CODEC_SAMPLE_RATE, np.round(onsets * CODEC_SAMPLE_RATE), atol=1e-9
        )
        assert onsets[0] == 0
        assert (np.diff(onsets) > 0).all()
        assert onsets[-1] < 2


def test_a_beat_stays_on_its_grid_of_sixteenths():
    for number in range(4):
        onsets = np.array(make("drums", number).onsets)
        steps = np.diff(onsets)
        tempi = np.linspace(90, 160, 7001)  # bpm
        sixteenths = onsets[:, None] / (15 / tempi)
        worst = np.abs(sixteenths - sixteenths.round()).max(axis=0) * 15 / tempi

        assert worst.min() < 1.5e-3  # seconds, at the tempo that fits best
        assert steps.min() > 15 / 160 - 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_clips_fill_any_length_and_contain_no_nan(kind):
    for length in (1600, 1601, 8191, 48_000):
        made = make(kind, length=length)

        assert made.samples.shape == (length,)
        assert np.isfinite(made.samples).all()
        assert np.abs(made.samples).max() > 0.01
        for track in (made.f0, made.voiced):
            assert track is None or track.shape == (length,)


@pytest.mark.parametrize("kind", KINDS)
def test_each_draw_is_another_sound_and_equal_seeds_give_the_same(kind):
    first, second, again = make(kind, 0).samples, make(kind, 1).samples, make(kind, 0).samples

    np.testing.assert_array_equal(first, again)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.9


def test_pitches_stay_in_the_range_of_voices_and_instruments():
    for number in range(10):
        assert (
            80 < make("harmonic", number, 1600).f0.min() < make("harmonic", number, 1600).f0.max()
        )
        assert make("harmonic", number, 1600).f0.max() < 750
        f0 = make("babble", number, 8000).f0
        assert f0.min() > 50
        assert f0.max() < 350


def test_only_what_is_known_is_labelled():
    known = {
        kind: [made.f0 is not None, made.onsets is not None]
        for kind in KINDS
        if (made := make(kind, 0, 3200))
    }

    assert known == {
        "harmonic": [True, False],
        "drums": [False, True],
        "chirp": [False, False],
        "babble": [True, False],
        "chord": [False, True],
    }
    assert (
        harmonic(seeded_numpy_generator(0), 1600).voiced.dtype
        == babble(seeded_numpy_generator(0), 1600).voiced.dtype
        == bool
    )


def test_a_smooth_curve_goes_through_its_points_and_never_past_them():
    points = np.array([0.0, 1.0, 0.3])

    curve = smooth(points, 201)

    np.testing.assert_allclose(curve[[0, 100, 200]], points, atol=1e-12)
    assert (curve.min(), curve.max()) == (0.0, 1.0)
    assert np.abs(np.diff(curve)[[0, 99, 100, 199]]).max() < 1e-3  # level at the points


def test_a_band_of_noise_falls_by_12_db_an_octave_outside():
    noise = band_noise(seeded_numpy_generator("noise"), 16 * CODEC_SAMPLE_RATE, 1000, 2000)
    power = np.abs(np.fft.rfft(noise)) ** 2
    hertz = np.fft.rfftfreq(len(noise), 1 / CODEC_SAMPLE_RATE)

    def level(centre):
        return 10 * np.log10(power[(hertz > 0.9 * centre) & (hertz < 1.1 * centre)].mean())

    assert level(250) - level(125) == pytest.approx(12, abs=1)
    assert level(7000) - level(3500) == pytest.approx(-12, abs=1.2)
    assert level(1400) - max(level(125), level(7000)) > 18


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_drum_fades_out_and_is_not_cut_off(number):
    made = drums(seeded_numpy_generator("kick", number), LENGTH)
    lone = [onset for onset, after in pairwise(made.onsets) if after - onset > 0.26]

    assert lone
    for onset in lone:
        end = round((onset + 0.25) * CODEC_SAMPLE_RATE)
        assert np.abs(made.samples[end - 4 : end + 4]).max() < 2e-3
