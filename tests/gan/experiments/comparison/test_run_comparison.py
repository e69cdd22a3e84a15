"""Comparing runs on disk: same clips, clear names, one line for what cannot be compared."""

import json
import os
import shutil
import sys

import pytest
import torch

from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.data import folder_clips
from course_lib.gan.experiments.comparison import compare
from course_lib.gan.metrics import evaluate
from course_lib.gan.training.run_json import read_run


def test_each_run_is_measured_by_what_its_generator_makes_of_the_clips(runs, sounds):
    comparison = compare([runs / "one", str(runs / "two")])

    clips = folder_clips(sounds, split="report")  # what neither was trained on
    expected = evaluate(clips, read_run(runs / "two").generator()(clips.waves))
    assert [run.name for run in comparison.runs] == ["one", "two"]
    assert comparison.runs[1].scores == pytest.approx(expected)
    assert comparison.copy["mrstft_log"] == 0
    assert [run.curves["recon"][-1][0] for run in comparison.runs] == [1, 2]


def test_json_contains_all_numbers(runs):
    content = json.loads(
        json.dumps(compare([runs / "one", runs / "two"]).as_json(), allow_nan=False)
    )

    assert [run["name"] for run in content["runs"]] == ["one", "two"]
    assert set(content["runs"][0]["scores"]) == set(content["best"])


def test_text_markdown_and_page_show_both_runs(runs):
    comparison = compare([runs / "one", runs / "two"])

    for text in (comparison.text(), comparison.markdown(), comparison.html()):
        assert "one" in text
        assert "two" in text
    assert "preset tiny, no discriminators, seed 0, step 2" in comparison.html()


def test_runs_with_the_same_name_are_distinguished_by_their_folders(runs, tmp_path):
    for parent in ("x", "y"):
        shutil.copytree(runs / "one", tmp_path / parent / "run")

    comparison = compare([tmp_path / "x" / "run", tmp_path / "y" / "run"])

    assert [run.name for run in comparison.runs] == ["x/run", "y/run"]


@pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there, a file's name is always text"
)
def test_names_that_are_not_text_can_be_written_into_the_page(runs, sounds, tmp_path):
    run, data = (tmp_path / os.fsdecode(name) for name in (b"caf\xe9", b"sounds\xff"))
    shutil.copytree(runs / "one", run)
    shutil.copytree(sounds, data)

    comparison = compare([run], data=str(data))

    assert [run.name for run in comparison.runs] == [r"caf\udce9"]
    assert rb"sounds\udcff" in comparison.html().encode()


def test_other_clips_can_be_given(runs, recordings):
    comparison = compare([runs / "one"], clips=recordings)

    assert comparison.source == "given clips"
    assert "mrstft_log_drums" in comparison.runs[0].scores


def test_a_run_named_twice_or_not_at_all_is_refused(runs):
    with pytest.raises(ValueError, match="is named twice"):
        compare([runs / "one", runs / ".." / runs.name / "one"])
    with pytest.raises(ValueError, match="at least one run"):
        compare([])


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"of a training run: it contains no run\.json"):
        compare([tmp_path])


def test_a_run_at_another_rate_is_refused_by_name(runs, tmp_path):
    folder = tmp_path / "other"
    shutil.copytree(runs / "one", folder)
    record = json.loads((folder / "run.json").read_text())
    record["config"]["preset"]["sample_rate"] = 24_000
    (folder / "run.json").write_text(json.dumps(record))

    with pytest.raises(ValueError, match="other works at 24000 Hz and the clips are at 16000 Hz"):
        compare([folder])


def test_a_generator_that_puts_out_nan_is_named(runs, monkeypatch):
    monkeypatch.setattr(STFTCodec, "forward", lambda self, waves: waves * torch.nan)

    with pytest.raises(ValueError, match=r"one cannot be measured: .* NaN or infinity"):
        compare([runs / "one"])
