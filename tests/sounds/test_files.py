import math
import os
import sys

import pytest
import soundfile
import torch
from torch.testing import assert_close

from course_lib.sounds import Sound, load, load_folder, noise, save, tone

LOSSLESS = [("a.wav", "PCM_16"), ("a.wav", "PCM_24"), ("a.wav", "FLOAT"), ("a.flac", "PCM_16")]
LOSSY = [("a.ogg", "VORBIS"), ("a.mp3", "MPEG_LAYER_III")]


def write(file, samples: torch.Tensor, rate: int = 24_000, subtype: str | None = None):
    soundfile.write(file, samples.numpy(), rate, subtype=subtype)
    return file


def correlation(one: torch.Tensor, two: torch.Tensor) -> float:
    """Return the correlation of two sounds at the best shift: compressed files may start late."""
    length = one.shape[0] + two.shape[0]
    product = torch.fft.rfft(one.double(), length) * torch.fft.rfft(two.double(), length).conj()
    best = torch.fft.irfft(product, length).max()
    return float(best / (one.double().norm() * two.double().norm()))


@pytest.mark.parametrize(("name", "subtype"), LOSSLESS)
def test_a_lossless_file_at_the_same_rate_is_read_as_it_is(tmp_path, name, subtype):
    original = noise(0.1).samples

    sound = load(write(tmp_path / name, original, subtype=subtype))

    assert_close(sound.samples, original, rtol=0, atol=1.01 / 32768)
    assert (sound.sample_rate, sound.name, sound.f0, sound.onsets) == (24_000, "a", None, ())


@pytest.mark.parametrize(("name", "subtype"), LOSSY)
def test_a_compressed_file_is_read(tmp_path, name, subtype):
    original = tone(441.3, 1.0).samples

    sound = load(write(tmp_path / name, original, subtype=subtype))

    assert correlation(sound.samples, original) > 0.98


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg"])
@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 44_100, 44_101, 96_000])
def test_a_tone_of_any_rate_is_the_same_tone(tmp_path, name, rate):
    original = tone(441.3, 1.0, sample_rate=rate)

    sound = load(write(tmp_path / name, original.samples, rate))

    exact = tone(441.3, 1.0).samples
    tolerance = 0.02 if name == "a.ogg" else 1e-4
    assert_close(sound.samples[4000:-4000], exact[4000:-4000], rtol=0, atol=tolerance)
    assert sound.samples.shape == (24_000,)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_channels_are_averaged(tmp_path, channels):
    original = torch.stack([torch.full((100,), k / 16) for k in range(channels)], dim=1)

    sound = load(write(tmp_path / "a.wav", original))

    assert_close(sound.samples, torch.full((100,), (channels - 1) / 32), rtol=0, atol=1e-6)


def test_another_rate_and_another_name_can_be_asked_for(tmp_path):
    file = write(tmp_path / "a.wav", tone(441.3, 1.0).samples)

    sound = load(str(file), sample_rate=16_000, name="mine")

    assert (sound.sample_rate, sound.name, sound.samples.shape) == (16_000, "mine", (16_000,))


def test_a_level_is_kept(tmp_path):
    file = write(tmp_path / "a.wav", tone(441.3, 0.5, amplitude=0.01, sample_rate=44_100).samples)

    assert float(load(file).samples.abs().max()) < 0.011


def test_a_file_that_is_too_loud_is_made_quieter_as_a_whole(tmp_path):
    original = torch.tensor([0.5, -2.0, 1.0] * 100)

    sound = load(write(tmp_path / "a.wav", original, subtype="FLOAT"))

    assert_close(sound.samples, original / 2, rtol=0, atol=1e-6)


def test_a_full_scale_file_that_overshoots_in_resampling_can_still_be_read(tmp_path):
    square = torch.sign(tone(441.3, 0.2, sample_rate=44_100).samples + 1e-9)

    sound = load(write(tmp_path / "a.wav", square, 44_100, "PCM_16"))

    assert float(sound.samples.abs().max()) == 1


def test_a_path_may_contain_spaces_and_any_letters(tmp_path):
    folder = tmp_path / "mes sons à moi 소리"
    folder.mkdir()

    assert load(write(folder / "ö ñ.flac", noise(0.1).samples)).name == "ö ñ"


def test_a_path_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write(tmp_path / "a.wav", noise(0.1).samples)

    assert load("~/a.wav").name == "a"


def test_a_missing_file_is_named_with_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ValueError, match=rf"mine\.wav: .*no such file .*{tmp_path.name}"):
        load("mine.wav")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.wav", b"this is text"),
        ("a.wav", b""),
        ("a.wav", b"RIFF\x24\x00\x00\x00WAVE"),
        ("a.flac", b"fLaC" + bytes(100)),
        ("a.mp3", b"\x00" * 64),
        ("a.raw", b"\x00" * 64),
        ("a.txt", b"a list of things"),
        ("noending", b"\x89PNG\r\n"),
    ],
)
def test_what_is_not_audio_is_refused_and_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ValueError, match=rf"{name}: .*WAV, FLAC, OGG and MP3"):
        load(tmp_path / name)


