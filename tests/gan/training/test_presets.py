"""Presets: they fit together, go through JSON, and say what is wrong with a number."""

import json

import pytest
import torch

from course_lib.discriminators.registry import create, example_options, get, register, unregister
from course_lib.gan.codec.codec import CodecOptions, STFTCodec
from course_lib.gan.training.presets import PRESETS, TINY, Preset, preset

NAMES = ("mpd", "msd", "msstftd")


def parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def test_there_are_three_sizes_under_their_own_names():
    assert list(PRESETS) == ["tiny", "small", "full"]
    assert all(preset(name).name == name for name in PRESETS)


def test_a_misspelt_name_gets_a_suggestion():
    with pytest.raises(LookupError, match=r"no preset 'tinny'. Did you mean 'tiny'\? Known: tiny,"):
        preset("tinny")


@pytest.mark.parametrize("name", PRESETS)
def test_every_discriminator_accepts_the_segment_of_its_preset(name):
    size = preset(name)

    with torch.device("meta"):  # shapes only: the full networks are large
        for discriminator in NAMES:
            built = create(discriminator, **size.discriminator_options(discriminator))
            assert built.minimum_length <= size.d_segment


def test_networks_grow_from_preset_to_preset():
    with torch.device("meta"):
        codecs = [parameters(STFTCodec(size.codec)) for size in PRESETS.values()]
        sizes = {
            name: [
                parameters(create(name, **size.discriminator_options(name)))
                for size in PRESETS.values()
            ]
            for name in NAMES
        }

    assert [round(n / 1e6, 1) for n in codecs] == [0.7, 3.6, 19.8]
    assert [round(n / 1e6, 2) for n in sizes["mpd"]] == [0.17, 1.1, 41.11]
    assert round(sizes["msd"][0] / 1e6, 2) == 0.26
    assert all(n == sorted(n) for n in sizes.values())


def test_full_has_the_discriminators_of_audiocraft():
    with torch.device("meta"):
        for name in ("mpd", "msd"):
            full = create(name, **preset("full").discriminator_options(name))
            assert parameters(full) == parameters(create(name))


def test_the_tiny_discriminators_have_the_sizes_that_were_measured():
    assert TINY.discriminator_options("mpd")["filters"] == 4
    assert TINY.discriminator_options("msd")["groups"] == (4, 4, 4)
    assert TINY.discriminator_options("msstftd")["n_ffts"] == (1024, 256)


def test_a_plugin_is_trained_at_the_size_that_it_registered_for_the_preset():
    from course_lib.discriminators import MultiPeriodDiscriminator

    @register(
        "mpd_of_a_stranger",
        example={"periods": (2,), "filters": 2},
        sizes={"tiny": {"filters": 4}, "full": {}},
    )
    class Stranger(MultiPeriodDiscriminator):
        pass

    try:
        options = {
            name: size.discriminator_options("mpd_of_a_stranger") for name, size in PRESETS.items()
        }
        options["tiny"]["filters"] = 99
    finally:
        unregister("mpd_of_a_stranger")

    assert options["full"] == {}
    assert options["small"] == {"periods": (2,), "filters": 2}  # no size for it: the example


def test_a_subclass_without_sizes_is_as_large_as_its_parent():
    from course_lib.discriminators import MultiPeriodDiscriminator

    @register("mpd_of_a_stranger")
    class Stranger(MultiPeriodDiscriminator):
        pass

    try:
        own = TINY.discriminator_options("mpd_of_a_stranger")
    finally:
        unregister("mpd_of_a_stranger")

    assert own == TINY.discriminator_options("mpd")


def test_a_discriminator_that_no_preset_knows_gets_the_options_of_its_example():
    from course_lib.discriminators import MultiPeriodDiscriminator

    @register("mpd_of_a_stranger", example={"periods": (2,), "filters": 2})
    class Stranger(MultiPeriodDiscriminator):
        pass

    try:
        options = preset("tiny").discriminator_options("mpd_of_a_stranger")
        assert (
            options == example_options(get("mpd_of_a_stranger")) == {"periods": (2,), "filters": 2}
        )
    finally:
        unregister("mpd_of_a_stranger")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_goes_through_json_unchanged(name):
    assert Preset.from_dict(json.loads(json.dumps(preset(name).to_dict()))) == preset(name)


def test_replace_changes_one_field_of_a_copy():
    changed = TINY.replace(steps=7)

    assert (changed.steps, TINY.steps) == (7, 300)
    assert changed.replace(steps=300) == TINY


def test_changing_the_options_of_one_preset_changes_no_other():
    preset("tiny").discriminator_options("mpd")["filters"] = 99
    changed = preset("tiny").with_options("mpd", {"filters": 5})
    changed.to_dict()["discriminators"]["mpd"]["filters"] = 99

    assert TINY.discriminator_options("mpd")["filters"] == 4
    assert changed.discriminator_options("mpd")["filters"] == 5


def test_options_of_a_preset_are_changed_one_by_one():
    changed = TINY.with_options("mpd", {"filters": 5}).with_options("mpd", {"periods": [2]})

    assert changed.discriminator_options("mpd") == {
        **TINY.discriminator_options("mpd"),
        "filters": 5,
        "periods": (2,),
    }
    assert changed.discriminator_options("msd") == TINY.discriminator_options("msd")


def test_a_variant_has_the_options_of_its_family_but_for_its_own():
    changed = TINY.with_variant("wide", "mpd", {"filters": 8})

    assert changed.family("wide") == "mpd"
    assert changed.family("mpd") == "mpd"
    assert changed.discriminator_options("wide") == {
        **TINY.discriminator_options("mpd"),
        "filters": 8,
    }
    assert changed.discriminator_options("mpd") == TINY.discriminator_options("mpd")
    assert Preset.from_dict(json.loads(json.dumps(changed.to_dict()))) == changed


@pytest.mark.parametrize(("name", "reason"), [("msd", "is taken"), ("Wide", "lower-case letters")])
def test_a_variant_needs_a_free_name_of_its_own(name, reason):
    with pytest.raises(ValueError, match=reason):
        TINY.with_variant(name, "mpd", {})


def test_a_preset_saved_before_there_were_variants_can_be_read():
    before = TINY.to_dict()
    del before["families"]

    assert Preset.from_dict(before) == TINY


@pytest.mark.parametrize(
    "make", [lambda f: TINY.replace(**f), lambda f: Preset.from_dict(TINY.to_dict() | f)]
)
def test_an_unknown_field_gets_a_suggestion(make):
    with pytest.raises(TypeError, match=r"Preset has no field 'step'. Did you mean 'steps'"):
        make({"step": 3})


def test_an_unknown_size_of_the_codec_gets_a_suggestion():
    values = TINY.to_dict() | {"codec": {"latents": 3}}

    with pytest.raises(TypeError, match=r"CodecOptions has no field 'latents'.*'latent'"):
        Preset.from_dict(values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("steps", -1),
        ("batch", 0),
        ("segment", 8192.0),
        ("warm_batch", True),
        ("lr", -1e-3),
        ("feat_weight", float("nan")),
        ("clip", float("inf")),
        ("ema", 1.0),
        ("betas", (0.5, 1.0)),
        ("d_batch", 7),
        ("d_segment", 8192),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(field, value):
    with pytest.raises(ValueError, match=field):
        TINY.replace(**{field: value})


def test_no_steps_and_no_weight_are_allowed():
    assert TINY.replace(steps=0, warm_steps=0, adv_weight=0.0, wave_weight=0, ema=0).steps == 0


def test_the_tiny_codec_is_the_default_one():
    assert preset("tiny").codec == CodecOptions()
