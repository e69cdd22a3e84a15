import inspect
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator, fold

SMALL = {"filters": 2, "filters_scale": 2, "n_layers": 3}


# Folding


def test_fold_stacks_rows_of_one_period():
    wave = torch.arange(9.0).reshape(1, 1, 9)
    assert_close(fold(wave, 3), torch.tensor([[[[0.0, 1, 2], [3, 4, 5], [6, 7, 8]]]]))


def test_fold_mirrors_the_end_to_fill_the_last_row():
    wave = torch.arange(7.0).reshape(1, 1, 7)
    assert_close(fold(wave, 3)[0, 0, -1], torch.tensor([6.0, 5, 4]))


def test_fold_adds_nothing_to_rows_that_are_full():
    wave = torch.randn(2, 3, 12)
    folded = fold(wave, 4)
    assert folded.shape == (2, 3, 3, 4)
    assert folded.data_ptr() == wave.data_ptr()  # a view: not one sample is copied


@given(time=st.integers(1, 64), period=st.integers(1, 40))
@settings(deadline=None)
def test_fold_keeps_every_sample_in_order_and_mirrors_the_rest_or_refuses(time, period):
    wave = torch.arange(float(time)).reshape(1, 1, time)
    missing = -time % period
    if missing >= time:
        with pytest.raises(ValueError, match=f"at least {period // 2 + 1} samples"):
            fold(wave, period)
        return
    flat = fold(wave, period).flatten()
    padded = torch.nn.functional.pad(wave, (0, missing), "reflect") if missing else wave
    assert torch.equal(flat[:time], wave.flatten())
    assert torch.equal(flat, padded.flatten())


def test_fold_takes_positions_as_well_as_samples():
    positions = torch.arange(7).reshape(1, 1, 7)
    assert fold(positions, 3)[0, 0].tolist() == [[0, 1, 2], [3, 4, 5], [6, 5, 4]]


def test_fold_refuses_a_wave_without_channels():
    with pytest.raises(ValueError, match=r"\[batch, channels, time\], got \[2, 9\]"):
        fold(torch.zeros(2, 9), 3)


@pytest.mark.parametrize("period", [0, -1])
def test_fold_refuses_a_period_below_one(period):
    with pytest.raises(ValueError, match="at least 1 sample"):
        fold(torch.zeros(1, 1, 9), period)


# Physics


def column_discriminator(period=3, **options):
    torch.manual_seed(0)
    return PeriodDiscriminator(period, **SMALL, **options)


def test_a_column_never_hears_its_neighbour():
    score_columns = column_discriminator()
    wave = torch.randn(1, 1, 300)
    changed = wave.clone()
    changed[..., 1::3] += 1  # touch column 1 only

    before, after = score_columns(wave)[0], score_columns(changed)[0]

    assert torch.equal(before[..., [0, 2]], after[..., [0, 2]])
    assert not torch.equal(before[..., 1], after[..., 1])


def test_swapping_columns_of_the_wave_swaps_columns_of_the_logits():
    score_columns = column_discriminator(period=5)
    wave = torch.randn(1, 1, 300)
    order = torch.tensor([3, 0, 4, 1, 2])
    swapped = wave.reshape(1, 1, 60, 5)[..., order].reshape(1, 1, 300)

    # Not to the bit: a convolution may add in another order in another column.
    assert_close(score_columns(swapped)[0], score_columns(wave)[0][..., order])


def test_delaying_by_a_whole_stride_of_rows_moves_the_inner_logits_by_one_row():
    score_columns = column_discriminator(period=2)
    row = 2 * 3 * 3  # samples from one row of logits to the next: period times both strides
    wave = torch.randn(1, 1, 40 * row)

    early, late = score_columns(wave[..., row:])[0], score_columns(wave[..., :-row])[0]

    # Zero padding colours the ends: the last two kernels reach 1 + 2 rows, the others less than 1.
    assert_close(early[:, :, 4:-5], late[:, :, 5:-4])


def test_a_sound_of_the_period_makes_all_inner_rows_alike():
    score_columns = column_discriminator(period=7)
    wave = torch.randn(1, 1, 7).repeat(1, 1, 200)

    rows = score_columns(wave)[0][0, 0, 5:-5]

    assert_close(rows, rows[:1].expand_as(rows))
    assert not torch.allclose(rows[:, 0], rows[:, 1])  # and the columns differ


def test_the_last_feature_map_is_the_logits():
    logits, fmaps = MultiPeriodDiscriminator(**SMALL)(torch.randn(1, 1, 500))
    assert all(sub[-1] is logit for sub, logit in zip(fmaps, logits, strict=True))


# Arguments away from their defaults


def weight(sub, layer):
    return sub.convs[layer].conv.weight


def outputs(options):
    sub = PeriodDiscriminator(**{"period": 3, **SMALL, **options})
    logits, fmaps = sub(torch.randn(2, sub.in_channels, 540))
    return sub, logits, fmaps


