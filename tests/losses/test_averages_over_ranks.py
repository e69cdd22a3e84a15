"""Two processes with half of the batch each do what one process does with the whole batch."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("two_ranks.py")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranks")
    processes = [
        subprocess.Popen(
            [sys.executable, SCRIPT, rank, folder],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in ("0", "1")
    ]
    spec = importlib.util.spec_from_file_location("two_ranks", SCRIPT)
    two_ranks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(two_ranks)
    two_ranks.main("alone", folder)
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    return {who: torch.load(folder / f"{who}.pt") for who in ("0", "1", "alone")}


def test_the_processes_know_how_many_they_are(seen):
    assert {who: result["ranks"] for who, result in seen.items()} == {"0": 2, "1": 2, "alone": 1}


def test_both_ranks_train_the_same_adversary(seen):
    for one, other in zip(*(seen[r]["adversary"]["adversary"].values() for r in "01"), strict=True):
        assert torch.equal(one, other)


def test_two_half_batches_train_the_adversary_as_one_whole_batch_does(seen):
    for name, alone in seen["alone"]["adversary"]["adversary"].items():
        if name != "loudest":  # a statistic of rank 0's half only
            torch.testing.assert_close(seen["0"]["adversary"]["adversary"][name], alone)
    both = torch.stack([seen[rank]["adversary"]["losses"] for rank in "01"])
    finite = [0, 1, 4]
    torch.testing.assert_close(
        both.mean(dim=0)[finite], seen["alone"]["adversary"]["losses"][finite]
    )


def test_a_batch_that_is_bad_on_one_rank_is_skipped_on_both(seen):
    finite = {rank: seen[rank]["adversary"]["losses"].isfinite().tolist() for rank in "01"}
    assert finite["0"] == [True, True, True, False, True]  # a loss, but no gradient, is infinite
    assert finite["1"] == [True, True, False, True, True]
    assert {result["adversary"]["skipped"] for result in seen.values()} == {2}


def test_a_parameter_that_no_rank_used_stays_where_rank_0_had_it(seen):
    torch.manual_seed(0)
    torch.nn.Conv1d(1, 3, 3)
    weight = torch.nn.Linear(1, 1).weight.double()

    assert torch.equal(seen["1"]["adversary"]["adversary"]["unused.weight"], weight)


def test_both_ranks_hold_the_same_state_of_the_balancer(seen):
    assert seen["0"]["balancer"]["state"] == seen["1"]["balancer"]["state"]
    assert seen["0"]["balancer"]["metrics"] == seen["1"]["balancer"]["metrics"]


def test_two_parts_of_a_batch_are_balanced_as_one_whole_batch_is(seen):
    parts = torch.cat([seen[rank]["balancer"]["gradient"] for rank in "01"])

    torch.testing.assert_close(parts, seen["alone"]["balancer"]["gradient"])
    for kind in ("sums", "counts"):
        expected = seen["alone"]["balancer"]["state"][kind]
        assert seen["0"]["balancer"]["state"][kind] == pytest.approx(expected)


def test_the_balancer_skips_on_all_ranks_what_is_bad_on_one(seen):
    for result in seen.values():
        assert result["balancer"]["state"]["skipped_batches"] == 1
        assert [bool(metrics) for metrics in result["balancer"]["metrics"]] == [
            True,
            True,
            True,
            False,
            True,
        ]


def test_relative_feature_matching_of_two_parts_is_that_of_the_whole_batch(seen):
    one, other = (seen[rank]["matching"] for rank in "01")

    # divided by the mean of their own part, the quiet half would count a hundred times as much
    torch.testing.assert_close((one["loss"] + other["loss"]) / 2, seen["alone"]["matching"]["loss"])
    for parts, whole in zip(
        zip(one["gradients"], other["gradients"], strict=True),
        seen["alone"]["matching"]["gradients"],
        strict=True,
    ):
        torch.testing.assert_close(torch.cat(parts) / 2, whole)


def test_gradients_are_averaged_and_a_missing_one_counts_as_zero(seen):
    for rank in "01":
        grads = seen[rank]["average"]["grads"]
        assert grads["both"].tolist() == [1.5, 3.0]
        assert grads["one"].tolist() == [2.0, 4.0]
        assert grads["none"] is None
        assert grads["frozen"] is None


def test_tensors_of_any_dtype_are_copied_from_rank_0(seen):
    for rank in "01":
        floats, integer, boolean = seen[rank]["average"]["copied"]
        assert floats.tolist() == [0.0, 0.0, 0.0]
        assert integer.item() == 0
        assert boolean.item() is True
