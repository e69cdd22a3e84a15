"""The comparison itself, with our own classes in the place of the reference."""

from types import ModuleType

import pytest

import course_lib
from course_lib import losses
from course_lib.cli import main
from course_lib.gan.experiments.speed import StepBench, step_bench, table


@pytest.fixture
def twin(monkeypatch):
    """Let AudioCraft be our own package: then nothing differs."""
    module = ModuleType("audiocraft.adversarial")
    vars(module).update(vars(losses), discriminators=course_lib)
    monkeypatch.setattr(step_bench.references, "LOADERS", {"audiocraft": lambda cache: module})


SHORT = StepBench(families=("msstftd",), samples=4000, pairs=2)


def test_a_twin_needs_the_same_memory_and_differs_by_nothing(twin):
    result = step_bench.bench_steps(SHORT)

    rows = {row["part"]: row for row in result["rows"]}
    assert list(rows) == ["G step", "D step", "whole"]
    for part in ("G step", "D step"):
        assert rows[part]["difference"] == 0
        ours, theirs = rows[part]["memory"]
        assert ours == pytest.approx(theirs, rel=0.05)
        assert min(rows[part]["share_of_peak"]) > 0
    assert rows["whole"]["ours"] > rows["D step"]["ours"] > 0


def test_the_whole_of_several_families_is_their_sum(twin):
    rows = step_bench.bench_steps(
        StepBench(families=("msstftd", "msstftd"), samples=4000, pairs=1)
    )["rows"]

    whole = [row["ours"] for row in rows if row["part"] == "whole"]
    assert whole[2] == pytest.approx(whole[0] + whole[1])
    assert rows[-1]["family"] == "all"


def test_a_family_that_the_reference_lacks_is_an_error(twin, capsys):
    with pytest.raises(ValueError, match=r"encodec has no mpd like ours\. It has: msstftd"):
        step_bench.bench_steps(StepBench(families=("mpd",), reference="encodec"))
    assert main(["bench", "step", "--families", "mpd", "--reference", "encodec"]) == 2
    assert "encodec has no mpd" in capsys.readouterr().err


def test_the_table_has_a_line_for_each_row(twin):
    rows = [
        {
            "family": "mpd",
            "part": "D step",
            "ours": 1.0,
            "theirs": 1.5,
            "ratio": 1.5,
            "interval": (1.4, 1.6),
            "memory": (5_000_000, 10_000_000),
            "share_of_peak": (0.9, 0.6),
            "difference": 2e-7,
        }
    ]
    line = table(rows, "audiocraft").splitlines()[-1]

    assert line.startswith("| mpd | D step | 1.500 | 1.000 | **1.50** (1.40–1.60) |")
    assert "5 / 10 = 0.50 | 0.90 / 0.60 | 2e-07" in line
