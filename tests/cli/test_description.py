"""What ``course info`` says of a discriminator: options, defaults, and the docstrings."""

import json
from inspect import getdoc

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator


def test_info_shows_options_defaults_and_where_they_are_passed_on(course):
    code, out, _ = course("info", "mpd")

    assert code == 0
    assert "periods       (2, 3, 5, 7, 11)" in out
    own, _, passed_on = out.partition("Options, passed on to PeriodDiscriminator")
    assert "kernel_sizes" not in own
    assert "kernel_sizes" in passed_on
    assert "parameters\n" in passed_on
    for cls in (MultiPeriodDiscriminator, PeriodDiscriminator):
        assert all(line.strip() in passed_on for line in getdoc(cls).splitlines())


def test_info_marks_required_options(course):
    _, out, _ = course("info", "msstftd")

    assert any(line.split() == ["filters", "required"] for line in out.splitlines())


def test_info_speaks_json(course):
    _, out, _ = course("info", "mpd", "--json")

    info = json.loads(out)
    options = {option["name"]: option for option in info["options"]}
    assert options["periods"]["default"] == [2, 3, 5, 7, 11]
    assert options["activation_params"]["default"] == {"negative_slope": 0.2}
    assert options["kernel_sizes"]["owner"] == "PeriodDiscriminator"
    assert info["parameters"] > 0
