"""Audio files: wrong headers, unusual names, and files that crash libsndfile."""

import io
import os
import struct
import sys

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_lib.audio import files
from course_lib.audio.files import AudioFileError, expanded, printable, read_mono, write_audio

RATE = 16_000
SAMPLES = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
ANY_NAME = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there, a file's name is always text"
)


def encoded(form, samples=SAMPLES, subtype=None):
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format=form, subtype=subtype)
    return buffer.getvalue()


WAV, FLAC, MP3 = (encoded(form) for form in ("WAV", "FLAC", "MP3"))


def put(data, place, value, width, order="big"):
    """Replace ``width`` bytes at ``place`` by a number."""
    return data[:place] + value.to_bytes(width, order) + data[place + width :]


def flac_of_length(total):
    """Replace the number of samples, the lower 36 bits of bytes 18 to 25, of a FLAC header."""
    about = int.from_bytes(FLAC[18:26], "big") >> 36 << 36
    return put(FLAC, 18, about | total, 8)


def mp3_of_frames(frames):
    """Replace the number of frames in the Xing header inside the first frame of an MP3 file."""
    return put(MP3, MP3.index(b"Xing") + 8, frames, 4)


def wav_of_rate(rate):
    return put(WAV, 24, rate, 4, "little")


def written(folder, data, name="a"):
    file = folder / name
    file.write_bytes(data)
    return file


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize("total", [0, 2**36 - 1])  # 0: the length is not known
def test_a_flac_whose_header_states_no_length_or_a_huge_one_is_read_completely(tmp_path, total):
    samples, rate = read_mono(written(tmp_path, flac_of_length(total)))

    assert rate == RATE
    torch.testing.assert_close(samples, read_mono(written(tmp_path, FLAC))[0], rtol=0, atol=0)


def test_an_mp3_that_promises_two_billion_frames_is_read_to_its_end(tmp_path):
    samples, _ = read_mono(written(tmp_path, mp3_of_frames(2**31 - 1)))

    frame = 576  # samples at this rate: without a true count, the padding is not cut off
    assert RATE <= len(samples) <= RATE + 4 * frame


@pytest.mark.parametrize("rate", [1, 999, 1_000_001, 2**31 - 1])
def test_an_implausible_sample_rate_is_refused_and_named(tmp_path, rate):
    with pytest.raises(AudioFileError, match=f"must state a sample rate .* and states {rate}"):
        read_mono(written(tmp_path, wav_of_rate(rate)))


@pytest.mark.parametrize("rate", [1_000, 1_000_000])
def test_the_slowest_and_the_fastest_rate_are_read(tmp_path, rate):
    assert read_mono(written(tmp_path, wav_of_rate(rate)))[1] == rate


HEADERS = {"WAV": (WAV, 44), "FLAC": (FLAC, 42), "MP3": (MP3, 200), "AIFF": (encoded("AIFF"), 54)}


