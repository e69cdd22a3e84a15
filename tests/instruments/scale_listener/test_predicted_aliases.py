"""Where a formula says that aliases appear."""

import pytest

from course_lib.instruments.scale_listener.predicted_aliases import alias_lines, partial_tracks
from course_lib.sounds import noise, sweep, vowel


def test_a_sweep_has_one_false_tone_at_scale_1_and_three_at_scale_2():
    sound = sweep(0, 12_000)
    tracks = [((0.0, 0.0), (2.0, 12_000.0))]
    (line,) = alias_lines(tracks, 1, "average", sound.sample_rate)
    assert (line.start, line.end) == ((1.0, 6000.0), (2.0, 0.0))
    assert line.level_db == pytest.approx(-11.4, abs=0.05)
    at_scale_2 = sorted(alias_lines(tracks, 2, "average", sound.sample_rate))
    assert [(round(a.start[1]), round(a.end[1])) for a in at_scale_2] == [
        (3000, 0),
        (0, 3000),
        (3000, 0),
    ]
    assert alias_lines(tracks, 1, "sinc", sound.sample_rate) == []
    assert alias_lines(tracks, 0, "average", sound.sample_rate) == []


def test_the_strongest_partials_of_a_voice_are_tracks_and_noise_has_none():
    tracks = partial_tracks(vowel(f0=150, vowel="i"), 3000)
    assert 1 <= len(tracks) <= 5
    for track in tracks:
        assert track[0][1] > 3000
        assert track[0][1] % 150 == 0
    assert partial_tracks(noise(), 3000) == ()
