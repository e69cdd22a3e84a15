"""All modes of a seed differ in the discriminators and their losses, and in nothing else."""

import re

import pytest

from course_lib.gan.experiments.ablation import MODES, AblationPlan
from course_lib.gan.training.presets import preset

TINY = preset("tiny")


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_the_warm_up_the_seed_and_the_sounds_of_all_others(mode):
    plan = AblationPlan(TINY, seeds=(3,))
    own, base = plan.branch(mode, 3), plan.branch("none", 3)
    may_differ = ("discriminators", "mode", "terms")
    assert all(sentence.startswith(may_differ) for sentence in own.differences(base))
    assert own.preset.steps == base.preset.steps


def test_the_warm_up_is_the_first_stage_alone():
    warm = AblationPlan(TINY).warm_up(1)
    assert warm.last_step == TINY.warm_steps
    assert warm.discriminators == ()


def test_modes_train_as_their_names_say():
    plan = AblationPlan(TINY)
    configs = {mode: plan.branch(mode, 0) for mode in MODES}
    assert configs["none"].discriminators == configs["none_long"].discriminators == ()
    assert configs["mpd"].discriminators == ("mpd",)
    assert configs["all"].discriminators == ("mpd", "msd", "msstftd")
    assert configs["balancer"].mode == "balancer"
    assert configs["adaptive"].mode == "adaptive"
    assert (configs["adv_only"].terms, configs["feat_only"].terms) == ("adv", "feat")


def test_a_variant_of_a_discriminator_is_a_mode_of_its_own():
    variants = TINY.with_variant("sinc", "msd", {"decimator": "sinc"})
    plan = AblationPlan(variants, modes=("none", "msd", "sinc"))

    own, plain = plan.branch("sinc", 0), plan.branch("msd", 0)
    assert own.discriminators == ("sinc",)
    assert own.preset.families == {"sinc": "msd"}
    assert own.preset.discriminators["sinc"]["decimator"] == "sinc"
    assert plain == AblationPlan(TINY).branch("msd", 0)  # the others don't know of it


def test_the_name_of_a_mode_is_no_name_for_a_variant():
    with pytest.raises(ValueError, match="'all' is a mode already"):
        AblationPlan(TINY.with_variant("all", "msd", {}), modes=("none", "all"))


def test_a_length_that_was_measured_replaces_the_presets():
    assert AblationPlan(TINY).branch("none_long", 0, steps=1234).preset.steps == 1234


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"modes": ("none", "mppd")}, "Did you mean 'mpd'"),
        ({"modes": ("mpd",)}, "every mode is compared with 'none'"),
        ({"modes": ("none", "none_long")}, "lasts as long as 'all'"),
        ({"modes": ("none", "mpd", "mpd")}, "mpd is named twice"),
        ({"seeds": ()}, "seeds must be at least one, each named once, got ()"),
        ({"seeds": (1, 1)}, "each named once, got (1, 1)"),
        ({"preset": TINY.replace(warm_steps=0)}, "steps in both stages"),
    ],
)
def test_a_plan_that_cannot_be_compared_is_refused(changes, complaint):
    with pytest.raises(ValueError, match=re.escape(complaint)):
        AblationPlan(**{"preset": TINY, **changes})