@given(form=st.sampled_from(sorted(HEADERS)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_header_is_read_or_refused_within_the_size_of_the_file(tmp_path_factory, form, data):
    sound, header = HEADERS[form]
    place = data.draw(st.integers(0, header - 4))
    broken = put(sound, place, data.draw(st.integers(0, 2**32 - 1)), 4)
    file = written(tmp_path_factory.getbasetemp(), broken, "any header")

    try:
        samples, rate = read_mono(file)
    except AudioFileError:
        return
    assert samples.isfinite().all()
    assert 1 <= len(samples) <= files.MOST_PER_BYTE * len(broken)
    assert files.RATES[0] <= rate <= files.RATES[1]


def test_a_file_that_unpacks_to_far_more_than_sound_takes_is_refused(tmp_path, monkeypatch):
    file = written(tmp_path, encoded("FLAC", np.zeros(10 * RATE)))
    read_mono(file)  # digital silence in FLAC: allowed

    monkeypatch.setattr(files, "MOST_PER_BYTE", 10)

    with pytest.raises(AudioFileError, match="more than 10 samples per byte"):
        read_mono(file)


@pytest.mark.parametrize(
    "raised",
    [MemoryError(), ValueError("x"), TypeError("x"), AssertionError(), OverflowError(), OSError()],
    ids=lambda error: type(error).__name__,
)
def test_any_error_of_the_decoder_becomes_one_error_that_names_the_file(
    tmp_path, monkeypatch, raised
):
    def fail(*_, **__):
        raise raised

    monkeypatch.setattr("soundfile.SoundFile.read", fail)

    with pytest.raises(AudioFileError, match=r"broken\.wav: it isn't audio, or it is damaged"):
        read_mono(written(tmp_path, WAV, "broken.wav"))


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("form", ["WAV", "FLAC", "MP3", "OGG", "AIFF"])
@pytest.mark.parametrize("channels", [1, 3])
def test_blocks_give_the_same_samples_as_the_whole_file(tmp_path, monkeypatch, form, channels):
    if (form, channels) == ("MP3", 3):
        channels = 2  # MP3 has no more
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (3000, channels))
    file = written(tmp_path, encoded(form, noise))
    whole = torch.from_numpy(soundfile.read(file, always_2d=True)[0].mean(axis=1))

    monkeypatch.setattr(files, "_BLOCK", 256)

    # soundfile.read begins with a seek, which changes an MP3's float32 samples by rounding
    tolerance = 2**-23 if form == "MP3" else 1e-15
    torch.testing.assert_close(read_mono(file)[0], whole, rtol=0, atol=tolerance)


@pytest.mark.parametrize("factor", [-1.0, -0.99])
def test_channels_that_cancel_are_reported_as_that_and_not_as_silence(tmp_path, factor):
    stereo = np.stack([SAMPLES, factor * SAMPLES], axis=1)

    with pytest.raises(AudioFileError, match="2 channels cancel each other"):
        read_mono(written(tmp_path, encoded("WAV", stereo)))


@pytest.mark.parametrize("channels", [2, 6, 100])
def test_one_channel_among_silent_ones_does_not_count_as_cancelled(tmp_path, channels):
    lone = np.zeros((RATE, channels))
    lone[:, -1] = SAMPLES

    samples, _ = read_mono(written(tmp_path, encoded("WAV", lone, "FLOAT")))

    assert float(samples.abs().max()) == pytest.approx(0.5 / channels, rel=1e-3)


def test_digital_silence_is_read_as_silence(tmp_path):
    assert not read_mono(written(tmp_path, encoded("WAV", np.zeros((100, 2)))))[0].any()


def test_float_samples_whose_average_overflows_are_refused(tmp_path):
    data = encoded("WAV", np.full((10, 2), 1.7e308), "DOUBLE")

    with pytest.raises(AudioFileError, match="NaN or infinite"):
        read_mono(written(tmp_path, data))


# ---------------------------------------------------------------- names


@ANY_NAME
@given(name=st.binary(min_size=1, max_size=40).filter(lambda n: not {0, 47} & {*n}))
@example(name=b"caf\xe9.wav")  # Latin-1
@example(name=b"two\nlines \x1b[31m.wav")
@example(name=b"~nobody.wav")
@settings(max_examples=50, deadline=None)
def test_a_file_of_any_name_is_written_and_read(tmp_path_factory, name):
    if name in (b".", b".."):
        return
    folder = tmp_path_factory.mktemp("names")
    file = folder / os.fsdecode(name)

    write_audio(file, torch.from_numpy(SAMPLES), RATE, "WAV")

    assert len(read_mono(file)[0]) == RATE


@given(st.text(st.characters(categories=None), max_size=30))
@example("caf\udce9\n\x1b\u2028")
def test_a_printable_name_fits_into_one_line_of_any_utf8_file(name):
    text = printable(name)

    assert text.isprintable()
    assert text.encode().decode() == text  # no lone surrogate is left
    assert printable(text) == text


def test_a_readable_name_is_printed_as_it_is():
    assert printable("mes sons à moi 소리.wav") == "mes sons à moi 소리.wav"


def test_a_tilde_is_the_home_folder_only_for_an_existing_user(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    assert expanded("~/a.wav") == tmp_path / "a.wav"
    assert str(expanded("~a take.wav")) == "~a take.wav"


def test_a_name_longer_than_the_system_allows_is_reported_as_no_such_file(tmp_path):
    with pytest.raises(AudioFileError, match="no such file"):
        read_mono(tmp_path / ("x" * 5000))


# ---------------------------------------------------------------- writing


def test_a_sound_that_cannot_be_encoded_leaves_the_file_that_was_there(tmp_path):
    file = written(tmp_path, b"an older file", "a.mp3")

    with pytest.raises(ValueError, match=r"cannot write .*a\.mp3.*sample rates"):
        write_audio(file, torch.zeros(100), 7, "MP3")

    assert file.read_bytes() == b"an older file"


def test_a_long_sound_is_written_as_ogg(tmp_path):
    # libvorbis crashes the program for three million samples at once
    write_audio(tmp_path / "a.ogg", torch.rand(3_000_000) - 0.5, 48_000, "OGG")

    assert soundfile.info(tmp_path / "a.ogg").frames == 3_000_000


def test_what_is_written_has_the_bytes_that_libsndfile_writes_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_BLOCK", 1000)
    sixteen_bits = torch.from_numpy((32767 * SAMPLES).astype("int16"))

    for form in ("WAV", "FLAC"):
        write_audio(tmp_path / form, sixteen_bits, RATE, form)
        assert (tmp_path / form).read_bytes() == encoded(form, sixteen_bits.numpy())


def test_a_folder_that_cannot_be_written_is_reported_in_one_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"cannot write .*: No such file or directory"):
        write_audio(tmp_path / "missing" / "a.wav", torch.zeros(10), RATE, "WAV")


def test_the_wav_header_of_these_tests_states_its_rate_where_they_change_it():
    assert struct.unpack("<I", WAV[24:28]) == (RATE,)
