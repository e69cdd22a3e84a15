"""The scale-invariant SNR: known ratios in dB, what it ignores, and its segments."""

import math

import pytest
import torch

from course_lib.losses import SISNR


def sines(samples=1600, periods=5):
    """A sine and a cosine with whole periods: equal energy, orthogonal, without mean."""
    angle = 2 * math.pi * periods * torch.arange(samples, dtype=torch.float64) / samples
    return angle.sin().reshape(1, 1, -1), angle.cos().reshape(1, 1, -1)


@pytest.mark.parametrize("decibels", [-20.0, 0.0, 6.0, 40.0])
def test_noise_of_known_level_gives_its_ratio_in_decibels(decibels):
    target, noise = sines()

    loss = SISNR(segment=None)(target + 10 ** (-decibels / 20) * noise, target)

    # both sines have a power of 1/2; epsilon is added to signal and noise, and to the power that
    # the projection divides by, which the tolerance covers
    epsilon = torch.finfo(torch.float32).eps
    ratio = (0.5 + epsilon) / (0.5 * 10 ** (-decibels / 10) + epsilon)
    assert loss.item() == pytest.approx(-10 * math.log10(ratio), abs=1e-5)
    assert loss.item() == pytest.approx(-decibels, abs=0.02)


def test_volume_sign_and_constant_offset_do_not_matter():
    target, noise = sines()
    estimate, loss = target + 0.1 * noise, SISNR(segment=None)
    plain = loss(estimate, target).item()

    for changed in (3 * estimate, -estimate, estimate + 0.7):
        assert loss(changed, target).item() == pytest.approx(plain, abs=0.01)


def test_a_quarter_of_a_period_makes_a_tone_as_wrong_as_can_be():
    target, quarter_later = sines()

    assert SISNR(segment=None)(quarter_later, target).item() > 60


def test_it_is_the_mean_over_segments():
    target, noise = sines(3200, periods=10)
    levels = torch.cat([torch.full((1600,), 0.1), torch.full((1600,), 0.01)]).double()
    loss = SISNR(sample_rate=1600, segment=1.0, overlap=0.0)

    value = loss(target + levels * noise, target)

    halves = [
        loss(*(w[..., s] for w in (target + levels * noise, target)))
        for s in (slice(0, 1600), slice(1600, 3200))
    ]
    assert value.item() == pytest.approx((halves[0] + halves[1]).item() / 2, rel=1e-9)
    assert value.item() == pytest.approx(-(20 + 40) / 2, abs=0.02)


def test_a_quiet_passage_counts_as_much_as_a_loud_one():
    target, noise = sines(3200, periods=10)
    volume = torch.cat([torch.full((1600,), 1.0), torch.full((1600,), 0.05)]).double()
    spoiled = torch.cat([torch.full((1600,), 0.01), torch.full((1600,), 0.05)]).double()
    estimate, wanted = volume * target + spoiled * noise, volume * target

    whole = SISNR(segment=None)(estimate, wanted).item()
    by_segment = SISNR(sample_rate=1600, segment=1.0, overlap=0.0)(estimate, wanted).item()

    assert by_segment > whole + 5


@pytest.mark.parametrize("overlap", [0.0, 0.5])
def test_segments_cover_every_sample(overlap):
    target, _ = sines(1000)
    loss = SISNR(sample_rate=300, segment=1.0, overlap=overlap)
    clean = loss(target, target).item()
    for position in (0, 149, 450, 999):
        estimate = target.clone()
        estimate[..., position] += 1

        assert loss(estimate, target).item() > clean + 1


def test_waves_shorter_than_a_segment_are_filled_up_with_silence():
    target, noise = sines(100)

    assert SISNR(sample_rate=16000)(target + 0.1 * noise, target).item() < -10


def test_silence_is_finite_on_either_side_and_so_is_its_gradient():
    silence, sound = torch.zeros(1, 1, 100), sines(100)[0].float()
    for estimate, target in ((silence, sound), (sound, silence), (silence, silence)):
        estimate = estimate.clone().requires_grad_(True)

        value = SISNR(segment=None)(estimate, target)
        (gradient,) = torch.autograd.grad(value, estimate)

        assert value.isfinite()
        assert gradient.isfinite().all()


def test_dtypes_are_kept_but_at_least_float32_also_under_autocast():
    target, noise = sines()
    estimate, loss = target + 0.1 * noise, SISNR(segment=None)

    assert loss(estimate, target).dtype == torch.float64
    assert loss(estimate.bfloat16(), target.bfloat16()).dtype == torch.float32
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside = loss(estimate.float(), target.float())
    assert torch.equal(inside, loss(estimate.float(), target.float()))


def test_an_empty_wave_is_refused():
    with pytest.raises(ValueError, match="at least 1 samples, got 0"):
        SISNR()(torch.zeros(1, 1, 0), torch.zeros(1, 1, 0))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"overlap": 1.0}, r"\[0, 1\), got 1.0"),
        ({"overlap": -0.1}, r"\[0, 1\), got -0.1"),
        ({"segment": 1e-5}, "less than one sample"),
        ({"segment": -1.0}, "less than one sample"),
    ],
)
def test_segments_that_do_not_move_on_are_refused_at_once(options, message):
    with pytest.raises(ValueError, match=message):
        SISNR(**options)
