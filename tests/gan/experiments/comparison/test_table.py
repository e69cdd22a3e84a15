"""The table: rounding, best values, ties, gaps."""

import pytest

from course_lib.gan.experiments.comparison.table import (
    as_markdown,
    as_text,
    best_names,
    heading,
    marked,
    number,
)
from course_lib.gan.metrics import metric


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.0004, "0"),
        (-0.0004, "0"),
        (0.0125, "0.013"),
        (-0.5, "−0.500"),
        (3.14159, "3.14"),
        (17.956, "18.0"),
        (193.4, "193"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_numbers_have_three_significant_digits(value, text):
    assert number(value) == text


def test_the_best_is_the_lowest_or_the_highest_as_the_metric_says():
    scores = {
        "a": {"frame_comb_db": 3.0, "onset_f1": 0.9},
        "b": {"frame_comb_db": 5.0, "onset_f1": 0.95},
    }

    assert best_names(scores) == {"frame_comb_db": ["a"], "onset_f1": ["b"]}
    assert marked(scores) == best_names(scores)


def test_what_looks_equal_is_equally_good_and_nobody_is_marked_where_all_are():
    scores = {"a": {"hf_lsd": 10.01}, "b": {"hf_lsd": 10.02}, "c": {"hf_lsd": 11.0}}

    assert marked(scores) == {"hf_lsd": ["a", "b"]}
    assert marked({k: scores[k] for k in "ab"}) == {"hf_lsd": []}
    assert marked({"a": scores["a"]}) == {"hf_lsd": []}


def test_a_run_without_a_value_has_a_dash_and_is_never_best():
    scores = {"a": {"hf_lsd": 10.0}, "b": {}, "c": {"hf_lsd": 12.0}}

    assert marked(scores) == {"hf_lsd": ["a"]}
    assert "10.0★" in as_text({}, scores)
    assert "–" in as_text({}, scores)


def test_the_text_is_in_columns():
    scores = {"a": {"hf_lsd": 1.0, "si_sdr": -3.0}, "a-longer-name": {"hf_lsd": 2.0, "si_sdr": 4.0}}

    lines = as_text({"hf_lsd": 0.0, "si_sdr": 69.2}, scores).splitlines()
    top, low = (next(line for line in lines if start in line) for start in ("distance", "SI-SDR"))

    assert lines[0].rstrip().endswith("a-longer-name")
    assert top.index("1.00★") + 4 == low.index("−3.00") + 5 == lines[0].index("  a  ") + 2
    assert "4.00★" in low


def test_the_markdown_table_has_a_cell_per_run_in_every_row():
    text = as_markdown({"hf_lsd": 0.0}, {"a": {"hf_lsd": 1.0}, "b|c": {"hf_lsd": 2.0}})

    rows = text.splitlines()
    assert [row.replace("\\|", "").count("|") for row in rows] == [5, 5, 5]
    assert "**1.00** ★" in rows[2]


def test_a_heading_says_unit_and_direction():
    assert heading(metric("si_sdr")) == "SI-SDR, median (dB) ↑"
    assert heading(metric("fd_fine")) == "FD-fine ↓"
