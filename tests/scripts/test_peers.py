"""The script that compares our classes with those of other projects."""

import json
import math
import re
import runpy

import pytest
import torch

from course_lib.discriminators.peers import KINDS
from course_lib.pypi_downloads import RELEASES


@pytest.fixture
def golden(root):
    return json.loads((root / "tests" / "discriminators" / "peers" / "golden.json").read_bytes())


def test_the_document_has_a_row_for_each_comparison_that_the_tests_repeat(root, golden):
    text = (root / "docs" / "peers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+ \S+) \| `(\w+)` \|", text, re.MULTILINE)

    assert rows == [tuple(g["source"].replace(" on PyPI", "").split(", ")) for g in golden]


def test_every_kind_of_file_is_compared_with_a_class_of_its_project(golden):
    compared = {g["kind"] for g in golden}

    assert compared - {None} == set(KINDS) - {"vits"}  # GPT-SoVITS's class is VITS's


def test_every_source_is_a_release_whose_hash_is_known(golden):
    known = {release.requirement.replace("==", " ") for release in RELEASES.values()}

    assert {g["source"].partition(" on PyPI")[0] for g in golden} <= known


def test_no_logit_differs_by_more_than_rounding(root):
    text = (root / "docs" / "peers.md").read_text(encoding="utf-8")
    numbers = re.findall(r"\| ([\d.e+-]+) \| ([\d.e+-]+) \| [^|]*\|$", text, re.MULTILINE)

    assert len(numbers) > 10
    for difference, largest in numbers:
        # float32, rounded in another order in up to ten layers
        assert float(difference) <= 1e-5 * float(largest)


def test_the_formula_leaves_constants_alone_and_gives_spectral_norms_unit_vectors(root):
    fill = runpy.run_path(str(root / "scripts" / "peer_modules.py"))["fill"]
    state = {
        "a.cqt_transform.lenghts": torch.tensor([3.0]),
        "a.weight_u": torch.zeros(3),
        "a.weight_g": torch.zeros(2, 1, 1),
        "a.weight_v": torch.zeros(2, 1, 4),
    }

    filled = fill(state)

    assert filled["a.cqt_transform.lenghts"] == 3
    assert filled["a.weight_u"].tolist() == [1, 0, 0]
    assert filled["a.weight_g"].min() > 0
    assert filled["a.weight_v"].flatten().tolist() == pytest.approx(
        [0.1 * math.sin(0.7 * k + 2) for k in range(8)], abs=1e-8
    )
