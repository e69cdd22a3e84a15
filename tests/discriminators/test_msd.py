import inspect
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator

SMALL = {"filters": 4, "max_filters": 8, "downsample_scales": (2, 2)}


def multi_scale(scales=3, **options):
    torch.manual_seed(0)
    return MultiScaleDiscriminator(scale_norms=["weight_norm"] * scales, **{**SMALL, **options})


def with_equal_weights(msd):
    for sub in msd.discriminators[1:]:
        sub.load_state_dict(msd.discriminators[0].state_dict())
    return msd


# Physics: each scale gets fewer samples. In AudioCraft, it doesn't; see
# docs/adr/0001-msd-downsamples.md.


def received(msd, wave):
    """Record how many samples reach each scale."""
    lengths = []
    hooks = [
        sub.register_forward_pre_hook(lambda _, inputs: lengths.append(inputs[0].shape[-1]))
        for sub in msd.discriminators
    ]
    msd(wave)
    for hook in hooks:
        hook.remove()
    return lengths


def test_each_scale_hears_half_the_samples_of_the_one_before():
    # Half, plus one because of the padding at both ends.
    assert received(multi_scale(), torch.randn(1, 1, 1000)) == [1000, 501, 251]


def test_a_downsample_factor_of_four_leaves_a_quarter():
    msd = multi_scale(downsample_factor=4)
    assert received(msd, torch.randn(1, 1, 1000)) == [1000, 251, 63]


@given(time=st.integers(26, 2000), factor=st.integers(1, 5))
@settings(deadline=None, max_examples=25)
def test_a_scale_hears_time_over_factor_plus_one_samples(time, factor):
    msd = multi_scale(scales=2, downsample_factor=factor)
    if time < msd.minimum_length:
        return
    assert received(msd, torch.zeros(1, 1, time))[1] == time // factor + 1


def test_equal_weights_give_different_logits_because_the_waves_differ():
    logits = with_equal_weights(multi_scale())(torch.randn(2, 1, 800)).logits
    assert [x.shape[-1] for x in logits] == [200, 101, 51]


def test_the_second_scale_gets_the_average_of_four_samples_at_every_second():
    msd = with_equal_weights(multi_scale(scales=2))
    wave = torch.randn(1, 1, 800)
    padded = F.pad(wave, (2, 2))
    averages = torch.stack([padded[..., t : t + 4].mean(-1) for t in range(0, 801, 2)], dim=-1)

    assert_close(msd(wave).logits[1], msd.discriminators[0](averages)[0])


def test_a_lower_scale_is_deaf_to_a_tone_at_the_first_nyquist_frequency():
    msd = multi_scale(scales=2)
    tone = torch.ones(1, 1, 800)
    tone[..., 1::2] = -1
    silence = torch.zeros(1, 1, 800)

    fine, coarse = zip(msd(tone).logits, msd(silence).logits, strict=True)

    assert not torch.allclose(*fine)
    assert_close(coarse[0][..., 10:-10], coarse[1][..., 10:-10])  # the ends see the padding


def test_delaying_by_a_whole_stride_moves_the_inner_logits_by_one():
    (sub,) = multi_scale(scales=1).discriminators
    wave = torch.randn(1, 1, 1200)  # strides 2 and 2: four samples to a logit

    early, late = sub(wave[..., 4:])[0], sub(wave[..., :-4])[0]

    assert_close(early[..., 20:-21], late[..., 21:-20])


# The discarded result


def test_compat_lets_every_scale_hear_the_whole_wave():
    assert received(multi_scale(audiocraft_compat=True), torch.randn(1, 1, 1000)) == [1000] * 3


def test_compat_with_equal_weights_gives_equal_logits_to_the_bit():
    logits = with_equal_weights(multi_scale(audiocraft_compat=True))(torch.randn(2, 1, 800)).logits
    assert all(torch.equal(x, logits[0]) for x in logits)


def test_compat_changes_no_weight_and_not_the_first_scale():
    ours, theirs = multi_scale(), multi_scale(audiocraft_compat=True)
    wave = torch.randn(1, 1, 800)

    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert torch.equal(ours(wave).logits[0], theirs(wave).logits[0])
    assert ours(wave).logits[1].shape != theirs(wave).logits[1].shape


def test_compat_takes_shorter_waves():
    assert multi_scale(audiocraft_compat=True).minimum_length == 8
    assert multi_scale().minimum_length == 26  # 8 at the last scale, from 14, from 26


def test_the_last_feature_map_is_the_logits():
    logits, fmaps = multi_scale()(torch.randn(1, 1, 500))
    assert all(sub[-1] is logit for sub, logit in zip(fmaps, logits, strict=True))


# Arguments away from their defaults


def outputs(options):
    torch.manual_seed(0)
    sub = ScaleDiscriminator(**{**SMALL, **options})
    logits, fmaps = sub(torch.randn(2, sub.in_channels, 640))
    return sub, logits, fmaps


def kernels(sub):
    convs = [sub.convs[0][1], *sub.convs[1:], sub.conv_post]
    return [conv.conv.weight.shape[-1] for conv in convs]


def inner(sub, name):
    return [conv.conv.geometry[name] for conv in sub.convs[1:-1]]


