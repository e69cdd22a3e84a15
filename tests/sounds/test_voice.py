"""Vowels have their formants, with the stated bandwidths."""

import pytest
import torch
from torch.testing import assert_close

from course_lib.sounds import vowel
from course_lib.sounds.voice import BANDWIDTHS, FORMANTS, HIGH_FORMANTS, vocal_tract


@pytest.mark.parametrize("name", FORMANTS)
def test_a_vowel_is_loudest_around_its_formants(name):
    # at 10 Hz the partials are close enough to trace the resonances
    samples = vowel(10.0, name, seconds=1.0).samples.double()
    spectrum = torch.fft.rfft(samples).abs()[::10]
    hertz = 10.0 * torch.arange(spectrum.shape[0])
    tops = hertz[1:-1][(spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] > spectrum[2:])]

    for formant, width in zip(FORMANTS[name], BANDWIDTHS, strict=False):
        assert float((tops - formant).abs().min()) <= width / 2


def test_resonances_are_as_wide_as_stated_and_leave_0_hz_alone():
    at = torch.tensor([0.0], dtype=torch.float64)
    assert_close(vocal_tract(at, "i").abs(), torch.ones(1, dtype=torch.float64))

    # the first resonance of "i" is isolated: half a bandwidth away, the power is halved
    f1, width = FORMANTS["i"][0], BANDWIDTHS[0]
    response = vocal_tract(torch.tensor([f1, f1 + width / 2], dtype=torch.float64), "i").abs()
    assert float((response[1] / response[0]) ** 2) == pytest.approx(0.5, abs=0.05)


def test_all_formants_ascend():
    for name in FORMANTS:
        centres = [*FORMANTS[name], *HIGH_FORMANTS]
        assert centres == sorted(centres)


def test_an_unknown_vowel_is_refused_with_the_list_of_vowels():
    with pytest.raises(ValueError, match=r"'y'\. Known: a, e, i, o, u"):
        vowel(150.0, "y")
