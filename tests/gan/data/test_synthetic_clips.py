"""The synthetic data set: five kinds with labels, and splits that share no sound."""

import pytest
import torch

from course_lib.gan.data import synthetic_clips


def small(split="train", per_kind=2, **options):
    return synthetic_clips(split, per_kind, seconds=0.5, cache=False, **options)


def test_synthetic_clips_come_in_five_kinds_with_their_labels():
    clips = small()

    assert clips.waves.shape == (10, 1, 8000)
    assert clips.waves.dtype == torch.float32
    for clip in clips:
        assert (
            (clip.f0 is not None)
            == (clip.voiced is not None)
            == (clip.kind in ("harmonic", "babble"))
        )
        assert (clip.onsets is not None) == (clip.kind in ("drums", "chord"))
        if clip.f0 is not None:
            assert clip.f0.shape == clip.voiced.shape == (8000,)
            assert (clip.f0.dtype, clip.voiced.dtype) == (torch.float32, torch.bool)


def test_every_clip_peaks_below_full_scale_and_has_a_hiss():
    clips = small(per_kind=4)
    peaks = clips.waves.abs().amax(dim=(1, 2))

    assert ((peaks >= 0.499) & (peaks <= 0.951)).all()
    assert all((clip.samples == 0).float().mean() < 0.001 for clip in clips)


def test_no_two_splits_share_a_sound():
    waves = torch.cat([small(split, 3).waves[:, 0] for split in ("train", "tuning", "report")])

    likeness = torch.corrcoef(waves) - torch.eye(len(waves))

    assert likeness.abs().max() < 0.9


def test_another_seed_makes_other_clips_and_the_same_seed_the_same():
    assert small().digest == small().digest
    assert small().digest != small(seed=1).digest


def test_asking_for_more_clips_keeps_the_first_ones():
    few, many = small(per_kind=1), small(per_kind=3)

    for kind in few.kinds:
        assert torch.equal(few.of_kind(kind)[0].samples, many.of_kind(kind)[0].samples)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "training"}, r"split must be one of train, tuning, report, got 'training'"),
        ({"per_kind": 0}, "per_kind must be 1 or more, got 0"),
        ({"seconds": 0.01}, "seconds must be 0.1 or more, got 0.01"),
    ],
)
def test_impossible_requests_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        synthetic_clips(**options)
