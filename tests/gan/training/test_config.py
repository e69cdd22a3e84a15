"""The config of a run: contradictions are refused, and JSON changes nothing."""

import json

import pytest

from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import preset


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
        ({"generator": "wave"}, "generator must be one of stft, waveform, got 'wave'"),
        ({"loss": "lsgan"}, "loss must be one of mse, hinge, hinge2, got 'lsgan'"),
        ({"reduction": "add"}, "reduction must be one of mean, sum, got 'add'"),
        ({"penalty": "r2"}, "penalty must be one of none, r1, gp, got 'r2'"),
        ({"penalty_weight": -1.0}, "penalty_weight must be a finite number, 0 or more, got -1.0"),
        ({"d_clip": 0.0}, "d_clip must be a finite number above 0, or None, got 0.0"),
        ({"frozen": ("msd",), "discriminators": ("mpd",)}, "frozen names 'msd'"),
    ],
)
def test_contradictory_choices_are_refused(config, changes, message):
    with pytest.raises(ValueError, match=message):
        config(**changes)


def test_the_configuration_survives_json(config):
    chosen = config(mode="adaptive", start={"msd": 5}, milestones=(0, 50)).resolved()

    assert TrainConfig.from_dict(json.loads(json.dumps(chosen.to_dict()))) == chosen


def test_the_losses_survive_json(config):
    chosen = config(
        discriminators=("mpd", "msstftd"),
        generator="waveform",
        loss="mse",
        relativistic=True,
        reduction="sum",
        penalty="r1",
        d_clip=500.0,
        frozen=("mpd",),
    )

    assert TrainConfig.from_dict(json.loads(json.dumps(chosen.to_dict()))) == chosen


def test_a_config_of_an_earlier_version_has_the_choices_that_were_then_the_only_ones(config):
    saved = config().to_dict()
    new = ("generator", "loss", "relativistic", "reduction", "penalty", "penalty_weight", "d_clip")
    for name in (*new, "frozen"):
        saved.pop(name)
    for name in ("generator", "mel_windows"):
        saved["preset"].pop(name)

    assert TrainConfig.from_dict(saved) == config()


def test_the_generator_is_chosen_in_the_config_or_in_the_preset():
    here = TrainConfig(preset("tiny"), generator="waveform")
    there = TrainConfig(preset("tiny").replace(generator="waveform"))

    assert here == there
    assert here.generator == here.preset.generator == "waveform"
    assert TrainConfig().generator == "stft"


def test_a_config_and_a_preset_that_name_different_generators_are_refused():
    with pytest.raises(ValueError, match="generator is 'stft' here and 'waveform' in the preset"):
        TrainConfig(preset("tiny").replace(generator="waveform"), generator="stft")


def test_synthetic_clips_are_not_trained_on_as_if_they_had_another_sample_rate(config, tmp_path):
    other = preset("tiny").replace(sample_rate=24_000)

    with pytest.raises(ValueError, match="synthetic clips have 16000 Hz, but sample_rate is 24000"):
        TrainConfig(other)
    assert TrainConfig(other, data=str(tmp_path)).preset.sample_rate == 24_000
