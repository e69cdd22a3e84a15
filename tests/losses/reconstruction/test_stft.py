"""STFT losses: a transform written out, known ratios, lengths and dtypes."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.losses import MRSTFTLoss, STFTLoss
from course_lib.losses.reconstruction.stft import STFTLosses


def noise(*shape, seed=0, dtype=torch.float64):
    return 0.1 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def magnitudes(wave, n_fft, hop, window):
    """|STFT| by the definition: mirrored ends, one dot product per frame and frequency."""
    wave = F.pad(wave, (n_fft // 2, n_fft // 2), mode="reflect")
    left = (n_fft - len(window)) // 2
    window = F.pad(window, (left, n_fft - len(window) - left))
    frames = wave.unfold(-1, n_fft, hop) * window
    angles = 2 * math.pi * torch.arange(n_fft // 2 + 1).outer(torch.arange(n_fft)) / n_fft
    real, imag = frames @ angles.cos().T.double(), frames @ angles.sin().T.double()
    return (real.square() + imag.square()).clamp(min=1e-7).sqrt()


def test_it_agrees_with_the_transform_written_out():
    x, y = noise(2, 1, 200), noise(2, 1, 200, seed=1)
    heard, wanted = (magnitudes(w, 32, 8, torch.hann_window(20).double()) for w in (x, y))

    got = STFTLosses(32, 8, 20)(x, y)

    # the buffers are float32 and so is the window here: its rounding is the only difference
    eps = torch.finfo(torch.float32).eps
    torch.testing.assert_close(
        got.convergence, (heard - wanted).norm() / (wanted.norm() + eps), rtol=1e-6, atol=0
    )
    torch.testing.assert_close(
        got.log_magnitude,
        ((heard + eps).log() - (wanted + eps).log()).abs().mean(),
        rtol=1e-6,
        atol=0,
    )


def test_half_as_loud_is_half_away_in_convergence_and_log_two_away_in_magnitude():
    y = 100 * noise(1, 1, 4000)

    got = STFTLosses()(y / 2, y)

    assert got.convergence.item() == pytest.approx(0.5, rel=1e-6)
    assert got.log_magnitude.item() == pytest.approx(math.log(2), rel=1e-5)


def test_a_quiet_band_counts_in_log_magnitude_and_not_in_convergence():
    time = torch.arange(4000).double()
    loud = torch.sin(2 * math.pi * 0.05 * time).reshape(1, 1, -1)
    quiet = 1e-2 * noise(1, 1, 4000)

    got = STFTLosses()(loud, loud + quiet)

    assert got.convergence < 0.01
    assert got.log_magnitude > 0.3


def test_normalized_changes_no_ratio():
    x, y = 100 * noise(1, 1, 2000), 100 * noise(1, 1, 2000, seed=1)

    plain, divided = STFTLosses()(x, y), STFTLosses(normalized=True)(x, y)

    torch.testing.assert_close(plain.convergence, divided.convergence)
    torch.testing.assert_close(plain.log_magnitude, divided.log_magnitude, rtol=1e-3, atol=0)


def test_the_factors_weigh_the_two_distances():
    x, y = noise(1, 1, 2000), noise(1, 1, 2000, seed=1)
    convergence, log_magnitude = STFTLosses()(x, y)

    loss = STFTLoss(factor_sc=3.0, factor_mag=0.5)(x, y)

    torch.testing.assert_close(loss, 3.0 * convergence + 0.5 * log_magnitude)


def test_several_resolutions_are_averaged():
    x, y = noise(1, 1, 3000), noise(1, 1, 3000, seed=1)
    single = [STFTLoss(n, h, w)(x, y) for n, h, w in ((64, 16, 64), (256, 50, 200))]

    loss = MRSTFTLoss((64, 256), (16, 50), (64, 200))(x, y)

    torch.testing.assert_close(loss, torch.stack(single).mean())
    assert loss.shape == ()


@pytest.mark.parametrize("window", ["hann_window", "hamming_window", "blackman_window"])
def test_each_window_is_the_one_of_its_name(window):
    expected = getattr(torch, window)(600)

    assert torch.equal(STFTLosses(window=window).window, expected)


@pytest.mark.parametrize("loss", [STFTLoss(), MRSTFTLoss()])
def test_equal_sounds_cost_nothing_and_give_finite_gradients(loss):
    x = noise(1, 1, 3000).requires_grad_(True)

    value = loss(x, x.detach().clone())
    (gradient,) = torch.autograd.grad(value, x)

    assert value.item() == 0.0
    assert gradient.isfinite().all()


@pytest.mark.parametrize("loss", [STFTLoss(), MRSTFTLoss()])
def test_silence_is_finite_on_either_side_and_so_is_its_gradient(loss):
    silence, sound = torch.zeros(1, 1, 3000), noise(1, 1, 3000, dtype=torch.float32)
    for estimate, target in ((silence, sound), (sound, silence), (silence, silence)):
        estimate = estimate.clone().requires_grad_(True)

        value = loss(estimate, target)
        (gradient,) = torch.autograd.grad(value, estimate)

        assert value.isfinite()
        assert gradient.isfinite().all()


@pytest.mark.parametrize(
    ("loss", "minimum"), [(STFTLosses(), 513), (STFTLoss(), 513), (MRSTFTLoss(), 1025)]
)
def test_the_shortest_wave_works_and_one_sample_less_is_refused_with_the_number(loss, minimum):
    assert loss.minimum_length == minimum
    value = loss(noise(1, 1, minimum), noise(1, 1, minimum, seed=1))
    assert torch.as_tensor(value).isfinite().all()

    with pytest.raises(ValueError, match=f"at least {minimum} samples, got {minimum - 1}"):
        loss(noise(1, 1, minimum - 1), noise(1, 1, minimum - 1))


def test_resolutions_that_do_not_pair_up_are_refused():
    with pytest.raises(ValueError, match="one entry per resolution, at least one, got 2, 1 and 2"):
        MRSTFTLoss((64, 128), (16,), (64, 128))


def test_an_unknown_window_is_refused_with_the_list():
    with pytest.raises(ValueError, match=r"'hann'\. Choose one of: hann_window, hamming_window"):
        STFTLoss(window="hann")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_loss_has_the_dtype_of_the_waves(dtype):
    x, y = noise(1, 1, 3000, dtype=dtype), noise(1, 1, 3000, seed=1, dtype=dtype)

    assert MRSTFTLoss()(x, y).dtype == dtype


def test_sixteen_bit_waves_and_autocast_are_measured_in_float32():
    x, y = (noise(1, 1, 3000, seed=seed).bfloat16() for seed in (0, 1))
    loss = MRSTFTLoss()

    assert torch.equal(loss(x, y), loss(x.float(), y.float()))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(loss(x.float(), y.float()), loss(x, y))


def test_the_window_is_not_in_the_state_dict():
    assert MRSTFTLoss().state_dict() == {}
