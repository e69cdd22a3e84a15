"""``course bench step``: its options reach the comparison, and its result is a table or JSON."""

import json

import pytest

from course_lib.cli import main
from course_lib.gan.experiments import speed

ROW = {
    "family": "mpd",
    "part": "whole",
    "ours": 1.0,
    "theirs": 1.5,
    "ratio": 1.5,
    "interval": (1.4, 1.6),
    "memory": None,
    "share_of_peak": None,
    "difference": None,
}
MACHINE = {"processor": "a CPU", "cores": 2, "load": 0.5, "torch": "2.13.0", "gpu": None}


@pytest.fixture
def asked(monkeypatch):
    asked = []

    def bench_steps(bench):
        asked.append(bench)
        return {"machine": MACHINE, "peak": 1e11, "rows": [ROW]}

    monkeypatch.setattr(speed, "bench_steps", bench_steps)
    return asked


def test_the_options_reach_the_comparison(asked, capsys):
    words = "--families mpd --batch 4 --pairs 3 --precision bfloat16 --threads 2 --compiled"
    assert main(["bench", "step", *words.split()]) == 0

    (bench,) = asked
    assert (bench.families, bench.batch, bench.pairs, bench.threads) == (("mpd",), 4, 3, 2)
    assert (bench.precision, bench.compiled, bench.reference) == ("bfloat16", True, "audiocraft")
    out = capsys.readouterr().out
    assert "| mpd | whole | 1.500 | 1.000 | **1.50** (1.40–1.60) |" in out
    assert "a CPU, 2 cores, load 0.5" in out
    assert "matmul peak 100 GFLOP/s" in out


def test_a_reference_is_compared_in_the_families_that_it_has(asked, capsys):
    assert main(["bench", "step", "--reference", "encodec", "--json"]) == 0

    assert asked[0].families == ("msstftd",)
    assert json.loads(capsys.readouterr().out)["rows"][0]["ratio"] == 1.5
