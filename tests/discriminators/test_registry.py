import json

import pytest
import torch
from torch import nn

from course_lib.discriminators import registry
from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
from course_lib.discriminators.mpd import MultiPeriodDiscriminator
from course_lib.discriminators.registry import (
    RegistryError,
    create,
    entries,
    entry,
    example,
    example_options,
    from_config,
    get,
    names,
    register,
    unregister,
)
from course_lib.discriminators.registry.registered import registered


@pytest.fixture(autouse=True)
def as_it_was():
    before = dict(registered)
    yield
    registered.clear()
    registered.update(before)


def make(qualname="Mine", module="__main__"):
    class Mine(MultiDiscriminator):
        """Score nothing at all.

        More text.
        """

        def __init__(self, width=4, sizes=(1, 2)):
            super().__init__()
            self.width, self.sizes = width, sizes

        def forward(self, wave):
            return DiscriminatorOutput([wave], [[wave]])

        @property
        def num_discriminators(self):
            return 1

    Mine.__qualname__, Mine.__module__ = qualname, module
    return Mine


def test_the_three_built_in_discriminators_are_registered():
    assert {"mpd", "msd", "msstftd"} <= set(names())
    assert get("mpd") is MultiPeriodDiscriminator


@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_every_built_in_example_scores_a_wave(name):
    discriminator = example(name)

    logits, fmaps = discriminator(torch.zeros(2, 1, 2048))

    assert len(logits) == len(fmaps) == discriminator.num_discriminators
    assert sum(p.numel() for p in discriminator.parameters()) < 20_000  # small enough for a demo


def test_a_registered_class_is_built_with_its_options():
    register("mine")(make())

    assert create("mine", width=7).width == 7


def test_running_a_notebook_cell_again_replaces_its_own_class():
    first, second = make(), make()
    register("mine")(first)

    register("mine")(second)

    assert get("mine") is second


def test_another_class_may_not_take_a_name():
    with pytest.raises(RegistryError, match=r"'mpd' is taken by course_lib.*choose another name"):
        register("mpd")(make())
    assert get("mpd") is MultiPeriodDiscriminator


def test_a_name_is_free_again_after_unregister():
    register("mine")(make("First"))
    unregister("mine")

    register("mine")(make("Second"))

    assert get("mine").__qualname__ == "Second"


def test_unregister_of_an_unknown_name_says_so():
    with pytest.raises(RegistryError, match=r"'mdp' is not registered. Did you mean 'mpd'"):
        unregister("mdp")


@pytest.mark.parametrize("name", ["", "MPD", "my-envelope", "2d", "a.b", "pkg.module:Class"])
def test_a_malformed_name_is_refused(name):
    with pytest.raises(RegistryError, match="must consist of lower-case letters"):
        register(name)(make())


def test_the_decorator_without_a_name_says_how_to_write_it():
    with pytest.raises(TypeError, match=r'write @register\("my_name"\)'):
        register(make())


def test_a_class_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="isn't a subclass of MultiDiscriminator"):
        register("linear")(nn.Linear)


def test_an_unfinished_class_is_refused_with_what_it_lacks():
    class Unfinished(MultiDiscriminator):
        pass

    with pytest.raises(TypeError, match="must define forward and num_discriminators first"):
        register("unfinished")(Unfinished)


def test_an_example_with_a_misspelt_option_is_refused_at_once():
    with pytest.raises(TypeError, match=r"no option 'widht'.*did you mean 'width'"):
        register("mine", example={"widht": 1})(make())
    assert "mine" not in names()


def test_an_example_is_out_of_reach_of_what_is_built_from_it():
    options = {"sizes": [1, 2]}
    register("mine", example=options)(make())

    example("mine").sizes.append(3)
    options["sizes"].append(4)

    assert example("mine").sizes == [1, 2]


def test_an_unknown_name_gets_a_suggestion_and_the_list():
    with pytest.raises(RegistryError, match=r"'mdp'. Did you mean 'mpd'. Known: mpd, msd, msstftd"):
        create("mdp")


def test_options_are_checked_before_anything_is_built():
    built = []

    class Mine(make()):
        def __init__(self, width=4):
            built.append(width)
            super().__init__(width)

    register("mine")(Mine)

    with pytest.raises(TypeError, match="no option 'widht'"):
        create("mine", widht=1)
    assert built == []
    assert create("mine", width=1).width == 1


def test_options_passed_on_to_the_sub_discriminators_are_checked_too():
    with pytest.raises(
        TypeError, match=r"did you mean 'kernel_sizes'.*did you mean 'filters_scale'"
    ):
        create("mpd", kernel_size=5, filter_scales=4)


def test_the_required_option_of_msstftd_is_named():
    with pytest.raises(TypeError, match="needs 'filters', which has no default"):
        create("msstftd")


def test_a_subclass_inherits_the_check_of_passed_on_options_and_the_example():
    class Mine(MultiPeriodDiscriminator):
        pass

    register("mine")(Mine)

    with pytest.raises(TypeError, match="did you mean 'kernel_sizes'"):
        create("mine", kernel_size=5)
    assert example_options(Mine) == example_options(MultiPeriodDiscriminator) != {}


def test_an_entry_says_where_a_class_comes_from_and_what_it_is():
    register("mine")(make())

    assert (entry("mpd").source, entry("mine").source) == ("course_lib", "this session")
    assert entry("mine").summary == "Score nothing at all."
    assert [e.name for e in entries()] == names()


def test_a_configuration_is_built_from_plain_data():
    config = json.loads('{"name": "mpd", "options": {"periods": [2, 5], "filters": 1}}')

    discriminator = from_config(config)

    assert isinstance(discriminator, MultiPeriodDiscriminator)
    assert discriminator.num_discriminators == 2


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("mpd", "a configuration must be a dict"),
        ({}, "the 'name' of a configuration must be a string, got None"),
        ({"name": MultiPeriodDiscriminator}, "the 'name' of a configuration must be a string"),
        ({"name": "mpd", "option": {}}, "Did you mean 'options'"),
        ({"_target_": "os.system", "name": "mpd"}, "got '_target_'"),
        ({"name": "mpd", "options": [1]}, "must be a dict of plain values"),
        ({"name": "mpd", "options": {"activation_params": {"a": print}}}, "a builtin_function"),
        (
            {"name": "mpd", "options": {"periods": [torch.nn.ReLU]}},
            "contains only numbers, strings",
        ),
        ({"name": "mpd", "options": {1: 2}}, "must be strings, got 1"),
    ],
)
def test_a_configuration_with_anything_but_plain_data_is_refused(config, message):
    with pytest.raises(ValueError, match=message):
        from_config(config)


@pytest.mark.parametrize(
    "name", ["os:system", "course_lib.discriminators.mpd:fold", "torch.nn.GRU"]
)
def test_a_configuration_cannot_name_an_import_path(name):
    with pytest.raises(RegistryError, match="no discriminator is called"):
        from_config({"name": name})


def test_every_exported_name_exists():
    assert [name for name in registry.__all__ if not hasattr(registry, name)] == []
