import pytest
import torch
from course_lib.discriminators.contract import check_contract
from course_lib.discriminators.registry import create, example
from torch.testing import assert_close

from envelope_discriminator import WindowDiscriminator

SAMPLE_RATE = 24_000


def tone(rate_of_tremolo=0.0, seconds=0.5):
    time = torch.arange(int(SAMPLE_RATE * seconds)) / SAMPLE_RATE
    loudness = 1 + 0.9 * torch.sin(2 * torch.pi * rate_of_tremolo * time)
    return (0.4 * loudness * torch.sin(2 * torch.pi * 3000 * time)).reshape(1, 1, -1)


def test_it_keeps_the_contract():
    check_contract(example("envelope")).require()


def test_the_sign_of_the_wave_does_not_matter():
    torch.manual_seed(0)
    discriminator = create("envelope")

    for one, other in zip(discriminator(tone()).logits, discriminator(-tone()).logits, strict=True):
        assert_close(one, other)


def test_a_tremolo_moves_the_envelope_and_a_steady_tone_does_not():
    torch.manual_seed(0)
    discriminator = WindowDiscriminator(256)

    steady, moving = (
        discriminator.envelopes(tone(rate))[..., 2:-2].std(-1).max() for rate in (0.0, 8.0)
    )

    # 3000 Hz has a whole number of periods in 256 samples, so its power is the same in each window
    assert steady < 1e-3 < 0.1 < moving


def test_the_envelope_shows_the_rate_of_a_tremolo():
    torch.manual_seed(0)
    envelope = WindowDiscriminator(256, bands=1).envelopes(tone(8.0, seconds=1.0))[0, 0, 2:-2]

    spectrum = torch.fft.rfft(envelope - envelope.mean()).abs()
    rate = spectrum.argmax() / len(envelope) * SAMPLE_RATE / 128  # one value per 128 samples

    assert_close(rate, torch.tensor(8.0), atol=1.1, rtol=0)  # one second resolves 1 Hz


def test_a_wave_shorter_than_the_longest_window_is_refused_with_the_number_it_needs():
    with pytest.raises(ValueError, match="at least 1024 samples, got 500"):
        create("envelope")(torch.zeros(1, 1, 500))


def test_a_misspelt_option_of_the_sub_discriminators_is_refused():
    with pytest.raises(TypeError, match="did you mean 'bands'"):
        create("envelope", band=4)
