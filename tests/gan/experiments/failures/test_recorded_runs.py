"""The recorded runs are there, whole, small, and each shows what it says."""

import pytest
import torch

from course_lib.gan.experiments import failures
from course_lib.gan.experiments.failures import (
    COLLAPSED,
    KINDS,
    collapse_step,
    failed_runs,
    failures_log,
    healthy_run,
    lettered_runs,
    real_clip,
    recorded_run,
)
from course_lib.gan.experiments.failures.recorded_runs import FOLDER
from course_lib.gan.training import shipped as ready

LARGEST = 12e6  # bytes of all ready material together


def test_there_is_one_run_of_each_kind():
    runs = failed_runs()
    assert [run.name for run in runs] == list(KINDS)
    assert {run.seed for run in runs} == {0}
    for run in runs:
        assert run.title
        assert run.cause.endswith(".")
        assert run.signs.endswith(".")


def test_the_runs_held_out_are_of_other_seeds_and_have_curves_alone():
    held_out = failed_runs(held_out=True)
    names = [(run.name, run.seed) for run in held_out]
    assert len(set(names)) == len(names)
    assert ("good", 1) in names
    for run in (*held_out, healthy_run()):
        assert run.seed > 0
        assert not run.clips
    assert (healthy_run().name, healthy_run().seed) not in names


def test_every_run_has_the_same_curves_over_the_same_steps():
    every = [*failed_runs(), *failed_runs(held_out=True)]
    names = set(every[0].curves)
    for run in every:
        assert set(run.curves) == names
        assert run.steps.tolist() == list(range(1, failures_log()["steps"] + 1))
        assert {curve.shape for curve in run.curves.values()} == {run.steps.shape}
    assert not torch.equal(healthy_run().curves["recon"], recorded_run("good").curves["recon"])


def test_clips_are_short_decoded_when_asked_for_and_begin_alike():
    start = recorded_run("good").clips[0]
    for run in failed_runs():
        assert run.clips[0].samples.equal(start.samples)
        assert max(run.clips) == int(run.steps[-1])
        for step in run.clips:
            clip = run.clips[step]
            assert clip.sample_rate == 24_000
            assert clip.seconds == pytest.approx(real_clip().seconds)
    with pytest.raises(KeyError, match="no clip at step 7"):
        recorded_run("good").clips[7]


def test_all_ready_material_fits():
    size = sum(
        file.stat().st_size
        for folder in (FOLDER, ready.FOLDER)
        for file in folder.rglob("*")
        if file.is_file()
    )
    assert size < LARGEST


def test_a_run_that_was_not_recorded_is_refused():
    with pytest.raises(LookupError, match="Did you mean 'd_frozen'"):
        recorded_run("d_frosen")
    with pytest.raises(LookupError, match="there are seeds 0"):
        recorded_run("d_frozen", seed=9)


def test_a_collapse_is_where_the_sound_stays_far_away():
    steps = torch.arange(1, 7)
    far, near = 2 * COLLAPSED, 1.0
    assert collapse_step(steps, torch.tensor([1, near, far, near, far, far])) == 5
    assert collapse_step(steps, torch.tensor([1, near, far, near, far, near])) is None
    assert collapse_step(steps, torch.tensor([1, near, far, torch.nan, torch.inf, far])) == 3
    assert failures.COLLAPSED > 1


def test_lettered_runs_are_four_kinds_with_one_good_run_among_them():
    runs = lettered_runs()
    assert list(runs) == ["A", "B", "C", "D"]
    assert len({run.name for run in runs.values()}) == 4
    assert [run.name for run in runs.values()].count("good") == 1
