"""AudioCraft's own numbers: every golden case, run by the checker as anyone would run it."""

import json
import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CASES = {"discriminators": 24, "losses": 8, "balancer": 7, "recon": 1}
SAID = {"criteria": "hinge adv", "feature_matching": "fm"}  # what the checker calls a file


@pytest.fixture(scope="module")
def golden(pytestconfig):
    return pytestconfig.rootpath / "tests" / "golden"


@pytest.fixture(scope="module")
def printed(golden, pytestconfig):
    """Run the checker's command line over all public cases."""
    root = pytestconfig.rootpath
    command = [sys.executable, golden / "golden_check.py", "--key-order", "-v"]
    command += ["--adv", "tests.golden.names", "--losses", "tests.golden.names"]
    command += ["--folder", "public", "--msd-faithful", '{"audiocraft_compat": true}']
    command += ["--msd-fixed", '{"audiocraft_compat": false}']
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    return run.stdout.splitlines()


def cases(golden, kind):
    files = sorted((golden / "public" / kind).glob("*.json"))
    return {file.stem: json.loads(file.read_text()) for file in files}


def test_no_comparison_fails(printed):
    assert [line for line in printed if line.startswith("FAIL")] == []
    passed = re.fullmatch(r"(\d+) passed, 0 failed", printed[-1])
    assert int(passed[1]) == sum(line.startswith("ok") for line in printed) > 3000


def test_every_kind_of_case_is_counted_here(golden):
    assert {folder.name for folder in (golden / "public").iterdir() if folder.is_dir()} == {*CASES}


@pytest.mark.parametrize(("kind", "number"), CASES.items())
def test_every_case_is_compared(printed, golden, kind, number):
    assert len(cases(golden, kind)) == number
    for name in cases(golden, kind):
        said = f"{'balancer ' if kind == 'balancer' else ''}{SAID.get(name, name)}"
        assert any(line.startswith(f"ok   {said}") for line in printed), name


def test_every_discriminator_is_compared_in_every_number_that_its_case_holds(printed, golden):
    """Count what the checker said about each case; one that is skipped would say too little."""
    for name, case in cases(golden, "discriminators").items():
        said = [line for line in printed if re.match(rf"ok   {name}\b", line)]
        logits = sum(key.startswith("logits") for key in case["outputs"])
        gradients = len(case["param_grad64_norm"])
        assert sum("logits64" in line for line in said) == logits, name
        assert sum("grad of" in line for line in said) == gradients > 0, name
        assert len(said) > len(case["outputs"]) + logits + gradients, name


def test_both_modes_of_msd_are_compared(printed, golden):
    downsampled = {
        name
        for name, case in cases(golden, "discriminators").items()
        if "logits_downsampled.0" in case.get("outputs_downsampled", {})
    }
    fixed = {line.split()[1] for line in printed if "(fixed) logits_downsampled" in line}
    assert fixed == downsampled
    assert len(fixed) == 6
