"""Real recordings (CC0) can be used like synthesised sounds."""

import pytest
import soundfile
import torch

from course_lib.sounds import for_listening, load, load_folder

pytestmark = pytest.mark.recordings
NAMES = ["guit_e_fifths", "guit_harmonics", "drum_heavy_kick", "drum_cymbal_open", "loop_amen"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sample_rate", [24_000, 16_000])
def test_a_recording_keeps_its_length_and_its_level(recordings, name, sample_rate):
    file = recordings / f"{name}.flac"
    original, rate = soundfile.read(file, always_2d=True)

    sound = load(file, sample_rate)

    assert sound.seconds == pytest.approx(len(original) / rate, abs=1 / sample_rate)
    mono = torch.from_numpy(original.mean(axis=1))
    # Everything below half the new rate is preserved, with its power. A full-scale recording that
    # overshoots is made quieter as a whole, by a few percent.
    power = torch.fft.rfft(mono).abs().square()
    hertz = torch.fft.rfftfreq(len(mono), 1 / rate)
    kept = power[hertz < 0.9 * sample_rate / 2].sum() / power.sum()
    ratio = sound.samples.double().square().mean() / mono.square().mean()
    assert 0.95 * float(kept) < float(ratio) < 1.01


@pytest.mark.parametrize("sample_rate", [16_000, 24_000])
def test_a_humming_glass_keeps_its_pitch(recordings, sample_rate):
    sound = load(recordings / "ambi_glass_hum.flac", sample_rate)

    samples = sound.samples[: 4 * sample_rate].double()
    spectrum = torch.fft.rfft(samples * torch.hann_window(len(samples))).abs()
    # the glasses in this recording sound an A major chord, in which 220 Hz is the loudest
    assert int(spectrum.argmax()) / 4 == pytest.approx(220, rel=0.005)


def test_a_folder_of_recordings_is_read_and_can_be_listened_to(recordings, tmp_path):
    for name in NAMES[:3]:
        (tmp_path / f"{name}.flac").symlink_to(recordings / f"{name}.flac")
    (tmp_path / "README.md").symlink_to(recordings / "README.md")

    with pytest.warns(UserWarning, match=r"README\.md"):
        sounds = load_folder(tmp_path)

    assert [sound.name for sound in sounds] == sorted(NAMES[:3])
    levelled = for_listening(*sounds)
    assert max(float(s.samples.abs().max()) for s in levelled.sounds) <= 10 ** (-1 / 20)
