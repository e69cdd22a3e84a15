"""The config of a run: contradictions are refused, and JSON changes nothing."""

import json

import pytest

from course_lib.gan.training.config import TrainConfig


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"mode": "balanced"},
            "mode must be one of weights, balancer.*got 'balanced'.*Did you mean 'balancer'",
        ),
        ({"terms": "advs"}, "terms must be one of both"),
        ({"discriminators": ("mpd", "mpd")}, "duplicate discriminator: mpd"),
        ({"discriminators": (), "mode": "balancer"}, "but the run has none"),
        ({"discriminators": (), "terms": "adv"}, "but the run has none"),
        ({"sizes": {"recon_weight": 0.0}, "discriminators": ()}, "the generator has no loss"),
        (
            {"sizes": {"recon_weight": 0.0}, "start": dict.fromkeys(("mpd", "msd", "msstftd"), 9)},
            "the generator has no loss",
        ),
        ({"save_every": 0}, "save_every must be 1 or more, got 0"),
    ],
)
def test_contradictory_choices_are_refused(config, changes, message):
    with pytest.raises(ValueError, match=message):
        config(**changes)


def test_the_configuration_survives_json(config):
    chosen = config(mode="adaptive", start={"msd": 5}, milestones=(0, 50)).resolved()

    assert TrainConfig.from_dict(json.loads(json.dumps(chosen.to_dict()))) == chosen