ARGUMENTS = {
    "in_channels": ({"in_channels": 2}, lambda s, y, f: s.convs[0][1].conv.weight.shape[1] == 2),
    "out_channels": ({"out_channels": 3}, lambda s, y, f: y.shape == (2, 3, 160)),
    "kernel_sizes": ({"kernel_sizes": [7, 5]}, lambda s, y, f: kernels(s) == [35, 21, 21, 7, 5]),
    "filters": ({"filters": 8}, lambda s, y, f: f[0].shape[1] == 8),
    "max_filters": (
        {"max_filters": 12},
        lambda s, y, f: [x.shape[1] for x in f] == [4, 8, 12, 12, 1],
    ),
    "downsample_scales": (
        {"downsample_scales": [4], "max_filters": 64},
        lambda s, y, f: kernels(s) == [15, 41, 5, 3] and [x.shape[1] for x in f] == [4, 16, 32, 1],
    ),
    "inner_kernel_sizes": (
        {"inner_kernel_sizes": [5, 9]},
        lambda s, y, f: kernels(s) == [15, 5, 9, 5, 3],
    ),
    "groups": ({"groups": [2, 4]}, lambda s, y, f: inner(s, "groups") == [2, 4]),
    "strides": ({"strides": [1, 5]}, lambda s, y, f: y.shape[-1] == 128),
    "paddings": ({"paddings": [0, 1]}, lambda s, y, f: inner(s, "padding") == [(0,), (1,)]),
    "norm": ({"norm": "none"}, lambda s, y, f: "conv_post.conv.weight" in s.state_dict()),
    "activation": (
        {"activation": "Tanh", "activation_params": {}},
        lambda s, y, f: all(x.abs().max() <= 1 for x in f[:-1]) and f[0].min() < -0.5,
    ),
    "activation_params": (
        {"activation_params": {"negative_slope": 0.0}},
        lambda s, y, f: all(x.min() >= 0 for x in f[:-1]),
    ),
    "pad": (
        {"pad": "ZeroPad1d"},
        lambda s, y, f: s.convs[0][0](torch.ones(1, 1, 9))[0, 0, 0] == 0,
    ),
    "pad_params": (
        {"pad": "ConstantPad1d", "pad_params": {"value": 0.5}},
        lambda s, y, f: s.convs[0][0](torch.ones(1, 1, 9))[0, 0, 0] == 0.5,
    ),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_each_argument_does_what_it_says(name):
    options, holds = ARGUMENTS[name]
    assert holds(*outputs(options))
    assert not holds(*outputs({}))  # so the default would not have passed


def test_no_argument_is_left_out_above():
    assert set(inspect.signature(ScaleDiscriminator).parameters) == set(ARGUMENTS)


def test_groups_have_four_channels_by_default_and_there_is_at_least_one():
    sub = ScaleDiscriminator(filters=2, max_filters=32, downsample_scales=[4, 4])
    assert inner(sub, "groups") == [1, 2]
    assert inner(ScaleDiscriminator(), "groups") == [4, 16, 64, 256]


def test_a_multi_discriminator_passes_its_arguments_on():
    msd = MultiScaleDiscriminator(
        2,
        3,
        4,
        ["none", "spectral_norm"],
        filters=8,
        **{k: v for k, v in SMALL.items() if k != "filters"},
    )

    logits, fmaps = msd(torch.randn(1, 2, 400))

    assert msd.num_discriminators == 2
    assert [x.shape[1:] for x in logits] == [(3, 100), (3, 26)]
    assert [sub[0].shape[1] for sub in fmaps] == [8, 8]
    keys = [k.removeprefix("discriminators.") for k in msd.state_dict() if "conv_post" in k]
    assert keys == [
        "0.conv_post.conv.weight",
        "0.conv_post.conv.bias",
        "1.conv_post.conv.bias",
        "1.conv_post.conv.weight_orig",
        "1.conv_post.conv.weight_u",
        "1.conv_post.conv.weight_v",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale_norms": []}, "scale_norms is empty"),
        ({"scale_norms": ["weight"]}, "no norm is called 'weight'"),
        ({"downsample_factor": 0}, "downsample_factor must be at least 1, got 0"),
        ({"kernel_sizes": [5, 4]}, r"two odd numbers, got \[5, 4\]"),
        ({"kernel_sizes": [5]}, r"two odd numbers, got \[5\]"),
        ({"strides": [2]}, r"strides needs one entry per downsample_scale \(4\), got 1"),
        ({"paddings": [2]}, r"paddings needs one entry per downsample_scale \(4\), got 1"),
        ({"groups": [2]}, r"groups needs one entry per downsample_scale \(4\), got 1"),
        (
            {"inner_kernel_sizes": [2]},
            r"inner_kernel_sizes needs one entry per downsample_scale \(4\), got 1",
        ),
        ({"filters": 10}, r"groups must divide the channels in \(640\) and out \(1024\), got 160"),
        ({"pad": "ReflectionPad"}, "no padding is called.*mean 'ReflectionPad1d'"),
        ({"activation": "LeakyRelu"}, "mean 'LeakyReLU'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        MultiScaleDiscriminator(**options)


def test_the_default_size_counted_by_hand():
    """Count weight v, length g and bias: kernels 15, four of 41 over 4 channels, 5 and 3."""
    channels = [16, 64, 256, 1024, 1024]
    grouped = sum(c_out * 4 * 41 + 2 * c_out for _, c_out in pairwise(channels))
    ends = 16 * 15 + 2 * 16 + 1024 * 1024 * 5 + 2 * 1024 + 1024 * 3 + 2
    with torch.device("meta"):
        msd = MultiScaleDiscriminator()
    assert sum(p.numel() for p in msd.parameters()) == 3 * (grouped + ends)
