"""``course bench quality``: its options reach the bench, and its result is a table or JSON."""

import json

import pytest

from course_lib.cli import main
from course_lib.gan.experiments.speed import quality_bench

ROW = {"recipe": "ours", "seed": 0, "start_db": 20.0, "end_db": 16.0, "steps": 9, "seconds": 2.0}
ROW["mel_change"] = 0.1


@pytest.fixture
def asked(monkeypatch):
    asked = []

    def time_to_quality(bench, out, notify):
        asked.append(bench)
        notify("ours, seed 0: 2.0 s, 9 steps")
        return [ROW]

    monkeypatch.setattr(quality_bench, "time_to_quality", time_to_quality)
    return asked


def test_the_options_reach_the_bench_and_the_table_is_printed(asked, tmp_path, capsys):
    words = ["--seeds", "2", "--fall", "3.5", "--limit", "60", "--branch", str(tmp_path)]

    assert main(["bench", "quality", *words]) == 0

    (bench,) = asked
    assert (list(bench.seeds), bench.fall_db, bench.limit) == ([0, 1], 3.5, 60.0)
    assert bench.warm_up == tmp_path
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ours, seed 0: 2.0 s, 9 steps"
    assert "| ours | 2.0 (2.0 to 2.0) | 9 (9 to 9) |  | +10 (+10 to +10) % |" in lines


def test_json_has_every_row_and_nothing_else_is_printed(asked, tmp_path, capsys):
    assert main(["bench", "quality", "--branch", str(tmp_path), "--json"]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["result"] == [ROW]
    assert printed["machine"]["cores"] >= 1


def test_a_warm_up_that_is_not_there_is_reported_in_one_line(tmp_path, capsys):
    assert main(["bench", "quality", "--branch", str(tmp_path / "none")]) == 2

    assert "none" in capsys.readouterr().err
