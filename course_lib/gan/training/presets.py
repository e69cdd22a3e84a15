"""Sizes of the small GAN, from a laptop's processor to a large graphics card.

    tiny     minutes on one processor core
    small    a quarter of an hour on a graphics card such as Colab offers
    full     AudioCraft's own discriminators; needs a large card and patience

The numbers of ``tiny`` were found by trial; ``small`` and ``full`` scale its networks up. Change
one with ``preset("tiny").replace(steps=1000)``.
"""

from collections.abc import Mapping

from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.training.preset import Preset
from course_lib.spelling import did_you_mean

__all__ = ["FULL", "PRESETS", "SMALL", "TINY", "Preset", "preset"]

TINY = Preset(
    name="tiny",
    codec=CodecOptions(),
    discriminators={
        "mpd": {"filters": 4, "filters_scale": 2, "max_filters": 64},
        "msd": {
            "filters": 8,
            "max_filters": 64,
            "downsample_scales": (4, 4, 4),
            "groups": (4, 4, 4),
        },
        "msstftd": {
            "filters": 8,
            "n_ffts": (1024, 256),
            "hop_lengths": (256, 64),
            "win_lengths": (1024, 256),
        },
    },
)

SMALL = Preset(
    name="small",
    codec=CodecOptions(dim=256, encoder_blocks=3, decoder_blocks=5),
    discriminators={
        "mpd": {"filters": 8, "filters_scale": 2, "max_filters": 256},
        "msd": {"filters": 16, "max_filters": 256},
        "msstftd": {
            "filters": 16,
            "n_ffts": (1024, 512, 256),
            "hop_lengths": (256, 128, 64),
            "win_lengths": (1024, 512, 256),
        },
    },
    warm_steps=4000,
    warm_batch=16,
    warm_lr=1e-3,
    warm_lr_end=2e-4,
    steps=1500,
    batch=16,
    segment=8192,
    d_batch=16,
    d_segment=8192,
)

FULL = Preset(
    name="full",
    codec=CodecOptions(dim=512, encoder_blocks=4, decoder_blocks=8),
    discriminators={
        "mpd": {},
        "msd": {},
        "msstftd": {
            "filters": 32,
            "n_ffts": (2048, 1024, 512, 256, 128),
            "hop_lengths": (512, 256, 128, 64, 32),
            "win_lengths": (2048, 1024, 512, 256, 128),
        },
    },
    warm_steps=10_000,
    warm_batch=16,
    warm_segment=16_384,
    warm_lr=5e-4,
    warm_lr_end=1e-4,
    warm_rise=500,
    steps=10_000,
    batch=16,
    segment=16_384,
    d_batch=16,
    d_segment=16_384,
    lr=3e-4,
    d_lr=3e-4,
)

PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in (TINY, SMALL, FULL)}


def preset(name: str) -> Preset:
    """Return the preset called ``name``.

    Raises:
        LookupError: there is none of this name.
    """
    if name not in PRESETS:
        hint = did_you_mean(name, PRESETS)
        raise LookupError(f"no preset {name!r}.{hint} Known: {', '.join(PRESETS)}.")
    return PRESETS[name]
