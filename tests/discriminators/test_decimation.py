import copy
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from course_lib.discriminators.decimation import DECIMATORS, Decimator, make_decimator
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.discriminators.registry import from_config

RATE = 24_000
SMALL = {"filters": 4, "max_filters": 8, "downsample_scales": (2, 2)}


def tone(frequency, time=4800):
    return torch.sin(2 * math.pi * frequency * torch.arange(time, dtype=torch.float64) / RATE)


def level_after(name, frequency, factor=2):
    """Return the level of a tone after a decimator, in dB, away from both ends."""
    heard = make_decimator(name, factor)(tone(frequency)[None, None])[0, 0]
    middle = heard[200:-200]
    return 10 * math.log10(2 * float(middle.square().mean()) + 1e-30)


@pytest.mark.parametrize("name", DECIMATORS)
@given(time=st.integers(1, 300), factor=st.integers(1, 5), channels=st.integers(1, 3))
@settings(deadline=None, max_examples=20)
def test_time_over_factor_plus_one_samples_come_out(name, time, factor, channels):
    heard = make_decimator(name, factor)(torch.randn(2, channels, time))
    assert heard.shape == (2, channels, time // factor + 1)


def test_the_average_is_audiocrafts_pooling_and_a_decimator_of_equal_weights():
    wave = torch.randn(2, 3, 101)
    four = Decimator(torch.full((4,), 0.25), 2)
    assert_close(make_decimator("average", 2)(wave), four(wave))
    assert_close(four(wave), torch.nn.AvgPool1d(4, 2, padding=2)(wave))


def test_nearest_keeps_samples_as_they_are():
    wave = torch.randn(1, 2, 101)
    assert torch.equal(make_decimator("nearest", 2)(wave), wave[..., ::2])
    assert torch.equal(make_decimator("nearest", 3)(wave), wave[..., ::3])


def test_the_average_lets_9_khz_through_at_minus_11_4_db_and_the_sinc_does_not():
    assert level_after("nearest", 9000) == pytest.approx(0, abs=0.05)
    assert level_after("average", 9000) == pytest.approx(-11.4, abs=0.05)
    assert level_after("sinc", 9000) < -80


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_the_sinc_keeps_what_fits_and_removes_what_does_not(factor):
    nyquist = RATE / 2 / factor
    for part in (0.1, 0.4, 0.74):
        assert level_after("sinc", part * nyquist, factor) == pytest.approx(0, abs=0.1)
    for part in (1.08, 1.3, 1.7, 1.95):
        assert level_after("sinc", part * nyquist, factor) < -60


@pytest.mark.parametrize("name", DECIMATORS)
def test_a_constant_stays_what_it_is_away_from_the_ends(name):
    heard = make_decimator(name, 2)(torch.full((1, 1, 400), 0.5))
    assert_close(heard[..., 20:-20], torch.full_like(heard[..., 20:-20], 0.5))


@pytest.mark.parametrize("name", ["average", "sinc"])
def test_sample_k_is_half_a_sample_before_sample_2k_of_the_wave(name):
    wave = tone(300)[None, None]
    heard = make_decimator(name, 2)(wave)[0, 0, 50:-50]
    times = 2 * torch.arange(50, 50 + len(heard), dtype=torch.float64) - 0.5
    expected = torch.sin(2 * math.pi * 300 * times / RATE)
    assert_close(heard / heard.abs().max(), expected / expected.abs().max(), atol=2e-3, rtol=0)


@pytest.mark.parametrize("name", DECIMATORS)
def test_a_decimator_changes_no_key_no_weight_and_not_the_first_scale(name):
    discriminators = []
    for options in ({}, {"decimator": name}):
        torch.manual_seed(0)
        discriminators.append(MultiScaleDiscriminator(**options, **SMALL))
    plain, other = discriminators
    wave = torch.randn(1, 1, 800)

    assert list(plain.state_dict()) == list(other.state_dict())
    assert [p.shape for p in plain.parameters()] == [p.shape for p in other.parameters()]
    assert torch.equal(plain(wave).logits[0], other(wave).logits[0])
    assert torch.equal(plain(wave).logits[1], other(wave).logits[1]) == (name == "average")


def test_a_decimator_follows_dtype_and_copies_and_passes_gradients():
    msd = copy.deepcopy(MultiScaleDiscriminator(decimator="sinc", **SMALL)).double()
    wave = torch.randn(1, 1, 400, dtype=torch.float64, requires_grad=True)
    msd(wave).logits[2].sum().backward()
    assert wave.grad is not None
    assert bool(wave.grad.abs().sum() > 0)
    bf16 = MultiScaleDiscriminator(decimator="sinc", **SMALL).to(torch.bfloat16)
    assert bf16(torch.randn(1, 1, 400, dtype=torch.bfloat16)).logits[1].dtype == torch.bfloat16


def test_it_can_be_asked_for_in_a_config():
    msd = from_config({"name": "msd", "options": {"decimator": "sinc", **SMALL}})
    assert isinstance(msd.downsample, Decimator)


def test_an_unknown_decimator_is_refused_with_the_closest_name():
    with pytest.raises(ValueError, match=r"no decimator is called 'sync'.*mean 'sinc'"):
        MultiScaleDiscriminator(decimator="sync", **SMALL)
    with pytest.raises(ValueError, match="even number of taps"):
        Decimator(torch.ones(3), 2)
