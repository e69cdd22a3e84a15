from course_lib.instruments.fold_explorer.time_axis import Landmark, beat_landmark, describe_axis

PERIODS = (2, 3, 5, 7, 11)
PITCH = Landmark(160.0, "one cycle: 160 samples")


def test_a_beat_at_120_bpm_is_12000_samples():
    assert beat_landmark(120, 24_000).samples == 12_000


def test_without_a_beat_the_text_has_none():
    text = describe_axis(PERIODS, PITCH, None, 57, 24_000)
    assert "beat" not in text
    assert text.endswith("The slider is at 57.")


def test_the_text_says_how_far_the_beat_is():
    text = describe_axis(PERIODS, PITCH, beat_landmark(120, 24_000), 57, 24_000)
    assert "2, 3, 5, 7, 11 samples, last 0.0833 ms to 0.458 ms" in text
    assert "12000 samples (500 ms), 1091 times the longest period" in text
    assert round(12_000 / 11) == 1091
    assert text.endswith("The slider is at 57.")
