"""Rhythm: hits at known times, moved, dropped and blunted."""

import pytest
import torch

from course_lib.gan.metrics import (
    beat_acf_rmse,
    crest_error_db,
    find_onsets,
    onset_correlation,
    onset_f1,
    onset_strength,
)

BEAT = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75]


def jitter(times, seconds, seed=0):
    """Move each time by up to ``seconds``, the first one only later."""
    moves = seconds * (
        2 * torch.rand(len(times), generator=torch.Generator().manual_seed(seed)) - 1
    )
    return [max(0.0, time + float(move)) for time, move in zip(times, moves, strict=True)]


def test_hits_are_found_where_they_are_also_at_the_very_start(artefacts):
    found = find_onsets(artefacts.hits(BEAT))[0]

    assert len(found) == len(BEAT)
    assert max(abs(a - b) for a, b in zip(found, BEAT, strict=True)) <= 0.005


def test_a_perfect_copy_gets_the_best_value(clips):
    waves = clips.waves[:, 0]

    assert float(onset_correlation(waves, waves).min()) == pytest.approx(1)
    assert float(beat_acf_rmse(waves, waves).max()) == 0
    assert float(crest_error_db(waves, waves).max()) == 0


def test_the_synthesised_onsets_are_found(clips):
    rhythmic = [clip for clip in clips if clip.onsets is not None]
    waves = torch.stack([clip.samples for clip in rhythmic])

    assert float(onset_f1(waves, [clip.onsets for clip in rhythmic]).mean()) > 0.9


def test_jittered_hits_make_every_rhythm_metric_worse_step_by_step(artefacts):
    beat = artefacts.hits(BEAT)
    # the mean over several draws, since a single jitter can be harmless by chance
    moved = {
        seconds: [artefacts.hits(jitter(BEAT, seconds, seed)) for seed in range(4)]
        for seconds in (0.0, 0.02, 0.06, 0.12)
    }

    def mean(metric):
        return [sum(float(metric(w)) for w in waves) / 4 for waves in moved.values()]

    found = mean(lambda wave: onset_f1(wave, [BEAT]))
    alike = mean(lambda wave: onset_correlation(beat, wave))
    beats = mean(lambda wave: beat_acf_rmse(beat, wave))

    assert found[0] == found[1] == 1  # 20 ms are within the tolerance
    assert found[1] > found[2] > found[3]
    assert alike == sorted(alike, reverse=True)
    assert beats == sorted(beats)


def test_missing_and_added_hits_count_alike(artefacts):
    half, double = BEAT[::2], sorted(BEAT + [time + 0.125 for time in BEAT])

    # F1 = 2 hits / (found + played)
    assert float(onset_f1(artefacts.hits(half), [BEAT])) == pytest.approx(2 * 4 / 12)
    assert float(onset_f1(artefacts.hits(double), [BEAT])) == pytest.approx(2 * 8 / 24)


def test_one_hit_serves_one_onset_only(artefacts):
    once = artefacts.hits([0.5])

    assert float(onset_f1(once, [[0.49, 0.51]])) == pytest.approx(2 / 3)


def test_an_onset_at_the_very_end_is_ignored(artefacts):
    assert float(onset_f1(artefacts.hits([0.5, 1.97]), [[0.5, 1.97]])) == 1
    assert float(onset_f1(artefacts.hits([0.5]), [[0.5, 1.97]])) == 1


def test_a_clip_without_onsets_has_no_score(artefacts):
    assert onset_f1(artefacts.hits([0.5]), [[]]).isnan().tolist() == [True]


def test_unrelated_rhythms_are_uncorrelated(artefacts):
    noise = artefacts.noise(torch.zeros(2, 160_000), 0.1)
    beat, other = artefacts.hits(BEAT), artefacts.hits([0.1, 0.43, 0.9, 1.12, 1.66], seed=1)

    assert abs(float(onset_correlation(noise[:1], noise[1:]))) < 0.1
    assert abs(float(onset_correlation(beat, other))) < 0.2


def test_a_beat_that_begins_later_is_the_same_beat(artefacts):
    beat = artefacts.hits(BEAT)
    later = artefacts.hits([time + 0.1 for time in BEAT])

    assert float(beat_acf_rmse(beat, later)) < 0.02
    assert float(onset_correlation(beat, later)) < 0.2  # which this one does hear


def test_twenty_milliseconds_late_is_nearly_unrelated(artefacts):
    beat = artefacts.hits(BEAT)

    assert float(onset_correlation(beat, artefacts.delay(beat, 320))) < 0.2


def test_another_tempo_is_another_beat(artefacts):
    beat = artefacts.hits(BEAT)
    errors = [
        float(beat_acf_rmse(beat, artefacts.hits([time * pace for time in BEAT])))
        for pace in (1.0, 1.02, 1.1)
    ]

    assert errors == sorted(errors)
    assert errors[2] > 0.1


@pytest.mark.parametrize("gain", [0.01, 0.5])
def test_the_level_of_the_estimate_does_not_matter(clips, gain):
    waves = clips.waves[:, 0]

    torch.testing.assert_close(
        onset_strength(gain * waves), onset_strength(waves), rtol=0, atol=1e-4
    )
    assert float(crest_error_db(waves, gain * waves).max()) < 1e-3


def test_blunter_attacks_lose_their_crest_step_by_step(artefacts):
    beat = artefacts.hits(BEAT)

    errors = [
        float(crest_error_db(beat, torch.tanh(drive * beat) / drive)) for drive in (0.1, 2, 8, 30)
    ]

    assert errors == sorted(errors)
    assert errors[3] > 2


def test_lists_that_do_not_fit_the_clips_are_refused(artefacts):
    with pytest.raises(ValueError, match="one list of onsets per clip, got 2 for 1 clips"):
        onset_f1(artefacts.hits([0.5]), [[0.5], [0.5]])
