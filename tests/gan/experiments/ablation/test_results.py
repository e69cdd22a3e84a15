"""Results are those of the finished runs, and come back from JSON as they were."""

import json

import pytest

from course_lib.gan.experiments.ablation import Results, as_markdown, gather
from course_lib.gan.experiments.ablation.layout import run_folder


def test_results_come_back_from_json_as_they_were(finished):
    results = gather(finished)
    plain = json.loads(json.dumps(results.to_dict()))
    assert Results.from_dict(plain).to_dict() == plain
    assert as_markdown(Results.from_dict(plain)) == as_markdown(results)


def test_differences_are_those_of_the_scores(finished):
    results = gather(finished)
    (none,), (own,) = results.outcomes["none"], results.outcomes["msstftd"]
    for name, difference in results.differences["msstftd"].items():
        assert difference.by_seed == pytest.approx((own.scores[name] - none.scores[name],))


def test_a_folder_without_an_ablation_says_so(tmp_path):
    with pytest.raises(ValueError, match=r"is not the folder of an ablation: it has no plan\.json"):
        gather(tmp_path)


def test_unfinished_runs_are_named(copy_of_finished):
    (run_folder(copy_of_finished, 0, "msstftd") / "scores.json").unlink()
    results = gather(copy_of_finished)
    assert results.missing == ("msstftd, seed 0",)
    assert "msstftd" not in results.differences
