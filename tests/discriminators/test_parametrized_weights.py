"""Weights saved with the keys of torch.nn.utils.parametrizations load into each discriminator."""

import pytest
import torch
from torch import nn

from course_lib import create
from course_lib.discriminators.norm_convs import NormConv1d, SpectralNormConv, WeightNormConv

PARAMETRIZE = {
    "weight_norm": nn.utils.parametrizations.weight_norm,
    "spectral_norm": nn.utils.parametrizations.spectral_norm,
}
NEW_KEYS = {
    "weight_norm": {"original0", "original1"},
    "spectral_norm": {"original", "0._u", "0._v"},
}
SMALL = {
    "mpd": {"periods": (2, 3), "n_layers": 2, "filters": 4},
    "msd": {"filters": 4, "max_filters": 8, "downsample_scales": (2, 2)},
    "msstftd": {"filters": 2, "n_ffts": (128,), "hop_lengths": (32,), "win_lengths": (128,)},
}


def build(family, norm, seed):
    torch.manual_seed(seed)
    norms = {"scale_norms": (norm, norm)} if family == "msd" else {"norm": norm}
    return create(family, **norms, **SMALL[family])


def plain(conv):
    """Build torch's convolution of the same geometry, with the same bias."""
    weight = conv.weight
    kind = nn.Conv1d if weight.ndim == 3 else nn.Conv2d
    groups = conv.geometry["groups"]
    made = kind(weight.shape[1] * groups, weight.shape[0], weight.shape[2:], **conv.geometry)
    made.bias = conv.bias
    return made


def as_parametrized(discriminator, norm):
    """Return the state dict that torch's parametrizations give for the same weights."""
    state = {}
    for prefix, conv in discriminator.named_modules():
        if not isinstance(conv, (WeightNormConv, SpectralNormConv)):
            continue
        theirs = PARAMETRIZE[norm](plain(conv))
        own = theirs.state_dict()
        if norm == "weight_norm":
            own["parametrizations.weight.original0"] = conv.weight_g.detach()
            own["parametrizations.weight.original1"] = conv.weight_v.detach()
        else:
            own["parametrizations.weight.original"] = conv.weight_orig.detach()
            own["parametrizations.weight.0._u"] = conv.weight_u
            own["parametrizations.weight.0._v"] = conv.weight_v
        theirs.load_state_dict(own)  # torch takes these keys: they are its own
        theirs.eval(), conv.eval()
        torch.testing.assert_close(theirs.weight, conv.weight, rtol=0, atol=0)
        state |= {f"{prefix}.{key}": tensor.clone() for key, tensor in own.items()}
    rest = {k: v for k, v in discriminator.state_dict().items() if "conv.weight_" not in k}
    return {**rest, **state}


@pytest.mark.parametrize("norm", PARAMETRIZE)
@pytest.mark.parametrize("family", SMALL)
def test_both_layouts_load_the_same_discriminator_to_the_bit(family, norm):
    trained = build(family, norm, seed=1).train()
    wave = torch.rand(1, 1, 4096, generator=torch.Generator().manual_seed(0)) - 0.5
    trained(wave)  # moves the vectors of a spectral norm
    new = as_parametrized(trained, norm)
    assert {key.split("parametrizations.weight.")[1] for key in new if "parametri" in key} == (
        NEW_KEYS[norm]
    )

    loaded = []
    for state in (trained.state_dict(), new):
        other = build(family, norm, seed=2)
        keys = other.load_state_dict(state)
        assert (keys.missing_keys, keys.unexpected_keys) == ([], [])
        loaded.append(other.eval())

    assert any("parametrizations" in key for key in new)  # the caller's own is not changed
    for (key, one), other in zip(
        loaded[0].state_dict().items(), loaded[1].state_dict().values(), strict=True
    ):
        assert torch.equal(one, other), key
    for one, other in zip(loaded[0](wave).logits, loaded[1](wave).logits, strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("norm", PARAMETRIZE)
def test_a_single_convolution_takes_both_layouts(norm):
    theirs = PARAMETRIZE[norm](nn.Conv1d(2, 3, 5)).eval()
    ours = NormConv1d(2, 3, 5, norm=norm).conv

    ours.load_state_dict(theirs.state_dict())
    ours.eval()

    x = torch.rand(1, 2, 20)
    assert torch.equal(ours(x), theirs(x))


def test_without_strict_a_new_key_is_loaded_and_not_passed_over():
    conv = NormConv1d(1, 1, 1, norm="weight_norm").conv

    keys = conv.load_state_dict(
        {"parametrizations.weight.original0": torch.full((1, 1, 1), 7.0)}, strict=False
    )

    assert conv.weight_g.item() == 7
    assert keys.unexpected_keys == []
    assert keys.missing_keys == ["bias", "weight_v"]


def test_of_two_layouts_in_one_file_ours_counts_and_the_other_is_reported():
    conv = NormConv1d(1, 1, 1, norm="weight_norm").conv
    both = {
        **conv.state_dict(),
        "weight_g": torch.full((1, 1, 1), 3.0),
        "parametrizations.weight.original0": torch.full((1, 1, 1), 7.0),
    }

    with pytest.raises(RuntimeError, match=r"Unexpected key.*parametrizations\.weight\.original0"):
        conv.load_state_dict(both)
    conv.load_state_dict(both, strict=False)

    assert conv.weight_g.item() == 3


def test_a_tensor_of_another_shape_is_reported_under_our_name():
    conv = NormConv1d(1, 1, 1, norm="weight_norm").conv
    state = {
        "bias": torch.zeros(1),
        "parametrizations.weight.original0": torch.ones(2, 1, 1),
        "parametrizations.weight.original1": torch.ones(1, 1, 1),
    }

    with pytest.raises(RuntimeError, match=r"size mismatch for weight_g"):
        conv.load_state_dict(state)
