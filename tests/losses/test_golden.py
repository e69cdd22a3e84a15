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


def compare(tmp_path, folder):
    """Run golden_check on one folder of cases; return its output and the cases it had."""
    cases = tmp_path / "public" / folder
    shutil.copytree(GOLDEN / "public" / folder, cases)
    command = [sys.executable, GOLDEN / "golden_check.py", "--golden", tmp_path, "-v"]
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
    return done.stdout + done.stderr, sorted(path.stem for path in cases.glob("*.json"))


@pytest.mark.parametrize(
    ("folder", "cases"), [("losses", 8), ("balancer", 7), ("recon", 1)], ids=lambda x: str(x)
)
def test_values_and_gradients_are_audiocrafts(tmp_path, folder, cases):
    output, names = compare(tmp_path, folder)

    passed, failed = re.findall(r"^(\d+) passed, (\d+) failed$", output, re.MULTILINE)[-1]
    assert int(failed) == 0, output
    assert len(names) == cases
    assert int(passed) >= cases
