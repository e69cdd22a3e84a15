import pytest
import torch

from course_lib.instruments.fold_explorer.text import (
    describe_aliases,
    describe_fold,
    describe_logit,
    describe_pitch,
    finding,
)

RATE = 24_000


@pytest.mark.parametrize(
    ("period", "upright", "true_period", "words"),
    [
        (160, 0.99, 160.0, "are upright: a row contains one cycle"),
        (320, 0.99, 160.0, "are upright: a row contains 2 cycles"),
        (194, 0.3, 194.49, "nearly upright: a row contains one cycle of 194.49 samples"),
        (160, 0.05, 160.0, "changes from row to row"),
        (162, 0.1, 160.0, "slant to the left on their way down: a row is 2 samples too long"),
        (157, 0.1, 160.0, "slant to the right on their way down: a row is 3 samples too short"),
        (159, 0.1, 160.0, "on their way down: a row is 1 sample too short"),
        (158, 0.1, 159.75, "on their way down: a row is 1.8 samples too short"),
        (11, 0.0, 160.0, "lie flat: a row contains 1/15 of one cycle"),
        (80, 0.0, 160.0, "No stripes are upright: a row contains 0.50 cycles"),
        (256, 0.7, 160.0, "although a row contains 1.60 cycles: an overtone fits"),
        (99, 0.9, None, "are upright: each row repeats the one above it"),
        (99, 0.3, None, "are partly upright: each row resembles"),
        (99, 0.1, None, "aren't upright: the rows don't repeat"),
    ],
)
def test_the_text_follows_the_picture(period, upright, true_period, words):
    said = describe_fold(period, upright, true_period, RATE)
    assert words in said
    assert said.startswith(f"A row is {period} samples, {period / 24:.2f} ms.")
    assert said.endswith(f"Uprightness {upright:.2f}.")


@pytest.mark.parametrize(
    ("period", "upright", "true_period", "title"),
    [
        (160, 0.99, 160.0, "the stripes are upright"),
        (162, 0.6, 160.0, "the stripes slant"),
        (128, 0.6, 160.0, "an overtone makes stripes"),
        (11, 0.0, 160.0, "the stripes lie flat"),
        (80, 0.0, 160.0, "no upright stripes"),
        (99, 0.9, None, "the stripes are upright"),
        (99, 0.3, None, "the stripes are partly upright"),
        (99, 0.1, None, "no upright stripes"),
    ],
)
def test_the_title_states_the_finding(period, upright, true_period, title):
    assert finding(period, upright, true_period) == f"p = {period}: {title}"


def test_what_is_not_known_about_a_pitch_is_said():
    assert "160 samples (6.67 ms): 150 Hz" in describe_pitch(160.0, RATE, (160, 1.0))
    unknown = describe_pitch(None, RATE, (98, 0.8))
    assert "pitch of this sound is not known" in unknown
    assert "p = 98" in unknown
    assert "No period" in describe_pitch(None, RATE, (98, 0.1))


def test_a_logit_is_described_by_counting():
    heard = torch.zeros(50, dtype=torch.bool)
    heard[[7, 12, 17]] = True
    said = describe_logit(heard, 5, RATE)
    assert "depends on 3 samples, spread over 11 (0.5 ms)" in said
    assert "Each of them is in column 2: no sample of another column counts." in said
    heard[8] = True
    assert "columns [2, 3]" in describe_logit(heard, 5, RATE)


def test_partners_are_listed_up_to_eight():
    few = describe_aliases(500, 5, RATE, (4300.0, 5300.0))
    assert "500 Hz looks the same as 4300, 5300 Hz." in few
    assert "and 2 more" in describe_aliases(500, 99, RATE, tuple(map(float, range(1, 11))))
    assert "no partner" in describe_aliases(500, 1, RATE, ())
