"""Sizes of the small GAN, from a laptop's CPU to a large GPU.

    tiny     minutes on one CPU core
    small    a quarter of an hour on a GPU such as Colab's
    full     AudioCraft's own discriminators; needs a large GPU and patience

A `Preset` is a frozen object of plain numbers: you can compare two of them, write one into a
checkpoint as JSON, and change a field with ``preset("tiny").replace(steps=1000)``.

The numbers of ``tiny`` were found by trial; ``small`` and ``full`` scale its networks up.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from course_lib.discriminators.registry import get, names, size_options
from course_lib.gan.codec.codec import Codec, CodecOptions
from course_lib.gan.codec.generators import GENERATORS, GeneratorName, generator_class
from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.spelling import did_you_mean

Options = Mapping[str, Any]  # arguments of a discriminator's constructor, as plain values

# Published weights of the generator's losses, as fields of a preset. HiFi-GAN adds up the losses of
# all sub-discriminators. AudioCraft's are shares of a balancer: config/solver/compression.
HIFI_GAN: Options = {"recon_weight": 45.0, "adv_weight": 1.0, "feat_weight": 2.0}
AUDIOCRAFT: Options = {"recon_weight": 2.0, "adv_weight": 4.0, "feat_weight": 4.0}


@dataclass(frozen=True)
class Preset:
    """The sizes of the networks, and how they are trained: all of a run except data and seed."""

    name: str
    codec: CodecOptions  # the generator's size
    # Options of discriminators, by name; the others have those registered for the preset's name.
    discriminators: Mapping[str, Options] = field(default_factory=dict)
    # Registered names of the discriminators that a run calls by another name.
    families: Mapping[str, str] = field(default_factory=dict)
    sample_rate: int = CODEC_SAMPLE_RATE  # Hz
    generator: GeneratorName = "stft"  # or "waveform": a decoder of transposed convolutions

    # first stage, the warm-up: reconstruction alone
    warm_steps: int = 2300
    warm_batch: int = 8
    warm_segment: int = 8192  # samples of each item
    warm_lr: float = 2e-3  # the highest learning rate, reached after warm_rise steps
    warm_lr_end: float = 4e-4  # the learning rate falls linearly to this one
    warm_rise: int = 100
    warm_betas: tuple[float, float] = (0.9, 0.99)  # AdamW
    warm_clip: float = 1.0  # the largest norm of the generator's gradient

    # second stage: against discriminators
    steps: int = 300
    batch: int = 6
    segment: int = 6144
    d_batch: int = 4  # items that the discriminators get
    d_segment: int = 4096  # samples of each: discriminators cost more than the generator
    lr: float = 5e-4  # the generator's
    d_lr: float = 1e-3  # each discriminator's
    betas: tuple[float, float] = (0.5, 0.9)  # AdamW of both
    clip: float = 10.0

    # the generator's losses
    wave_weight: float = 3.0  # of the L1 distance of the samples, in the reconstruction loss
    mel_windows: tuple[int, ...] = (1024,)  # samples; the log-mel distance is their mean
    recon_weight: float = 1.0
    adv_weight: float = 1.0  # divided evenly among the discriminators
    feat_weight: float = 2.0  # likewise
    ema: float = 0.99  # decay per step of the running mean of the generator's weights

    def __post_init__(self) -> None:
        # JSON has no tuples: convert its lists
        for name in ("warm_betas", "betas", "mel_windows"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        plain = {name: _frozen(options) for name, options in self.discriminators.items()}
        object.__setattr__(self, "discriminators", plain)
        object.__setattr__(self, "families", dict(self.families))
        _check_numbers(self)

    def replace(self, **changes: Any) -> "Preset":  # noqa: ANN401 — the fields have their types
        """Return a copy of this preset with some fields changed.

        Args:
            changes: The new values, by the names of the fields.

        Raises:
            TypeError: There is no field of this name.
            ValueError: A value is out of its range.
        """
        _check_names(changes, Preset)
        return replace(self, **changes)

    def family(self, name: str) -> str:
        """Return the registered name of a discriminator of this preset.

        Args:
            name: A registered name, or a key of ``families``.
        """
        return self.families.get(name, name)

    def discriminator_options(self, name: str) -> dict[str, Any]:
        """Return the constructor options of a discriminator at this size.

        A discriminator that was registered without this size gets the options of its registered
        example, which is small.

        Args:
            name: A registered name, or a key of ``families``.

        Raises:
            RegistryError: The name isn't registered, or its plugin is broken.
        """
        if name in self.discriminators:
            return dict(self.discriminators[name])
        return size_options(get(self.family(name)), self.name)

    def with_options(self, name: str, options: Options) -> "Preset":
        """Return a copy in which some options of one discriminator are changed.

        Args:
            name: The name of the discriminator.
            options: The options to change; the others keep their values at this size.
        """
        own = {**self.discriminator_options(name), **options}
        return self.replace(discriminators={**self.discriminators, name: own})

    def with_variant(self, name: str, family: str, options: Options) -> "Preset":
        """Return a copy with one more discriminator: a registered one with other options.

        So a run may have several of one family, as in ``with_variant("sinc", "msd",
        {"decimator": "sinc"})``.

        Args:
            name: The name of the new discriminator, which must be a free one.
            family: The registered name of its class.
            options: Its options; the others have the values of ``family`` in this preset.

        Raises:
            ValueError: The name is taken, or isn't made of lower-case letters, digits and _.
        """
        taken = name in self.families or name in names()
        if taken or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            reason = "taken" if taken else "not made of lower-case letters, digits and _"
            raise ValueError(
                f"the name {name!r} is {reason}: choose another one for this {family}."
            )
        own = {**self.discriminator_options(family), **options}
        return self.replace(
            discriminators={**self.discriminators, name: own},
            families={**self.families, name: family},
        )

    def new_generator(self, seed: int = 0) -> Codec:
        """Return an untrained generator of this size; its weights depend on the seed alone.

        Args:
            seed: The seed of the weights.
        """
        return generator_class(self.generator).seeded(self.codec, seed)

    def to_dict(self) -> dict[str, Any]:
        """Return the preset as plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Preset":
        """Return a preset from the plain values of `to_dict`, also after a trip through JSON."""
        _check_names(values, cls)
        _check_names(values["codec"], CodecOptions)
        return cls(**{**values, "codec": CodecOptions(**values["codec"])})


