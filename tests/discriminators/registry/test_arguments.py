import pytest
from torch import nn

from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator
from course_lib.discriminators.registry.arguments import accepted_options, check_options


class Sub(nn.Module):
    def __init__(self, period, width=4, *, scale_norms="weight", filters):
        super().__init__()


class Multi(nn.Module):
    def __init__(self, periods=(2, 3), **options):
        super().__init__()


class WithFilters(Multi):
    def __init__(self, gain, **options):
        super().__init__(filters=3, **options)


def names(*arguments, **options):
    return [option.name for option in accepted_options(*arguments, **options)[0]]


def test_the_misspelt_names_of_a_shipped_configuration_are_refused_with_suggestions():
    # AudioCraft, config/solver/compression/default.yaml, section mpd
    shipped = {"kernel_size": 5, "filter_scales": 4}

    with pytest.raises(TypeError) as refusal:
        check_options(MultiPeriodDiscriminator, shipped, PeriodDiscriminator, ("period",))

    assert "did you mean 'kernel_sizes'?" in str(refusal.value)
    assert "did you mean 'filters_scale'?" in str(refusal.value)


def test_every_accepted_option_is_listed_in_a_refusal():
    with pytest.raises(TypeError, match="Its options: periods, width, scale_norms, filters"):
        check_options(Multi, {"filters": 1, "depth": 2}, Sub, ("period",))


def test_a_missing_option_is_named_with_every_unknown_one():
    with pytest.raises(
        TypeError, match=r"no option 'depth'.*needs 'filters', which has no default"
    ):
        check_options(Multi, {"depth": 2}, Sub, ("period",))


def test_options_of_the_class_and_of_its_sub_discriminators_are_accepted():
    options = {"periods": (2,), "width": 1, "filters": 2}
    check_options(Multi, options, Sub, ("period",))
    with pytest.raises(TypeError):
        check_options(Multi, {**options, "widht": 1}, Sub, ("period",))


def test_an_option_that_the_class_sets_itself_is_refused_with_its_own_name_for_it():
    with pytest.raises(
        TypeError, match=r"sets 'norm' of each ScaleDiscriminator itself.*scale_norms"
    ):
        check_options(MultiScaleDiscriminator, {"norm": "none"}, ScaleDiscriminator, ("norm",))


def test_without_forwarding_nothing_else_is_accepted():
    with pytest.raises(TypeError, match="Sub has no option 'periods'"):
        check_options(Sub, {"period": 2, "filters": 1, "periods": (2,)})


def test_options_whose_receiver_is_unknown_are_passed_through():
    check_options(Multi, {"anything": 1})
    assert accepted_options(Multi)[1]


def test_a_subclass_may_set_what_its_parent_passes_on():
    assert names(WithFilters, Sub, ("period", "filters")) == [
        "gain",
        "periods",
        "width",
        "scale_norms",
    ]
    check_options(WithFilters, {"gain": 1, "periods": (2,)}, Sub, ("period", "filters"))
    with pytest.raises(TypeError, match="needs 'gain'"):
        check_options(WithFilters, {}, Sub, ("period", "filters"))


def test_a_class_without_a_constructor_takes_no_options():
    class Bare(nn.Module):
        pass

    check_options(Bare, {})
    with pytest.raises(TypeError, match=r"Bare has no option 'x'.*Its options: nothing"):
        check_options(Bare, {"x": 1})
