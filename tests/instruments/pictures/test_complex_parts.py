import pytest
import torch

from course_lib.audio.stft import stft
from course_lib.instruments import complex_parts
from course_lib.sounds import tone, vowel


def test_the_parts_are_those_of_the_transform_up_to_the_highest_frequency():
    voice = vowel(f0=160)
    found = complex_parts(voice, highest=3000).spectrum
    expected = stft(voice.samples, 1024, 256, normalized=True)[:129]  # bin 128 is at 3000 Hz
    assert torch.equal(found, expected)


def test_a_tone_of_whole_cycles_in_a_hop_never_changes_its_sign():
    # 1500 Hz: 16 cycles in 256 samples, or 2.5 cycles in 40 samples
    times = torch.arange(24_000, dtype=torch.float64) / 24_000
    cosine = tone(1500).with_samples(torch.cos(2 * torch.pi * 1500 * times).float())
    assert complex_parts(cosine, 1024, 256).sign_changes() == 0
    assert complex_parts(cosine, 1024, 40).sign_changes() == 1


def test_the_text_and_the_picture_say_the_same():
    parts = complex_parts(vowel(f0=160))
    assert "the real part changes its sign in" in parts.text()
    page = parts.static_html()
    assert page.count("<img") == 3  # on a narrow page, one picture of all three would be too small
    assert parts.title() in page
    assert "Blue is above zero, orange below." in page


def test_a_picture_of_less_than_two_bins_is_refused():
    with pytest.raises(ValueError, match=r"highest must be above 23\.4375 Hz, got 20"):
        complex_parts(tone(1500), highest=20)
