"""The codec: lengths, shapes, seeds, gradients, precision."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gan.codec.codec import CodecOptions, STFTCodec, _features, _spectrum

MICRO = CodecOptions(dim=8, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=16, latent=4)


def codec(seed=0, options=MICRO):
    return STFTCodec.seeded(options, seed)


def wave(time, batch=2, seed=0):
    return 0.1 * torch.randn(batch, 1, time, generator=torch.Generator().manual_seed(seed))


@given(time=st.integers(1, 700))
@settings(max_examples=40, deadline=None)
def test_the_result_is_as_long_as_the_wave_whatever_its_length(time):
    x = wave(time)

    y = codec()(x)

    assert y.shape == x.shape
    assert y.isfinite().all()


def test_one_sample_is_enough_for_the_default_size():
    assert STFTCodec()(wave(1)).shape == (2, 1, 1)


def test_codes_have_one_column_per_frame_and_decode_to_whole_frames():
    model, x = codec(), wave(100)

    codes = model.encode(x)

    assert codes.shape == (2, 4, 7)  # 100 samples begin seven hops of 16
    assert model.decode(codes).shape == (2, 1, 112)
    assert set((codes * 4).flatten().tolist()) <= set(range(-4, 5))


def test_nothing_but_the_codes_reaches_the_result():
    model, x = codec(), wave(160)

    codes = model.quantizer.from_indices(model.quantizer.to_indices(model.encode(x)))

    assert torch.equal(model.decode(codes), model(x))


def test_the_bitrate_counts_frames_numbers_and_levels():
    model = STFTCodec()  # at 16 kHz: 125 frames of 16 numbers with 9 levels

    assert model.bitrate(16_000) == pytest.approx(125 * 16 * math.log2(9))
    assert model.encode(wave(16_000, batch=1)).numel() == 125 * 16


def test_the_first_weights_depend_on_the_seed_alone():
    first = codec(seed=3).state_dict()
    torch.rand(5)
    again, other = codec(seed=3).state_dict(), codec(seed=4).state_dict()

    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not torch.equal(first["encoder.0.weight"], other["encoder.0.weight"])


def test_building_a_codec_from_a_seed_leaves_the_global_generator_alone():
    before = torch.random.get_rng_state()

    codec(seed=3)

    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_state_dict_contains_weights_only():
    model = codec()

    assert set(model.state_dict()) == {name for name, _ in model.named_parameters()}


def test_the_gradient_reaches_every_weight_and_the_wave():
    model, x = codec(), wave(320).requires_grad_()

    model(x).square().sum().backward()

    assert x.grad.abs().sum() > 0
    for name, parameter in model.named_parameters():
        assert parameter.grad.abs().sum() > 0, name


def test_an_item_does_not_depend_on_its_neighbours():
    model, x = codec().double(), wave(320, batch=3).double()

    torch.testing.assert_close(model(x)[1:2], model(x[1:2]))


def test_silence_gives_finite_sound_and_finite_gradients():
    model = codec()

    model(torch.zeros(1, 1, 320)).square().sum().backward()

    assert all(parameter.grad.isfinite().all() for parameter in model.parameters())


def test_codes_stay_spread_out_however_large_the_encoder_s_weights_grow():
    model, x = STFTCodec.seeded(CodecOptions(), 0), wave(8192, batch=1)
    with torch.no_grad():
        model.encoder[0].weight.mul_(30)

    ends = model.encode(x).abs() == 1

    assert ends.float().mean() < 0.05  # at the ends the tanh is flat: no gradient


# ---------------------------------------------------------------- the Fourier head


def test_the_head_reads_a_magnitude_and_a_direction():
    log_magnitude, angle = torch.randn(50), math.pi * (2 * torch.rand(50) - 1)

    spectrum = _spectrum(log_magnitude, 3 * angle.cos(), 3 * angle.sin())

    torch.testing.assert_close(spectrum.abs(), log_magnitude.exp(), rtol=1e-4, atol=0.0)
    torch.testing.assert_close(spectrum.angle(), angle, rtol=1e-4, atol=1e-5)


def test_the_head_has_room_above_a_full_scale_sine_and_never_overflows():
    loudest = _spectrum(torch.tensor([1000.0]), torch.tensor([1.0]), torch.tensor([0.0])).abs()

    assert 3 * 128 < loudest.item() < 4 * 128  # 128: see test_frames


def test_a_pair_without_a_direction_has_a_finite_slope():
    a, b = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)

    spectrum = _spectrum(torch.zeros(3), a, b)
    (spectrum.real + spectrum.imag).sum().backward()

    assert spectrum.abs().max() == 0
    assert a.grad.isfinite().all()
    assert b.grad.isfinite().all()


def test_the_encoder_sees_loudness_on_a_moderate_scale():
    loudness, _, _ = _features(torch.tensor([0.0, 128.0])[None, :, None] + 0j).chunk(3, dim=1)

    assert loudness.flatten().tolist() == pytest.approx([-1.6, 2.3], abs=0.05)


def test_the_encoder_halves_the_range_and_keeps_the_phase():
    spectrum = torch.polar(torch.tensor([4.0, 100.0]), torch.tensor([0.3, -2.0]))[None, :, None]

    _, real, imaginary = _features(spectrum).chunk(3, dim=1)
    pair = torch.complex(real, imaginary).flatten()

    assert pair.abs().tolist() == pytest.approx([2, 10], rel=1e-3)
    assert pair.angle().tolist() == pytest.approx([0.3, -2.0])


# ---------------------------------------------------------------- precision


def test_under_autocast_spectra_stay_in_float32():
    model, x = codec(), wave(320)
    codes = model.encode(x)

    with torch.autocast("cpu", torch.bfloat16):
        rough = model.decode(codes)
        assert model(x).dtype == torch.float32

    assert rough.dtype == torch.float32
    exact = model.decode(codes)
    assert (rough - exact).norm() < 0.05 * exact.norm()


def test_a_double_codec_is_double_throughout():
    assert codec().double()(wave(320).double()).dtype == torch.float64


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (torch.zeros(100), r"1 axes: \[100\]"),
        (torch.zeros(1, 2, 100), "2"),
        (torch.zeros(1, 1, 0), "at least 1 samples, got 0"),
        (torch.zeros(1, 1, 100, dtype=torch.int16), "int16"),
    ],
)
def test_anything_but_a_mono_wave_is_refused(bad, message):
    with pytest.raises(ValueError, match=f"STFTCodec.*{message}"):
        codec().encode(bad)


@pytest.mark.parametrize("bad", [{"dim": 0}, {"latent": 2.5}, {"decoder_blocks": -1}])
def test_sizes_that_make_no_network_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        CodecOptions(**bad)
