import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.audio import import_torchaudio, spectrogram_db, stft

SIZES = [(1024, 256, 1024), (512, 128, 400), (510, 100, 510), (255, 64, 255), (4, 1, 1)]


@pytest.mark.parametrize("normalized", [False, True])
@pytest.mark.parametrize(("n_fft", "hop_length", "win_length"), SIZES)
def test_stft_is_torchaudios_bit_for_bit(n_fft, hop_length, win_length, normalized):
    wave = torch.randn(2, 1, 3000)
    other_road = import_torchaudio().transforms.Spectrogram(
        n_fft,
        win_length,
        hop_length,
        window_fn=torch.hann_window,
        power=None,
        normalized=normalized,
        center=False,
        pad_mode=None,
    )

    found = stft(wave, n_fft, hop_length, win_length, normalized=normalized)

    assert_close(found, other_road(wave), rtol=0, atol=0)


def test_stft_is_the_sum_that_defines_it():
    wave = torch.randn(40, dtype=torch.float64)
    n = torch.arange(16, dtype=torch.float64)
    window = 0.5 - 0.5 * torch.cos(2 * math.pi * n / 16)

    found = stft(wave, 16, 5)

    for freq in range(9):
        for frame in range(5):
            turns = torch.exp(-2j * math.pi * freq * n / 16)
            expected = (wave[5 * frame : 5 * frame + 16] * window * turns).sum()
            assert_close(found[freq, frame], expected)


@pytest.mark.parametrize("shape", [(64,), (3, 64), (2, 1, 64), (2, 3, 1, 64)])
def test_stft_keeps_the_axes_before_time(shape):
    assert stft(torch.randn(shape), 16, 4).shape == (*shape[:-1], 9, 13)


def test_a_normalised_transform_of_white_noise_has_bins_of_power_1():
    power = stft(torch.randn(400_000), 256, 256, normalized=True)[1:-1].abs().square()

    assert abs(float(power.mean()) - 1) < 0.02  # 200 000 values of variance 1: 0.0022 a deviation


def test_gradients_pass_through_stft_at_any_precision():
    wave = torch.randn(64, dtype=torch.float64, requires_grad=True)

    spectrum = stft(wave, 16, 4)
    spectrum.abs().sum().backward()

    assert spectrum.dtype == torch.complex128
    assert wave.grad is not None
    assert bool(wave.grad.abs().sum() > 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((torch.zeros(15), 16, 4), "n_fft = 16 samples"),
        ((torch.zeros(64), 16, 0), "hop_length=0"),
        ((torch.zeros(64), 16, 4, 17), "win_length=17"),
        ((torch.zeros(64), 0, 4), "n_fft=0"),
        ((torch.zeros(64, dtype=torch.int16), 16, 4), "torch.int16"),
        ((torch.tensor(1.0), 1, 1), r"a wave \[\]"),
    ],
)
def test_stft_refuses_lengths_that_do_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        stft(*arguments)


@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.01])
@pytest.mark.parametrize("n_fft", [1024, 1023])
def test_a_sine_on_a_bin_reads_its_amplitude_in_db(amplitude, n_fft):
    bin_number = 40
    cycles = bin_number / n_fft * torch.arange(8192, dtype=torch.float64)

    level = spectrogram_db(amplitude * torch.sin(2 * math.pi * cycles), n_fft)

    middle = level[:, level.shape[1] // 2]
    assert abs(float(middle[bin_number]) - 20 * math.log10(amplitude)) < 0.001
    assert int(middle.argmax()) == bin_number


def test_a_constant_and_the_highest_frequency_read_0_db_too():
    for step, freq in ((1.0, 0), (-1.0, 512)):
        samples = torch.tensor(step) ** torch.arange(4096)
        assert abs(float(spectrogram_db(samples)[freq, 8])) < 0.001


def test_the_frame_of_a_click_is_the_one_centred_on_it():
    samples = torch.zeros(8192)
    samples[20 * 256] = 1.0

    level = spectrogram_db(samples, 1024, 256)

    assert int(level.mean(dim=0).argmax()) == 20
    assert level.shape == (513, 8192 // 256 + 1)


@pytest.mark.parametrize("floor_db", [-80.0, -60.0])
@pytest.mark.parametrize("length", [1, 100, 5000])
def test_silence_of_any_length_is_at_the_floor(floor_db, length):
    level = spectrogram_db(torch.zeros(length), floor_db=floor_db)

    assert bool((level == floor_db).all())


def test_a_spectrogram_needs_one_mono_sound():
    with pytest.raises(ValueError, match=r"\[1, 1, 4000\]"):
        spectrogram_db(torch.zeros(1, 1, 4000))
