import pytest
import torch

from course_lib.instruments import random_phase
from course_lib.sounds import beat, noise, vowel


def magnitudes(sound):
    return torch.fft.rfft(sound.samples.double()).abs()


@pytest.mark.parametrize("length", [12_000, 12_001])
def test_random_phases_of_the_whole_sound_keep_every_magnitude(length):
    sound = noise(seconds=1.0)
    sound = sound.with_samples(sound.samples[:length] / 4)  # room for the peaks of the result
    before, after = magnitudes(sound), magnitudes(random_phase(sound))
    assert torch.allclose(before, after, atol=1e-5 * float(before.max()))
    assert not torch.allclose(random_phase(sound).samples, sound.samples, atol=0.05)


def test_a_beat_without_phases_has_no_hits():
    def unevenness(sound):
        loudness = sound.samples.unfold(0, 480, 480).square().mean(1)
        return float(loudness.max() / loudness.median())

    assert unevenness(beat()) > 100
    assert unevenness(random_phase(beat())) < 10


def test_random_phases_in_short_windows_keep_the_hits():
    loudness = random_phase(beat(), 1024).samples.unfold(0, 2400, 2400).square().mean(1)
    # at 120 bpm a hit falls into every fifth tenth of a second
    assert bool((loudness[5::5] > 4 * loudness[4:-1:5]).all())


def test_the_same_seed_gives_the_same_phases():
    sound = vowel()
    assert torch.equal(random_phase(sound, 512).samples, random_phase(sound, 512).samples)
    assert not torch.equal(random_phase(sound, seed=1).samples, random_phase(sound, seed=2).samples)


@pytest.mark.parametrize("n_fft", [1, 24_001])
def test_a_window_that_does_not_fit_is_refused(n_fft):
    with pytest.raises(ValueError, match="between 4 and 24000 samples"):
        random_phase(vowel(seconds=1.0), n_fft)
