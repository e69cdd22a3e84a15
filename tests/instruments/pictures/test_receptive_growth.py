import torch

from course_lib import ScaleDiscriminator
from course_lib.instruments import receptive_growth


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
