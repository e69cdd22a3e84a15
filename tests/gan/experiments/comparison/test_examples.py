"""Examples to listen to: which clips, and at what gain."""

import pytest

from course_lib.gan.experiments.comparison.examples import choose_examples


def test_an_estimate_beyond_full_scale_is_reported_and_scales_all_alike(recordings):
    loudest = recordings.waves[[0, 2]].abs().max()  # the first of each kind
    loud = recordings.waves * (2 / loudest)

    examples, text = choose_examples(recordings, {"loud": loud})

    assert "reaches 2.00 of full scale" in text
    reference, estimate = examples[0].versions
    ratio = estimate.samples[1000:2000].std() / reference.samples[1000:2000].std()
    assert float(ratio) == pytest.approx(2 / float(loudest), rel=1e-3)


def test_one_clip_of_each_kind_is_chosen_and_several_of_recordings(recordings):
    examples, _ = choose_examples(recordings, {})
    assert [e.title for e in examples] == ["Drums", "Babble"]

    drums, _ = choose_examples(recordings.of_kind("drums"), {})
    assert len(drums) == 2
