"""``course check``: the contract report of a registered name or of a class in a file."""

import json

import pytest

from course_lib.discriminators.contract import CHECKS


@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_check_passes_for_every_built_in(course, name):
    code, out, err = course("check", name)

    assert (code, err) == (0, "")
    assert f"keeps the contract: {len(CHECKS)} checks passed." in out


def test_check_takes_a_class_from_a_file_in_this_folder(course, my_folder):
    assert course("check", "my_module:Mine")[0] == 0


def test_check_shows_stereo_waves_to_a_stereo_discriminator(course, my_folder):
    assert course("check", "mpd", "--options", '{"in_channels": 2}')[0] == 0
    assert course("check", "my_module:Stereo", "--length", "500")[0] == 0


def test_check_of_a_broken_discriminator_prints_its_faults_and_exits_with_1(course, my_folder):
    code, out, err = course("check", "my_module:Detached")

    assert (code, err) == (1, "")
    assert "Detached breaks the contract: 1 fault." in out
    assert "No gradient reaches the wave" in out


def test_check_speaks_json(course, my_folder):
    code, out, _ = course("check", "my_module:Detached", "--json")

    verdict = json.loads(out)
    assert (code, verdict["ok"], len(verdict["faults"])) == (1, False, 1)
    assert verdict["failed"] == ["gradient to the wave"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("my_broken:Mine", "my_broken cannot be imported: RuntimeError: no luck"),
        ("my_needy:Mine", "No module named 'nobody_has_this'"),
        ("my_module:Explodes", "Explodes cannot be built: RuntimeError: boom"),
        ("my_module:Unfinished", "must still define forward and num_discriminators"),
    ],
)
def test_what_cannot_even_be_built_fails_the_check_in_one_line(course, my_folder, target, reason):
    code, out, err = course("check", target)

    assert (code, out) == (1, "")
    assert reason in err
    assert err.count("\n") == 1
    code, out, err = course("check", target, "--json")
    assert (code, json.loads(out)["ok"], err) == (1, False, "")
