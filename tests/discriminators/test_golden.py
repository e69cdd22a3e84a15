"""AudioCraft's own numbers: every golden case, run by the checker as anyone would run it.

``golden/public`` also holds cases for parts that this package does not have yet. `NOW` says which
kinds are compared, `LATER` which are not; together they must be all that there is.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

NOW = ("discriminators",)
LATER = ("balancer", "losses", "recon")


@pytest.fixture(scope="module")
def golden(pytestconfig):
    return pytestconfig.rootpath / "tests" / "golden"


@pytest.fixture(scope="module")
def printed(golden, pytestconfig, tmp_path_factory):
    """Run the checker's command line over a folder with only the kinds of `NOW`."""
    folder = tmp_path_factory.mktemp("golden")
    for kind in NOW:
        shutil.copytree(golden / "public" / kind, folder / "public" / kind)
    command = [sys.executable, golden / "golden_check.py", "--key-order", "-v"]
    command += ["--adv", "tests.golden.names", "--losses", "tests.golden.names"]
    command += ["--golden", folder, "--folder", "public"]
    command += ["--msd-faithful", '{"audiocraft_compat": true}']
    command += ["--msd-fixed", '{"audiocraft_compat": false}']
    root = pytestconfig.rootpath
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    return run.stdout.splitlines()


def cases(golden):
    return {
        file.stem: json.loads(file.read_text())
        for kind in NOW
        for file in sorted((golden / "public" / kind).glob("*.json"))
    }


def test_every_kind_of_case_is_compared_now_or_named_for_later(golden):
    kinds = {folder.name for folder in (golden / "public").iterdir() if folder.is_dir()}
    assert kinds == {*NOW, *LATER}


def test_no_comparison_fails(printed):
    assert [line for line in printed if line.startswith("FAIL")] == []
    assert re.fullmatch(r"\d+ passed, 0 failed", printed[-1])


def test_every_case_is_compared_in_every_number_that_it_holds(printed, golden):
    """Count what the checker said about each case; a case that is skipped would say too little."""
    assert len(cases(golden)) == 24
    for name, case in cases(golden).items():
        said = [line for line in printed if re.match(rf"ok   {name}\b", line)]
        logits = sum(key.startswith("logits") for key in case["outputs"])
        gradients = len(case["param_grad64_norm"])
        assert sum("logits64" in line for line in said) == logits, name
        assert sum("grad of" in line for line in said) == gradients > 0, name
        assert len(said) > len(case["outputs"]) + logits + gradients, name


def test_both_modes_of_msd_are_compared(printed, golden):
    downsampled = {
        name
        for name, case in cases(golden).items()
        if "logits_downsampled.0" in case.get("outputs_downsampled", {})
    }
    fixed = {line.split()[1] for line in printed if "(fixed) logits_downsampled" in line}
    assert fixed == downsampled
    assert len(fixed) == 6
