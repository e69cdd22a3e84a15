"""The folder of an ablation contains one ablation, whose plan can grow."""

import dataclasses

import pytest

from course_lib.gan.experiments.ablation.layout import last_step, read_plan, run_folder, write_plan


def test_two_ablations_are_not_mixed_in_one_folder(copy_of_finished, plan, micro):
    with pytest.raises(ValueError, match="contains an ablation: resume it"):
        write_plan(plan, copy_of_finished, resume=False)
    other = dataclasses.replace(plan, preset=micro.replace(lr=0.1))
    with pytest.raises(ValueError, match=r"another ablation: lr is 0.0005 there and 0.1 here"):
        write_plan(other, copy_of_finished, resume=True)
    assert read_plan(copy_of_finished) == plan


def test_modes_and_seeds_of_a_resumed_ablation_are_added_to_those_before(tmp_path, plan):
    write_plan(plan, tmp_path / "a", resume=False)
    write_plan(
        dataclasses.replace(plan, modes=("none", "mpd"), seeds=(1, 0)), tmp_path / "a", resume=True
    )

    both = read_plan(tmp_path / "a")
    assert (both.modes, both.seeds) == (("none", "msstftd", "mpd"), (0, 1))
    assert (both.preset, both.data) == (plan.preset, plan.data)


def test_a_variant_can_be_added_to_a_resumed_ablation_but_not_changed(tmp_path, plan, micro):
    write_plan(plan, tmp_path / "a", resume=False)
    for options in ({"filters": 3}, {"filters": 3}):
        wide = micro.with_variant("wide", "mpd", options)
        write_plan(
            dataclasses.replace(plan, preset=wide, modes=("none", "wide")),
            tmp_path / "a",
            resume=True,
        )
    write_plan(plan, tmp_path / "a", resume=True)  # without naming it again

    both = read_plan(tmp_path / "a")
    assert both.modes == ("none", "msstftd", "wide")
    assert both.preset.families == {"wide": "mpd"}
    other = dataclasses.replace(plan, preset=micro.with_variant("wide", "mpd", {"filters": 4}))
    with pytest.raises(ValueError, match=r"options of wide are .* there and .* here"):
        write_plan(other, tmp_path / "a", resume=True)


def test_a_damaged_plan_is_named(tmp_path):
    (tmp_path / "plan.json").write_text("{")
    with pytest.raises(ValueError, match=r"plan\.json is damaged"):
        read_plan(tmp_path)


def test_a_run_that_has_not_started_has_no_last_step(finished, micro):
    assert last_step(run_folder(finished, 0, "none")) == micro.warm_steps + micro.steps
    assert last_step(run_folder(finished, 1, "none")) is None
