import io
import math

import hypothesis.strategies as st
import pytest
import soundfile
import torch
from hypothesis import given, settings

from course_lib.audio import pcm16, wav_bytes

SAMPLES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=50).map(torch.tensor)


def read(data: bytes) -> tuple[torch.Tensor, int]:
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float64", always_2d=True)
    assert samples.shape[1] == 1
    return torch.from_numpy(samples[:, 0]), rate


@given(SAMPLES)
@settings(deadline=None)
def test_another_reader_finds_each_sample_within_half_a_step(samples):
    found, _ = read(wav_bytes(samples, 24_000))

    # + 1 has no 16-bit integer and becomes the largest one, one step below
    limit = torch.where(samples.double() > 32767 / 32768, 1.0, 0.5) / 32768
    assert bool(((found - samples.double()).abs() <= limit).all())


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=50), st.integers(1, 200_000))
@settings(deadline=None)
def test_integers_over_32768_come_back_unchanged_and_so_does_the_rate(integers, rate):
    samples = torch.tensor(integers, dtype=torch.float64) / 32768

    found, found_rate = read(wav_bytes(samples, rate))

    torch.testing.assert_close(found, samples, rtol=0, atol=0)
    assert found_rate == rate


def test_a_quiet_sound_stays_quiet():
    found, _ = read(wav_bytes(torch.full((10,), 0.001), 8000))

    assert found.abs().max() < 0.0011


def test_the_file_is_pcm_of_16_bits():
    info = soundfile.info(io.BytesIO(wav_bytes(torch.zeros(3), 24_000)))

    assert (info.format, info.subtype, info.channels, info.frames) == ("WAV", "PCM_16", 1, 3)


def test_the_largest_integers_are_both_used():
    assert pcm16(torch.tensor([-1.0, 1.0, 0.0])).tolist() == [-32768, 32767, 0]


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (torch.tensor([0.0, 1.001]), r"got a peak of 1\.001"),
        (torch.tensor([0.0, math.nan]), "NaN or infinity"),
        (torch.tensor([math.inf]), "NaN or infinity"),
        (torch.zeros(1, 1, 8), r"\[1, 1, 8\]"),
        (torch.zeros(0), "at least one"),
        (torch.zeros(4, dtype=torch.int16), "torch.int16"),
    ],
)
def test_samples_that_a_file_cannot_store_are_refused(samples, message):
    with pytest.raises(ValueError, match=message):
        wav_bytes(samples, 24_000)


@pytest.mark.parametrize("rate", [0, -1, 2**31, 2**40, 24_000.5])
def test_a_rate_that_the_header_cannot_state_is_refused(rate):
    with pytest.raises(ValueError, match=f"sample_rate must be .*got {rate}"):
        wav_bytes(torch.zeros(4), rate)


def test_the_highest_rate_can_be_stated():
    header = wav_bytes(torch.zeros(4), 2**31 - 1)[24:28]

    assert int.from_bytes(header, "little") == 2**31 - 1


def test_a_sound_longer_than_a_wav_file_is_refused_before_memory_is_taken_for_it():
    endless = torch.zeros(1).expand(2**31)  # one number, shown many times

    with pytest.raises(ValueError, match="a WAV file stores up to"):
        wav_bytes(endless, 24_000)


def test_a_tensor_that_requires_a_gradient_can_be_encoded():
    samples = torch.zeros(4, requires_grad=True)

    assert len(wav_bytes(samples, 24_000)) > 8