# 540 samples at period 3 are 180 rows: 60 and 20 after two strides of 3, and no more in the last.
ARGUMENTS = {
    "period": ({"period": 5}, lambda j, y, f: y.shape[2:] == (12, 5)),
    "in_channels": ({"in_channels": 2}, lambda j, y, f: weight(j, 0).shape[1] == 2),
    "out_channels": ({"out_channels": 3}, lambda j, y, f: y.shape[:2] == (2, 3)),
    "n_layers": ({"n_layers": 2}, lambda j, y, f: len(f) == 3 and y.shape[2] == 60),
    "kernel_sizes": (
        {"kernel_sizes": [7, 9]},
        lambda j, y, f: (
            weight(j, 0).shape[2:] == (7, 1)
            and j.conv_post.conv.weight.shape[2:] == (9, 1)
            and y.shape[2] == 20
        ),
    ),
    "stride": ({"stride": 2}, lambda j, y, f: [x.shape[2] for x in f] == [90, 45, 45, 45]),
    "filters": ({"filters": 5}, lambda j, y, f: [x.shape[1] for x in f] == [10, 20, 40, 1]),
    "filters_scale": (
        {"filters_scale": 3},
        lambda j, y, f: [x.shape[1] for x in f[:3]] == [6, 18, 54],
    ),
    "max_filters": ({"max_filters": 6}, lambda j, y, f: [x.shape[1] for x in f] == [4, 6, 6, 1]),
    "channels": ({"channels": (3, 5)}, lambda j, y, f: [x.shape[1] for x in f] == [3, 5, 1]),
    "post_padding": ({"post_padding": 3}, lambda j, y, f: y.shape[2] == 24),
    "extra_row": ({"extra_row": True}, lambda j, y, f: f[0].shape[2] == 61),  # of 181 rows
    "norm": ({"norm": "none"}, lambda j, y, f: "convs.0.conv.weight" in j.state_dict()),
    "activation": (
        {"activation": "Tanh", "activation_params": {}},
        lambda j, y, f: all(x.abs().max() <= 1 for x in f[:-1]),
    ),
    "activation_params": (
        {"activation_params": {"negative_slope": 0.0}},
        lambda j, y, f: all(x.min() >= 0 for x in f[:-1]),
    ),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_each_argument_does_what_it_says(name):
    options, holds = ARGUMENTS[name]
    assert holds(*outputs(options))
    assert not holds(*outputs({}))  # so the default would not have passed


def test_no_argument_is_left_out_above():
    assert set(inspect.signature(PeriodDiscriminator).parameters) == set(ARGUMENTS)


def test_a_multi_discriminator_passes_its_arguments_on():
    mpd = MultiPeriodDiscriminator(2, 3, [4, 9], **{**SMALL, "norm": "none"})

    logits, fmaps = mpd(torch.randn(1, 2, 360))

    assert mpd.num_discriminators == 2
    assert [x.shape[1:] for x in logits] == [(3, 10, 4), (3, 5, 9)]
    assert [len(sub) for sub in fmaps] == [4, 4]


def test_the_longest_default_period_comes_round_2182_times_a_second():
    longest = max(inspect.signature(MultiPeriodDiscriminator).parameters["periods"].default)
    assert longest == 11
    assert round(24_000 / longest) == 2182


def test_no_hidden_layer_leaves_one_convolution():
    logits, fmaps = PeriodDiscriminator(3, n_layers=0)(torch.randn(1, 1, 30))
    assert logits.shape == (1, 1, 10, 3)
    assert len(fmaps) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"periods": []}, "periods is empty"),
        ({"periods": [2, 0]}, "period must be at least 1 sample, got 0"),
        ({"norm": "weight"}, "no norm is called 'weight'"),
        ({"activation": "LeakyRelu"}, "mean 'LeakyReLU'"),
        ({"kernel_sizes": [5]}, "kernel_sizes must be two numbers, got"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        MultiPeriodDiscriminator(**options)


def test_the_default_size_is_that_of_hifi_gan():
    """Count the parameters by hand: weight v, length g and bias of every layer."""
    channels = [1, 32, 128, 512, 1024, 1024]
    hidden = sum(c_out * c_in * 5 + 2 * c_out for c_in, c_out in pairwise(channels))
    with torch.device("meta"):
        mpd = MultiPeriodDiscriminator()
    assert sum(p.numel() for p in mpd.parameters()) == 5 * (hidden + 1024 * 3 + 2)


def test_an_extra_row_is_mirrored_only_after_a_full_one():
    wave = torch.arange(7.0).reshape(1, 1, 7)

    assert fold(wave[..., :6], 3, extra_row=True)[0, 0].tolist() == [
        [0, 1, 2],
        [3, 4, 5],
        [4, 3, 2],
    ]
    assert_close(fold(wave, 3, extra_row=True), fold(wave, 3))
    with pytest.raises(ValueError, match="needs at least 4 samples"):
        fold(wave[..., :3], 3, extra_row=True)


def test_a_list_of_channels_replaces_the_rule_for_them():
    rule = PeriodDiscriminator(3, filters=2, filters_scale=2, n_layers=3, max_filters=8)
    listed = PeriodDiscriminator(3, channels=(4, 8, 8))

    listed.load_state_dict(rule.state_dict())
    wave = torch.randn(1, 1, 300)
    assert_close(listed(wave)[0], rule(wave)[0], rtol=0, atol=0)


def test_a_list_of_strides_sets_the_rows_of_each_layer():
    sub = PeriodDiscriminator(2, channels=(2, 2, 2), stride=(1, 2, 2))

    assert [fmap.shape[2] for fmap in sub(torch.randn(1, 1, 80))[1]] == [40, 20, 10, 10]
    with pytest.raises(ValueError, match=r"one for each of the 3 hidden layers, got \[1, 2\]"):
        PeriodDiscriminator(2, channels=(2, 2, 2), stride=(1, 2))


def test_post_padding_gives_an_even_final_kernel_one_row_more():
    sub = PeriodDiscriminator(2, channels=(2,), kernel_sizes=(5, 2), post_padding=1)
    logits, fmaps = sub(torch.randn(1, 1, 80))

    assert (fmaps[0].shape[2], logits.shape[2]) == (40, 41)