def test_the_error_for_a_folder_mentions_load_folder(tmp_path):
    with pytest.raises(ValueError, match=r"is a folder.*load_folder"):
        load(tmp_path)


def test_audio_without_a_sample_is_refused(tmp_path):
    with pytest.raises(ValueError, match="contains no samples"):
        load(write(tmp_path / "a.wav", torch.zeros(0)))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_nan_and_infinite_samples_are_refused_when_loading(tmp_path, bad):
    samples = torch.zeros(100)
    samples[50] = bad

    with pytest.raises(ValueError, match=r"a\.wav: .*contains NaN"):
        load(write(tmp_path / "a.wav", samples, subtype="FLOAT"))


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    for name in ("c.wav", "a.flac", "b.ogg"):
        write(tmp_path / name, noise(0.1).samples, 44_100)
    (tmp_path / ".hidden").write_text("not looked at")
    (tmp_path / "inner").mkdir()

    sounds = load_folder(tmp_path, sample_rate=16_000)

    assert [sound.name for sound in sounds] == ["a", "b", "c"]
    assert {sound.sample_rate for sound in sounds} == {16_000}


def test_files_skipped_in_a_folder_is_named_once(tmp_path):
    write(tmp_path / "a.wav", noise(0.1).samples)
    (tmp_path / "README.md").write_text("about these sounds")
    (tmp_path / "broken.wav").write_bytes(b"RIFF")

    with pytest.warns(UserWarning, match=r"skipped:\nREADME\.md: .*\nbroken\.wav: ") as warned:
        sounds = load_folder(tmp_path)

    assert [sound.name for sound in sounds] == ["a"]
    assert len(warned) == 1
    assert warned[0].filename == __file__


def test_a_folder_without_audio_or_a_missing_folder_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("text")

    with (
        pytest.warns(UserWarning, match=r"a\.txt: it isn't audio"),
        pytest.raises(ValueError, match="no file in"),
    ):
        load_folder(tmp_path)
    with pytest.raises(ValueError, match="there is no folder"):
        load_folder(tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["a.wav", "a.FLAC"])
def test_a_saved_sound_comes_back_within_half_a_step(tmp_path, name):
    sound = noise(0.1, sample_rate=16_000)

    save(sound, tmp_path / name)

    again = load(tmp_path / name, 16_000)
    assert_close(again.samples, sound.samples, rtol=0, atol=0.5001 / 32768)
    assert soundfile.info(tmp_path / name).samplerate == 16_000


@pytest.mark.parametrize("name", ["a.ogg", "a.mp3"])
def test_a_sound_can_be_saved_compressed(tmp_path, name):
    sound = tone(441.3)

    save(sound, str(tmp_path / name))

    assert correlation(load(tmp_path / name).samples, sound.samples) > 0.98


def test_a_sound_is_saved_at_the_level_it_has(tmp_path):
    save(Sound(torch.full((100,), 0.001)), tmp_path / "a.wav")

    assert float(load(tmp_path / "a.wav").samples.max()) < 0.0011


def test_an_unknown_suffix_and_a_missing_folder_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"\.wav, \.flac, \.ogg, \.mp3"):
        save(noise(0.1), tmp_path / "a.m4a")
    with pytest.raises(ValueError, match="create it first"):
        save(noise(0.1), tmp_path / "elsewhere" / "a.wav")


def test_a_format_that_does_not_support_the_rate_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot write"):
        save(noise(0.1, sample_rate=7), tmp_path / "a.mp3")


def test_stereo_that_cancels_is_not_silence(tmp_path):
    original = tone(441.3).samples
    write(tmp_path / "a.wav", torch.stack([original, -original], dim=1))

    with pytest.raises(ValueError, match="2 channels cancel each other"):
        load(tmp_path / "a.wav")


@pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there, a file's name is always text"
)
def test_a_name_that_is_not_text_is_loaded_saved_and_shown_as_text(tmp_path):
    file = tmp_path / os.fsdecode(b"caf\xe9.wav")

    save(noise(0.1), file)

    assert load(file).name == r"caf\udce9"
    assert [sound.name for sound in load_folder(tmp_path)] == [r"caf\udce9"]


def test_a_name_may_begin_with_a_tilde(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    save(noise(0.1), "~take 1.wav")

    assert load("~take 1.wav").name == "~take 1"
    assert [sound.name for sound in load_folder(".")] == ["~take 1"]


def test_a_linked_folder_and_a_linked_file_are_read(tmp_path):
    (tmp_path / "far").mkdir()
    write(tmp_path / "far" / "a.wav", noise(0.1).samples)
    (tmp_path / "near").symlink_to(tmp_path / "far")
    (tmp_path / "far" / "b.wav").symlink_to(tmp_path / "far" / "a.wav")
    (tmp_path / "far" / "c.wav").symlink_to(tmp_path / "deleted.wav")

    with pytest.warns(UserWarning, match=r"c\.wav: it is a broken link"):
        assert [sound.name for sound in load_folder(tmp_path / "near")] == ["a", "b"]
