"""Turn the weights of one family of discriminators, in a peer's layout, into a discriminator.

The peers name the same layers differently:

    HiFi-GAN, BigVGAN, VITS, RVC, Vocos     convs.0.weight_g           (a bare convolution)
    DAC                                     convs.0.0.weight_g         (one in a Sequential)
    new torch                               convs.0.parametrizations.weight.original0
    ours                                    convs.0.conv.weight_g

Shapes tell channels, kernels, groups and norms. They don't tell periods, strides, slopes or rates:
those are the ones that every known release of the family has.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import torch
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import RegistryError, create

State = Mapping[str, Tensor]
Options = dict[str, Any]

PERIODS = (2, 3, 5, 7, 11, 17, 23, 37)  # HiFi-GAN has the first five, RVC v2 all eight
SLOPE = {"negative_slope": 0.1}
NORM_KEYS = {
    "weight_g": "weight_norm",
    "parametrizations.weight.original0": "weight_norm",
    "weight_orig": "spectral_norm",
    "parametrizations.weight.original": "spectral_norm",
    "weight": "none",
}
WEIGHT_KEYS = ("weight_v", "weight_orig", "weight")
LAYER = re.compile(
    r"(?P<layer>.*?(?:band_convs\.\d+\.\d+|convs\.\d+|conv_pres\.\d+|conv_post))(?:\.[01])?(?:\.conv)?"
    r"\.(?P<rest>bias|weight.*|parametrizations\..*)"
)
# Transforms that the peers store, and that ours compute.
CONSTANTS = re.compile(r".*\b(cqt_transform|resample|spec_fn|spec_transform|transform)\..*")


class PeerError(ValueError):
    """A file that can't be loaded as the kind that was named; the message says why."""


class BuiltPeer(NamedTuple):
    """A discriminator with a peer's weights, and the options that were inferred for it."""

    discriminator: MultiDiscriminator
    options: Options


