"""``course check``: the contract report of a registered name or of a class in a file."""

import json

import pytest

from course_lib.discriminators.contract import CHECKS


@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_check_passes_for_every_built_in(course, name):
    code, out, err = course("check", name)

    assert (code, err) == (0, "")
    assert f"keeps the contract: {len(CHECKS)} checks passed." in out


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
