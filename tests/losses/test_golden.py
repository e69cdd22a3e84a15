"""Every public number of AudioCraft's losses, balancer and reconstruction losses."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"


CASES = {"losses": 8, "balancer": 7, "recon": 1}


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """What golden_check says of the three folders of cases that are about losses."""
    folder = tmp_path_factory.mktemp("golden")
    for kind in CASES:
        shutil.copytree(GOLDEN / "public" / kind, folder / "public" / kind)
    command = [sys.executable, GOLDEN / "golden_check.py", "--golden", folder, "-v"]
    names = ["--adv", "tests.losses.golden_names", "--losses", "course_lib.losses"]
    options = ["--folder", "public", "--msd-faithful", '{"audiocraft_compat": true}']
    done = subprocess.run(
        [*command, *names, *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout + done.stderr


def test_values_and_gradients_are_audiocrafts(output):
    passed, failed = re.findall(r"^(\d+) passed, (\d+) failed$", output, re.MULTILINE)[-1]

    assert int(failed) == 0, output
    assert int(passed) > 600


@pytest.mark.parametrize(("kind", "number"), CASES.items())
def test_every_case_was_compared(output, kind, number):
    names = sorted(path.stem for path in (GOLDEN / "public" / kind).glob("*.json"))
    said = {"criteria": "ok   hinge adv", "feature_matching": "ok   fm "}

    assert len(names) == number
    for name in names:
        assert said.get(name, name) in output