def build_mpd(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return an MPD with weights in a peer's layout.

    Args:
        state: The weights of the sub-discriminators, as ``discriminators.0.convs.0.weight_g``.
        settings: "periods" and "extra_row", where they aren't the usual ones.

    Raises:
        PeerError: The weights aren't those of an MPD, or there are more periods than are known.
    """
    subs = count(state, "discriminators")
    periods = settings.get("periods") or PERIODS[:subs]
    if len(periods) != subs:
        raise PeerError(
            f"the file has {subs} period discriminators, and {len(periods)} periods are known: "
            "give them, as in periods=(2, 3, 5)"
        )
    layers = _weights(state, "discriminators.0.", dims=4)
    options: Options = {
        "periods": tuple(periods),
        "channels": tuple(weight.shape[0] for weight in layers[:-1]),
        "kernel_sizes": (layers[0].shape[2], layers[-1].shape[2]),
        "norm": _norm(state, "discriminators.0.conv_post."),
        "activation_params": SLOPE,
    }
    if settings.get("extra_row"):
        options["extra_row"] = True
    return _filled("mpd", options, {_renamed(key): value for key, value in state.items()})


def build_msd(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return an MSD with weights in a peer's layout; the arguments are those of `build_mpd`.

    Raises:
        PeerError: The weights aren't those of an MSD.
    """
    del settings
    subs = count(state, "discriminators")
    first, *inner, widest, _ = _weights(state, "discriminators.0.", dims=3)
    channels = [first.shape[0], *(weight.shape[0] for weight in inner)]
    scales = tuple(after // before for before, after in pairwise(channels))
    # HiFi-GAN's have five inner layers, and those of VITS and DAC four
    strides = {5: (2, 2, 4, 4, 1), 4: (4, 4, 4, 4)}.get(len(inner))
    if strides is None:
        raise PeerError(f"its scale discriminator has {len(inner)} inner layers, not 4 or 5")
    options: Options = {
        "scale_norms": tuple(_norm(state, f"discriminators.{k}.conv_post.") for k in range(subs)),
        "filters": first.shape[0],
        "max_filters": widest.shape[0],
        "downsample_scales": scales,
        "strides": strides,
        "groups": tuple(
            before // weight.shape[1] for before, weight in zip(channels, inner, strict=False)
        ),
        "inner_kernel_sizes": tuple(weight.shape[2] for weight in inner),
        "paddings": tuple(weight.shape[2] // 2 for weight in inner),
        "activation_params": SLOPE,
        "pad": "ConstantPad1d",
        "pad_params": {"value": 0.0},
    }
    ours = {
        _renamed(key).replace(".convs.0.conv.", ".convs.0.1.conv."): v for key, v in state.items()
    }
    return _filled("msd", options, ours)


def build_stft(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return an MS-STFT-D with AudioCraft's or EnCodec's weights, whose layout is ours.

    Raises:
        PeerError: The weights aren't those of an MS-STFT-D.
    """
    del settings
    windows = [
        state[f"discriminators.{k}.spec_transform.window"].shape[0]
        for k in range(count(state, "discriminators"))
    ]
    first = state["discriminators.0.convs.0.conv.weight"]
    options: Options = {
        "filters": first.shape[0],
        "in_channels": first.shape[1] // 2,
        "n_ffts": tuple(windows),
        "hop_lengths": tuple(window // 4 for window in windows),
        "win_lengths": tuple(windows),
        "activation_params": {"negative_slope": 0.3},  # as AudioCraft trains it
    }
    return _filled("msstftd", options, dict(state))


def build_mrd(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return an MRD; its class is a plug-in.

    Raises:
        PeerError: The weights aren't those of an MRD, or the plug-in isn't installed.
    """
    del settings
    options: Options = {
        "channels": _weights(state, "discriminators.0.", dims=4)[0].shape[0],
        "norm": _norm(state, "discriminators.0.conv_post."),
    }
    return _filled("mrd", options, {_renamed(key): value for key, value in state.items()})


def build_multi_band(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return a multi-band discriminator; its class is a plug-in.

    Args:
        state: The weights.
        settings: "match_stride", where frames aren't the usual ones.

    Raises:
        PeerError: The weights aren't those of one, or the plug-in isn't installed.
    """
    found = _weights(state, "discriminators.0.", dims=4)
    options: Options = {"channels": found[0].shape[0]}
    if settings.get("match_stride"):
        options["match_stride"] = True
    ours = {_renamed(key): v for key, v in state.items() if not CONSTANTS.fullmatch(key)}
    return _filled("multi_band", options, ours)


def build_constant_q(state: State, settings: Mapping[str, Any]) -> BuiltPeer:
    """Return BigVGAN v2's constant-Q discriminator; its class is a plug-in.

    Args:
        state: The weights, and the constants of nnAudio's transform if the file has them.
        settings: "sample_rate"; if it is None, the constants tell.

    Raises:
        PeerError: The sample rate is missing, or the plug-in isn't installed.
    """
    rate = settings.get("sample_rate") or _rate_of_constant_q(state)
    ours = {_renamed(key): v for key, v in state.items() if not CONSTANTS.fullmatch(key)}
    options: Options = {
        "sample_rate": rate,
        "octaves": len({k for k in ours if re.fullmatch(r"discriminators\.0\.conv_pres.*bias", k)}),
        "filters": ours["discriminators.0.convs.0.conv.weight"].shape[0],
        "transform": "nnaudio",
    }
    return _filled("constant_q", options, ours)


def _rate_of_constant_q(state: State) -> int:
    """Return the sample rate in Hz, from the length of the window for the lowest frequency.

    At twice the rate, that window has q * 2 * rate / 32.7 samples, rounded up; with 24 frequencies
    an octave or more, only one whole rate has that length.
    """
    lengths = state.get("discriminators.0.cqt_transform.lenghts")  # spelt as in nnAudio
    if lengths is None:
        raise PeerError(
            "its second discriminator is a constant-Q one, whose weights don't tell the sample "
            "rate: give it, as in sample_rate=24000"
        )
    bins = state["discriminators.0.cqt_transform.cqt_kernels_real"].shape[0]
    return int(float(lengths.max()) * 32.7 * (2 ** (1 / bins) - 1) / 2 + 1e-6)


Build = Callable[[State, Mapping[str, Any]], BuiltPeer]
FAMILIES: Mapping[str, Build] = {
    "mpd": build_mpd,
    "msd": build_msd,
    "msstftd": build_stft,
    "mrd": build_mrd,
    "multi_band": build_multi_band,
    "constant_q": build_constant_q,
}


def count(state: State, name: str) -> int:
    """Return how many numbered modules ``name.0``, ``name.1``, ... a state dict has."""
    return len({found[1] for key in state if (found := re.match(rf"{name}\.(\d+)\.", key))})


def _renamed(key: str) -> str:
    found = LAYER.fullmatch(key)
    return f"{found['layer']}.conv.{found['rest']}" if found else key


def _weights(state: State, prefix: str, dims: int) -> list[Tensor]:
    """Return the weights of the layers under a prefix, in order; a PeerError if there are none."""
    ends = (*WEIGHT_KEYS, "original1", "weight.original")
    found = [v for k, v in state.items() if k.startswith(prefix) and k.endswith(ends)]
    found = [weight for weight in found if weight.ndim == dims]
    if len(found) < 2:
        raise PeerError(f"it has no convolutions with weights of {dims} axes under {prefix}")
    return found


def _norm(state: State, prefix: str) -> str:
    for key, norm in NORM_KEYS.items():
        if f"{prefix}{key}" in state or f"{prefix}0.{key}" in state:
            return norm
    raise PeerError(f"it has no weight under {prefix}")


def _filled(name: str, options: Options, state: State) -> BuiltPeer:
    try:
        built = create(name, **options)
    except RegistryError as error:
        raise PeerError(
            f"its discriminator {name!r} needs a plug-in: pip install -e "
            f"examples/field-discriminators ({error})"
        ) from error
    with torch.no_grad():
        try:
            built.load_state_dict(state)
        except RuntimeError as error:
            first = " ".join(str(error).split("\n\t")[1].split()) if "\n\t" in str(error) else error
            raise PeerError(f"its weights don't fit {name}: {first}") from error
    return BuiltPeer(built.eval(), options)
