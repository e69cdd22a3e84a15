"""Folders of recordings: what is in them, and what people put into them."""

import math
import warnings

import numpy as np
import pytest
import soundfile

from course_lib.gan.data import folder_clips

RATE = 16_000


def tone(seconds=1.0, rate=RATE, frequency=440.0, level=0.5, channels=1):
    samples = level * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)
    return np.tile(samples[:, None], (1, channels))


def write(file, samples, rate=RATE, subtype=None):
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, samples, rate, subtype=subtype)


@pytest.mark.parametrize(
    ("name", "rate", "subtype", "channels"),
    [
        ("8 bit.wav", RATE, "PCM_U8", 1),
        ("96 kHz.flac", 96_000, "PCM_24", 1),
        ("6 channels.wav", RATE, "PCM_16", 6),
        ("11025 Hz stereo.wav", 11_025, "FLOAT", 2),
        ("compressed.ogg", 44_100, "VORBIS", 2),
    ],
)
def test_any_rate_width_and_number_of_channels_becomes_the_same_tone(
    tmp_path, name, rate, subtype, channels
):
    write(tmp_path / name, tone(rate=rate, channels=channels), rate, subtype)

    [clip] = folder_clips(tmp_path)

    assert clip.kind == "recording"
    assert clip.name == f"{name} from 0 s"
    assert clip.samples.shape == (RATE,)
    inside = slice(2000, -2000)  # a resampled sound rings at its ends
    expected = tone(level=0.7)[inside, 0]
    assert np.abs(clip.samples.numpy()[inside] - expected).max() < 0.03


def test_files_are_cut_into_pieces_and_a_long_enough_rest_is_kept(tmp_path):
    write(tmp_path / "long.wav", tone(5.0))
    write(tmp_path / "longer.wav", tone(4.2))

    clips = folder_clips(tmp_path, seconds=2.0)

    assert clips.lengths == (32_000, 32_000, 16_000, 32_000, 32_000)  # 0.2 s are too short
    assert [clip.name.split(" from ")[1] for clip in clips] == ["0 s", "2 s", "4 s", "0 s", "2 s"]
    assert clips.waves.shape == (5, 1, 32_000)


def test_a_quiet_file_is_brought_to_the_level_of_a_loud_one(tmp_path):
    write(tmp_path / "quiet.wav", tone(level=0.01), subtype="FLOAT")
    write(tmp_path / "loud.wav", tone(level=0.9), subtype="FLOAT")

    peaks = [float(clip.samples.abs().max()) for clip in folder_clips(tmp_path)]

    assert peaks == pytest.approx([0.7, 0.7], abs=1e-3)


def test_silent_stretches_are_skipped(tmp_path):
    write(tmp_path / "a.wav", np.concatenate([tone(2.0), np.zeros((32_000, 1)), tone(2.0)]))

    assert [clip.name for clip in folder_clips(tmp_path)] == ["a.wav from 0 s", "a.wav from 4 s"]


def test_folders_inside_are_read_and_hidden_files_are_not(tmp_path):
    write(tmp_path / "speaker" / "book" / "a.wav", tone())
    write(tmp_path / ".trash" / "b.wav", tone())
    write(tmp_path / ".hidden.wav", tone())

    assert [clip.name for clip in folder_clips(tmp_path)] == ["speaker/book/a.wav from 0 s"]


def test_each_unusable_file_is_reported_in_one_line(tmp_path):
    write(tmp_path / "good.wav", tone())
    write(tmp_path / "nan.wav", np.full((RATE, 1), np.nan), subtype="FLOAT")
    write(tmp_path / "short.wav", tone(0.3))
    write(tmp_path / "silent.wav", np.zeros((RATE, 1)))
    write(tmp_path / "silent 8 bit.wav", np.zeros((RATE, 1)), subtype="PCM_U8")
    write(tmp_path / "empty.wav", np.zeros((0, 1)))
    (tmp_path / "notes.txt").write_text("take 3 was the best")
    (tmp_path / "broken.wav").write_bytes(b"RIFF\x00\x00")

    with pytest.warns(UserWarning, match="left out:") as warned:
        clips = folder_clips(tmp_path)

    assert [clip.name for clip in clips] == ["good.wav from 0 s"]
    reasons = dict(line.split(": ", 1) for line in clips.left_out)
    assert list(reasons) == [
        "broken.wav",
        "empty.wav",
        "nan.wav",
        "notes.txt",
        "short.wav",
        "silent 8 bit.wav",
        "silent.wav",
    ]
    assert "isn't audio, or it is damaged" in reasons["broken.wav"]
    assert "isn't audio, or it is damaged" in reasons["notes.txt"]
    assert "no samples" in reasons["empty.wav"]
    assert "NaN" in reasons["nan.wav"]
    assert reasons["short.wav"] == "it is too short: it needs 0.5 s or more, got 0.3 s"
    silent = "it is silent: no sample reaches -80 dBFS"
    assert reasons["silent.wav"] == reasons["silent 8 bit.wav"] == silent
    assert str(warned[0].message).splitlines()[1:] == list(clips.left_out)