def _check_names(values: Mapping[str, Any], cls: type) -> None:
    known = [f.name for f in fields(cls)]
    for name in values:
        if name not in known:
            raise TypeError(f"{cls.__name__} has no field {name!r}.{did_you_mean(name, known)}")


def _check_numbers(preset: Preset) -> None:
    """Raise ValueError if a number is out of its range, or there is no such generator."""
    if preset.generator not in GENERATORS:
        hint = did_you_mean(str(preset.generator), GENERATORS)
        raise ValueError(
            f"generator must be one of {', '.join(GENERATORS)}, got {preset.generator!r}.{hint}"
        )
    if not preset.mel_windows or any(
        type(n) is not int or n < 32 or n % 4 for n in preset.mel_windows
    ):
        raise ValueError(
            "mel_windows must be one or more lengths of at least 32 samples, all multiples of 4, "
            f"got {preset.mel_windows!r}."
        )
    for f in fields(preset):
        value = getattr(preset, f.name)
        may_be_zero = f.name.endswith(("steps", "_weight", "_rise"))
        if f.type is int and (type(value) is not int or value < (0 if may_be_zero else 1)):
            smallest = 0 if may_be_zero else 1
            raise ValueError(f"{f.name} must be an integer, {smallest} or more, got {value!r}.")
        if f.type is float and not (0 <= value < float("inf")):
            raise ValueError(f"{f.name} must be a finite number, 0 or more, got {value!r}.")
    for name in ("warm_betas", "betas", "ema"):
        value = getattr(preset, name)
        if not all(0 <= part < 1 for part in (value if isinstance(value, tuple) else (value,))):
            raise ValueError(f"{name} must be from 0 to below 1, got {value!r}.")
    for part, whole in (("d_batch", "batch"), ("d_segment", "segment")):
        if getattr(preset, part) > getattr(preset, whole):
            raise ValueError(
                f"{part} must not be larger than {whole}, got {part}={getattr(preset, part)} and "
                f"{whole}={getattr(preset, whole)}."
            )


def _frozen(value: Any) -> Any:  # noqa: ANN401 — plain values of any kind
    """Return the value with each list replaced by a tuple: JSON has lists, our defaults tuples."""
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return value


TINY = Preset(
    name="tiny",
    codec=CodecOptions(),
)

SMALL = Preset(
    name="small",
    codec=CodecOptions(dim=256, encoder_blocks=3, decoder_blocks=5),
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
    """Return a preset by its name: "tiny", "small" or "full".

    Args:
        name: The name.

    Raises:
        LookupError: There is no preset of this name.
    """
    if name not in PRESETS:
        hint = did_you_mean(name, PRESETS)
        raise LookupError(f"no preset {name!r}.{hint} Known: {', '.join(PRESETS)}.")
    return PRESETS[name]
