"""Options of discriminators on the command line."""

import re

import pytest

from course_lib.cli.errors import UsageError
from course_lib.cli.option_sets import json_object, read_names, with_option_sets
from course_lib.gan.training.presets import preset

TINY = preset("tiny")


def test_names_are_names_and_variants_have_a_family_and_options():
    names, changed = read_names('mpd,wide=mpd:{"filters":8,"periods":[2,3]},plain=msd', TINY)

    assert names == ("mpd", "wide", "plain")
    assert changed.families == {"wide": "mpd", "plain": "msd"}
    assert changed.discriminator_options("wide")["periods"] == (2, 3)
    assert changed.discriminator_options("plain") == TINY.discriminator_options("msd")
    assert read_names("mpd,none", TINY) == (("mpd", "none"), TINY)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('mpd:{"filters":8}', "must be NAME=FAMILY:{...}"),
        ("wide=mpd:8", "must be NAME=FAMILY:{...}"),
        ('wide=mpd:{"filters":}', "what follows mpd: is not JSON"),
    ],
)
def test_a_malformed_variant_is_shown_how_to_be_written(text, complaint):
    with pytest.raises(UsageError, match=re.escape(complaint)):
        read_names(text, TINY)


def test_a_variant_of_an_unknown_family_gets_a_suggestion():
    with pytest.raises(LookupError, match="Did you mean 'mpd'"):
        read_names("wide=mppd:{}", TINY)


def test_option_sets_change_the_options_that_they_name():
    changed = with_option_sets(TINY, ['mpd={"filters":8}', 'msd={"filters":12}'])

    assert changed.discriminator_options("mpd")["filters"] == 8
    assert changed.discriminator_options("mpd")["max_filters"] == 64
    assert changed.discriminator_options("msd")["filters"] == 12


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("mpd", "--options must be NAME=JSON"),
        ('{"filters":8}', "--options must be NAME=JSON"),
        ("mpd=[8]", "--options mpd must be an object"),
    ],
)
def test_malformed_options_are_shown_how_to_be_written(word, complaint):
    with pytest.raises(UsageError, match=re.escape(complaint)):
        with_option_sets(TINY, [word])


def test_an_object_is_a_dict_and_anything_else_is_refused():
    assert json_object('{"a": [1, 2]}', "--options") == {"a": [1, 2]}
    with pytest.raises(UsageError, match="--options is not JSON"):
        json_object("{", "--options")