def test_files_with_false_headers_do_not_end_the_run(tmp_path):
    write(tmp_path / "good.flac", tone())
    write(tmp_path / "mono.wav", tone())
    flac, wav = ((tmp_path / name).read_bytes() for name in ("good.flac", "mono.wav"))
    about = int.from_bytes(flac[18:26], "big") >> 36 << 36  # the lower 36 bits count the samples
    for name, total in (("no length.flac", 0), ("huge length.flac", 2**36 - 1)):
        header = (about | total).to_bytes(8, "big")
        (tmp_path / name).write_bytes(flac[:18] + header + flac[26:])
    rate = (2**31 - 1).to_bytes(4, "little")
    (tmp_path / "huge rate.wav").write_bytes(wav[:24] + rate + wav[28:])
    write(tmp_path / "cancels.wav", tone(channels=2) * [1, -1])

    with pytest.warns(UserWarning, match="left out"):
        clips = folder_clips(tmp_path)

    names = [clip.name.removesuffix(" from 0 s") for clip in clips]
    assert names == ["good.flac", "huge length.flac", "mono.wav", "no length.flac"]
    reasons = dict(line.split(": ", 1) for line in clips.left_out)
    assert reasons["cancels.wav"].startswith("its 2 channels cancel each other")
    assert reasons["huge rate.wav"].startswith(
        "its header must state a sample rate between 1000 and 1000000 Hz, and states 2147483647"
    )


def test_a_file_with_only_short_sounds_between_silence_is_reported(tmp_path):
    write(tmp_path / "good.wav", tone())
    write(tmp_path / "late click.wav", np.concatenate([np.zeros((32_000, 1)), tone(0.1)]))

    with pytest.warns(UserWarning, match=r"late click\.wav: none of its clips is both long enough"):
        assert len(folder_clips(tmp_path)) == 1


def test_a_good_folder_gives_no_warning(tmp_path):
    write(tmp_path / "a.wav", tone())

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert folder_clips(tmp_path).left_out == ()


def test_a_folder_without_anything_usable_is_refused_with_the_reasons(tmp_path):
    write(tmp_path / "short.wav", tone(0.1))

    with (
        pytest.warns(UserWarning, match=r"short\.wav: it is too short"),
        pytest.raises(ValueError, match="none of its 1 files can be used"),
    ):
        folder_clips(tmp_path)


def test_an_empty_and_a_missing_folder_are_refused(tmp_path):
    with pytest.raises(ValueError, match="it is empty"):
        folder_clips(tmp_path)
    with pytest.raises(ValueError, match=r"there is no folder .*nowhere"):
        folder_clips(tmp_path / "nowhere")


@pytest.mark.parametrize("seconds", [0.2, 0, -1, math.nan])
def test_clips_that_are_too_short_to_hear_are_refused(tmp_path, seconds):
    with pytest.raises(ValueError, match=r"seconds must be 0\.5 or more, got"):
        folder_clips(tmp_path, seconds)


# ---------------------------------------------------------------- splits


def recordings_in(folder, count):
    for number in range(count):
        write(folder / f"{number:02}.wav", tone(2.6, frequency=200 + 50 * number))
    return folder


def files(clips):
    return {clip.name.split(" from ")[0] for clip in clips}


@pytest.mark.parametrize("count", [3, 10, 31])
def test_each_file_belongs_to_exactly_one_split(tmp_path, count):
    recordings_in(tmp_path, count)

    shares = [files(folder_clips(tmp_path, split=s)) for s in ("train", "tuning", "report")]

    assert set.union(*shares) == files(folder_clips(tmp_path))
    assert sum(map(len, shares)) == count
    assert [len(share) for share in shares[1:]] == [max(1, round(count / 10))] * 2


def test_a_new_file_pushes_at_most_one_other_out_of_a_split(tmp_path):
    recordings_in(tmp_path, 20)
    before = {s: files(folder_clips(tmp_path, split=s)) for s in ("tuning", "report")}

    write(tmp_path / "new.wav", tone())

    for split, share in before.items():
        assert len(share - files(folder_clips(tmp_path, split=split))) <= 1


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_files_than_splits_are_split_by_time(tmp_path, count):
    for number in range(count):
        write(tmp_path / f"{number}.wav", tone(24.0, frequency=200 + 50 * number))

    shares = [folder_clips(tmp_path, split=s) for s in ("train", "tuning", "report")]

    row = [clip.name for share in shares for clip in share]
    assert row == [clip.name for clip in folder_clips(tmp_path)]  # each once, in order of time
    held = round(0.1 * 12 * count)
    assert [len(share) for share in shares] == [12 * count - 2 * held, held, held]


def test_a_single_file_can_be_named_instead_of_a_folder(tmp_path):
    write(tmp_path / "mine.wav", tone(6.0))
    write(tmp_path / "other.wav", tone(6.0))

    names = [
        [clip.name for clip in folder_clips(tmp_path / "mine.wav", split=s)]
        for s in ("train", "tuning", "report")
    ]

    assert names == [["mine.wav from 0 s"], ["mine.wav from 2 s"], ["mine.wav from 4 s"]]


def test_a_recording_too_short_for_three_parts_is_refused_with_what_to_do(tmp_path):
    write(tmp_path / "a.wav", tone(4.0))

    with pytest.raises(
        ValueError, match="needs at least three clips, got 2: use a longer recording"
    ):
        folder_clips(tmp_path, split="train")


def test_a_misspelt_split_gets_a_suggestion(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'report'"):
        folder_clips(tmp_path, split="reports")


@pytest.mark.recordings
def test_real_recordings_can_be_used_as_they_are(recordings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some are shorter than half a second
        clips = folder_clips(recordings, split="report")

    assert len(clips) > 5
    assert clips.batch(0, 4, 8192, seed=0).isfinite().all()
