import json

import pytest

from course_lib.classroom import seal, unseal
from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.progress import saved_progress as progress
from course_lib.classroom.progress.sealed_forecasts import fingerprint_of, sealed_forecast

FORECAST = {"better": 0.3, "no difference": 0.6, "worse": 0.1, "because": "ich weiß es nicht"}


def test_a_sealed_forecast_comes_back_as_it_was(capsys):
    seal("01.1", FORECAST)
    assert unseal("01.1") == FORECAST
    message = capsys.readouterr().out
    fingerprint = progress.read("seals")["01.1"]["fingerprint"]
    assert message.count(str(fingerprint)) == 2


def test_a_second_forecast_does_not_replace_the_first(capsys):
    seal("01.1", FORECAST)
    seal("01.1", {**FORECAST, "better": 0.9})
    assert unseal("01.1") == FORECAST
    assert "can't be changed" in capsys.readouterr().out


def test_the_fingerprint_depends_on_every_word_and_not_on_the_order():
    seal("01.1", FORECAST)
    seal("01.2", dict(reversed(FORECAST.items())))
    seal("01.3", {**FORECAST, "because": "ich weiss es nicht"})
    prints = [progress.read("seals")[id]["fingerprint"] for id in ("01.1", "01.2", "01.3")]
    assert prints[0] == prints[1] != prints[2]


def test_a_forecast_that_was_changed_is_not_opened(capsys):
    seal("01.1", FORECAST)
    entry = progress.read("seals")["01.1"]
    changed = json.dumps({**FORECAST, "better": 0.9}, sort_keys=True)
    progress.remember("seals", "01.1", {**entry, "forecast": changed})
    assert unseal("01.1") is None
    assert "no longer matches its fingerprint" in capsys.readouterr().out


@pytest.mark.parametrize("untouched", [..., None])
def test_an_untouched_exercise_seals_nothing(untouched, capsys):
    seal("01.1", untouched)
    assert progress.read("seals") == {}
    assert "nothing to seal yet" in capsys.readouterr().out
    assert unseal("01.1") is None


@pytest.mark.parametrize("wrong", [[0.3], {"better": [0.3]}, {1: 2}, "better"])
def test_a_forecast_that_cannot_be_stored_is_refused(wrong):
    with pytest.raises(CourseError, match="must be a dict of strings and numbers, got"):
        seal("01.1", wrong)


def test_an_older_progress_file_has_no_seals_and_keeps_the_rest():
    file = progress.progress_file()
    file.parent.mkdir()
    file.write_text('{"version": 1, "hints": {"01.1": {"opened": 2}}}')
    assert progress.read("seals") == {}
    seal("01.1", FORECAST)
    assert progress.read("hints") == {"01.1": {"opened": 2}}


def test_a_check_reads_a_sealed_forecast_in_silence(capsys):
    assert sealed_forecast("01.1") is None
    seal("01.1", FORECAST)
    capsys.readouterr()

    assert sealed_forecast("01.1") == FORECAST
    assert fingerprint_of(FORECAST) == progress.read("seals")["01.1"]["fingerprint"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"better": 50, "no difference": 30, "worse": 20}, "together 100"),
        ({"better": 0.5, "no difference": 0.3, "worse": 0.1}, "together 0.9"),
        ({"better": 0.33, "no difference": 0.33, "worse": 0.33}, "together 0.99"),
        ({"better": 1.0, "no difference": 0.0, "worse": 0.0}, "above 0 and below 1"),
        ({"better": float("nan")}, "together nan"),
        ({"because": "____"}, "'because' is still a blank"),
    ],
)
def test_a_forecast_that_cannot_be_right_is_not_sealed_so_it_can_be_mended(change, said, capsys):
    seal("01.1", {**FORECAST, **change})
    printed = capsys.readouterr().out
    assert "isn't sealed yet" in printed
    assert said in printed

    seal("01.1", FORECAST)
    assert unseal("01.1") == FORECAST


def test_a_forecast_of_another_kind_needs_no_probabilities():
    seal("01.1", {"better": 7, "which": "B"})

    assert unseal("01.1") == {"better": 7, "which": "B"}
