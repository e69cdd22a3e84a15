"""How a receptive field grows, by autograd and by the arithmetic of kernels and strides."""

import pytest
import torch

from course_lib import PeriodDiscriminator, ScaleDiscriminator
from course_lib.instruments import layer_fields, logit_samples, receptive_growth

TINY = {"filters": 1, "filters_scale": 1}


def reach(kernels, strides):
    """Return the size of the field after each layer: a kernel adds rows, a stride spreads them."""
    sizes, size, step = [], 1, 1
    for kernel, stride in zip(kernels, strides, strict=True):
        size += (kernel - 1) * step
        step *= stride
        sizes.append(size)
    return sizes


@pytest.mark.parametrize("period", [2, 5])
def test_a_column_grows_by_the_arithmetic_of_kernels_and_strides(period):
    found = layer_fields(PeriodDiscriminator(period, **TINY), length=1400 * period)

    counts = [len(field.samples) for field in found.fields]
    assert counts == reach((5, 5, 5, 5, 5, 3), (3, 3, 3, 3, 1, 1))
    assert {field.spacing for field in found.fields} == {period}
    assert [field.span for field in found.fields] == [(n - 1) * period + 1 for n in counts]
    assert {len(set((field.samples % period).tolist())) for field in found.fields} == {1}


def test_the_last_layer_depends_on_what_a_logit_depends_on():
    discriminator = PeriodDiscriminator(5, **TINY)
    last = layer_fields(discriminator).fields[-1]
    assert len(last.samples) == int(logit_samples(discriminator, 8000).sum())


def test_a_network_over_time_depends_on_samples_in_a_row():
    discriminator = ScaleDiscriminator(filters=4, max_filters=16, downsample_scales=(2, 3))
    found = layer_fields(discriminator, length=4000)
    assert {field.spacing for field in found.fields} == {1}
    assert "all in a row" in found.finding()


def test_the_picture_and_the_text_say_the_same():
    found = layer_fields(PeriodDiscriminator(5, **TINY))
    assert found.finding() == "Layer by layer, from 5 samples to 647, always 5 apart"
    assert "After layer 2: 17 samples, 3.4 ms" in found.text()
    assert found.text().replace("\n", " ") in found.static_html()


def test_the_distances_are_from_the_middle():
    first = layer_fields(PeriodDiscriminator(5, **TINY)).fields[0]
    assert first.from_the_middle().tolist() == [-10, -5, 0, 5, 10]


def test_a_wave_that_may_cut_the_field_off_is_refused():
    with pytest.raises(ValueError, match="give a longer one"):
        layer_fields(PeriodDiscriminator(5, **TINY), length=3000)


def test_the_discriminator_is_left_as_it_was():
    discriminator = PeriodDiscriminator(3, **TINY)
    before = {key: value.clone() for key, value in discriminator.state_dict().items()}
    layer_fields(discriminator, length=4200)
    assert all(torch.equal(before[key], now) for key, now in discriminator.state_dict().items())
    assert all(parameter.grad is None for parameter in discriminator.parameters())


def test_each_layer_adds_its_gaps_times_the_strides_before_it():
    discriminator = ScaleDiscriminator(filters=4, max_filters=32)
    growth = receptive_growth(discriminator)

    layers = [(15, 1), (41, 4), (41, 4), (41, 4), (41, 4), (5, 1), (3, 1)]
    expected, reach, step = [], 1, 1
    for kernel, stride in layers:
        reach += (kernel - 1) * step
        step *= stride
        expected.append(reach)
    assert growth.reaches == expected
    assert str(growth).endswith("layer 7: 4951 samples, 206.3 ms")
    assert 'alt="A bar for each layer' in growth.static_html()


def test_the_discriminator_keeps_its_precision_and_its_weights():
    discriminator = ScaleDiscriminator(filters=4, max_filters=8, downsample_scales=(2,))
    before = {name: value.clone() for name, value in discriminator.state_dict().items()}
    receptive_growth(discriminator, length=400)
    for name, value in discriminator.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, before[name])
    assert all(parameter.grad is None for parameter in discriminator.parameters())
