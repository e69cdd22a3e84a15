"""Types of arguments: what they accept, and the message for what they don't."""

import argparse

import pytest

from course_lib.cli.arguments import positive_float, positive_int, split_list


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("24000", 24_000)])
def test_a_positive_int_is_a_whole_number_above_0(text, number):
    assert positive_int(text) == number


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "one", "", "²"])
def test_anything_else_is_refused_with_what_was_given(text):
    with pytest.raises(argparse.ArgumentTypeError, match=rf"above 0, got '{text}'"):
        positive_int(text)


def test_a_positive_float_is_finite_and_above_0():
    assert positive_float("1e-9") == 1e-9
    for text in ("0", "-0.5", "nan", "inf", "soon"):
        with pytest.raises(argparse.ArgumentTypeError, match=rf"a number above 0, got '{text}'"):
            positive_float(text)


def test_a_list_is_split_at_its_commas():
    assert split_list("mpd, msd,,msstftd ,") == ("mpd", "msd", "msstftd")
    assert split_list("") == ()


def test_a_comma_inside_json_separates_nothing():
    word = 'wide=mpd:{"periods":[2,3],"norm":"a,b}"}'
    assert split_list(f"none, {word},msd") == ("none", word, "msd")
