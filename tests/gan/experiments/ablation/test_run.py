"""An ablation runs what is missing, and only that."""

import dataclasses
import json
import shutil

import pytest

from course_lib.gan.experiments.ablation import AblationError, AblationPlan, ablate, gather
from course_lib.gan.experiments.ablation.layout import read_plan, run_folder
from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.run_json import read_run


def quiet(plan, out, **options):
    lines = []
    ablate(plan, out, device="cpu", on_message=lines.append, **options)
    return lines


def test_every_mode_begins_where_the_warm_up_ended(finished, micro):
    warm = load_checkpoint(run_folder(finished, 0, "warm")).state["generator"]
    for mode in ("none", "msstftd"):
        began = run_folder(finished, 0, mode) / f"step-{micro.warm_steps:06d}"
        own = load_checkpoint(began).state["generator"]
        assert all(own[name].equal(warm[name]) for name in warm)


def test_every_mode_takes_as_many_updates(finished, micro):
    for mode in ("none", "msstftd"):
        run = read_run(run_folder(finished, 0, mode))
        assert (run.step, run.stopped) == (micro.warm_steps + micro.steps, "finished")


def test_modes_end_with_different_generators(finished):
    ends = [load_checkpoint(run_folder(finished, 0, m)).state for m in ("none", "msstftd")]
    assert any(not ends[0]["ema"][n].equal(ends[1]["ema"][n]) for n in ends[0]["ema"])


def test_a_finished_ablation_is_left_alone(finished, plan):
    assert quiet(plan, finished, resume=True) == []


def test_the_count_of_finished_runs_ends_at_all_of_them(copy_of_finished, plan, here):
    shutil.rmtree(run_folder(copy_of_finished, 0, "msstftd"))
    counts = []
    quiet(
        plan,
        copy_of_finished,
        resume=True,
        on_progress=lambda finished, total: counts.append((finished, total)),
    )

    assert counts == [(1, 3), (2, 3), (3, 3)]  # a warm-up and two modes of one seed


def test_only_what_is_missing_is_run_again_and_ends_the_same(copy_of_finished, plan, here):
    before = gather(copy_of_finished).outcomes["msstftd"][0].scores
    shutil.rmtree(run_folder(copy_of_finished, 0, "msstftd"))
    lines = quiet(plan, copy_of_finished, resume=True)
    assert [line.split(":")[0] for line in lines] == ["seed 0, msstftd"] * 2
    assert gather(copy_of_finished).outcomes["msstftd"][0].scores == before


def test_a_run_that_stopped_half_way_goes_on_and_counts_all_its_time(
    copy_of_finished, plan, micro, here
):
    run = run_folder(copy_of_finished, 0, "none")
    before = gather(copy_of_finished).outcomes["none"][0]
    (run / "scores.json").unlink()
    shutil.rmtree(run / f"step-{micro.warm_steps + micro.steps:06d}")
    quiet(plan, copy_of_finished, resume=True)
    after = gather(copy_of_finished).outcomes["none"][0]
    assert after.scores == before.scores
    assert after.sessions == before.sessions + 1
    assert after.cpu_seconds > before.cpu_seconds


def test_scores_that_are_missing_are_measured_without_training(copy_of_finished, plan, here):
    before = gather(copy_of_finished).outcomes["none"]
    (run_folder(copy_of_finished, 0, "none") / "scores.json").unlink()
    quiet(plan, copy_of_finished, resume=True)
    assert gather(copy_of_finished).outcomes["none"] == before  # with the same number of sessions


def test_modes_can_be_added_later_and_none_long_takes_the_time_of_all(
    copy_of_finished, plan, micro, workers_in_this_process
):
    all_three = micro.discriminators | {
        "msd": {
            "filters": 2,
            "max_filters": 4,
            "downsample_scales": (2,),
            "groups": (1,),
            "scale_norms": ("weight_norm",),
        }
    }
    changed = micro.replace(discriminators=all_three)
    record = json.loads((copy_of_finished / "plan.json").read_bytes())
    (copy_of_finished / "plan.json").write_text(json.dumps({**record, "preset": changed.to_dict()}))
    more = dataclasses.replace(plan, preset=changed, modes=("none", "all", "none_long"))
    # as if `all` had taken 2.5 times as long as `none`
    cost = run_folder(copy_of_finished, 0, "none") / "cost.json"
    with workers_in_this_process():
        quiet(dataclasses.replace(more, modes=("none", "all")), copy_of_finished, resume=True)
    for mode, seconds in (("none", 4.0), ("all", 10.0)):
        cost = run_folder(copy_of_finished, 0, mode) / "cost.json"
        cost.write_text(json.dumps({"cpu_seconds": seconds, "seconds": seconds, "sessions": 1}))
    quiet(more, copy_of_finished, resume=True, processes=2)
    assert gather(copy_of_finished).outcomes["none_long"][0].steps == int(2.5 * micro.steps)
    assert read_plan(copy_of_finished).modes == ("none", "msstftd", "all", "none_long")


def test_a_recording_that_cannot_be_used_is_named_once(plan, sounds, tmp_path, here):
    folder = shutil.copytree(sounds, tmp_path / "sounds")
    (folder / "notes.txt").write_text("no sound")
    lines = quiet(dataclasses.replace(plan, modes=("none",), data=str(folder)), tmp_path / "a")
    assert sum("notes.txt" in line for line in lines) == 1
    assert lines[1].startswith("left out: notes.txt: ")


def test_a_failed_run_says_why_and_the_others_are_kept(micro, tmp_path):
    plan = AblationPlan(micro, modes=("none",), seeds=(0,), data=str(tmp_path / "nowhere"))
    with pytest.raises(AblationError, match=r"^seed 0, warm-up: ValueError: there is no folder"):
        quiet(plan, tmp_path / "a")


def test_a_worker_is_understood_whatever_the_consoles_encoding(micro, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp037")  # without a letter where ASCII has it
    plan = AblationPlan(micro, modes=("none",), seeds=(0,), data=str(tmp_path / "소리"))

    with pytest.raises(AblationError, match=r"ValueError: there is no folder .*소리"):
        quiet(plan, tmp_path / "a")


def test_each_run_says_its_speed(micro, sounds, tmp_path, here):
    lines = []
    plan = AblationPlan(micro.replace(warm_steps=4, steps=4), ("none",), (0,), str(sounds))

    ablate(plan, tmp_path / "a", device="cpu", on_message=lines.append)

    speeds = [line.split(": ")[:2] for line in lines if line.endswith(" s a step")]
    assert speeds == [["seed 0, warm-up", "1 CPU thread"], ["seed 0, none", "1 CPU thread"]]
