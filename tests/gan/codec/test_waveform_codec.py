"""The codec that outputs samples: lengths, strides, seeds, and what it shares with the other."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gan.codec import GENERATORS, CodecOptions, STFTCodec, WaveformCodec, generator_class
from course_lib.gan.codec.waveform_codec import _upsampling, strides_for

MICRO = CodecOptions(dim=8, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=16, latent=4)


def wave(time, batch=2, seed=0):
    return 0.1 * torch.randn(batch, 1, time, generator=torch.Generator().manual_seed(seed))


@given(time=st.integers(1, 700), hop_length=st.sampled_from([2, 10, 16, 22, 24, 32]))
@settings(max_examples=40, deadline=None)
def test_the_result_is_as_long_as_the_wave_whatever_its_length_and_the_hop(time, hop_length):
    options = CodecOptions(
        dim=8, encoder_blocks=0, decoder_blocks=0, n_fft=64, hop_length=hop_length, latent=2
    )
    x = wave(time, batch=1)

    y = WaveformCodec.seeded(options, 0)(x)

    assert y.shape == x.shape
    assert y.isfinite().all()


@given(st.integers(1, 2000))
def test_the_strides_multiply_to_the_hop_and_descend(hop_length):
    strides = strides_for(hop_length)

    assert math.prod(strides) == hop_length
    assert list(strides) == sorted(strides, reverse=True)
    assert 1 not in strides


def test_the_hop_of_the_presets_is_split_evenly():
    assert strides_for(128) == (8, 4, 4)


@pytest.mark.parametrize("stride", [2, 3, 4, 5, 8, 11])
def test_an_upsampling_multiplies_the_positions_exactly(stride):
    layer = _upsampling(2, 3, stride)

    assert layer(torch.zeros(1, 2, 7)).shape == (1, 3, 7 * stride)


def test_both_generators_give_a_wave_the_same_codes_if_their_encoders_agree():
    one, other = STFTCodec.seeded(MICRO, 0), WaveformCodec.seeded(MICRO, 1)
    other.encoder.load_state_dict(one.encoder.state_dict())
    x = wave(200)

    assert torch.equal(one.encode(x), other.encode(x))
    assert one.decode(one.encode(x)).shape == other.decode(other.encode(x)).shape


def test_the_encoder_starts_with_the_same_weights_in_both_generators():
    one, other = STFTCodec.seeded(MICRO, 3), WaveformCodec.seeded(MICRO, 3)

    for key, value in one.encoder.state_dict().items():
        assert torch.equal(value, other.encoder.state_dict()[key])


def test_a_gradient_reaches_every_weight():
    model = WaveformCodec.seeded(MICRO, 0)

    model(wave(400)).square().mean().backward()

    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_an_untrained_codec_is_quiet():
    assert WaveformCodec.seeded(CodecOptions(), 0)(wave(4000)).abs().max() < 0.5


def test_a_change_at_one_place_reaches_no_further_than_the_receptive_field():
    model, x = WaveformCodec.seeded(MICRO, 0).eval(), wave(4000, batch=1)
    changed = x.clone()
    changed[..., 2000] += 0.5

    moved = (model(changed) - model(x)).abs().flatten().nonzero().flatten()

    assert moved.min() > 2000 - 100 * 16
    assert moved.max() < 2000 + 100 * 16


def test_generators_are_found_by_name():
    assert [generator_class(name) for name in GENERATORS] == [STFTCodec, WaveformCodec]
