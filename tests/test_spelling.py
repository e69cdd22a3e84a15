"""Names that resemble an unknown one are suggested, in one way everywhere."""

import pytest

from course_lib.spelling import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "sentence"),
    [
        ("mdp", ("mpd", "msd"), " Did you mean 'mpd'?"),  # two letters swapped
        ("norm", ("scale_norms", "width"), " Did you mean 'scale_norms'?"),  # one word of it
        ("zzz", ("mpd", "msd"), ""),
        ("", ("mpd",), ""),
    ],
)
def test_suggestions_resemble_what_was_written(word, known, sentence):
    assert did_you_mean(word, known) == sentence
