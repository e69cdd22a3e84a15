"""What decides a training run, but for its data, its seed and who judges.

A preset is plain numbers in one frozen object: it can be compared, written into a checkpoint as
JSON, and changed in one field without touching the others.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from course_lib.discriminators.registry import example_options, get
from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.data.synthesis import SAMPLE_RATE
from course_lib.spelling import did_you_mean

Options = Mapping[str, Any]  # what a discriminator's constructor takes, as plain values


@dataclass(frozen=True)
class Preset:
    """The networks' sizes, and how they are trained."""

    name: str
    codec: CodecOptions  # the generator's size
    discriminators: Mapping[str, Options] = field(default_factory=dict)  # by registered name
    sample_rate: int = SAMPLE_RATE  # Hz

    # first stage: reconstruction alone
    warm_steps: int = 2300
    warm_batch: int = 8
    warm_segment: int = 8192  # samples of each item
    warm_lr: float = 2e-3  # highest learning rate; reached after warm_rise steps,
    warm_lr_end: float = 4e-4  # and falling in a straight line to this one
    warm_rise: int = 100
    warm_betas: tuple[float, float] = (0.9, 0.99)  # AdamW
    warm_clip: float = 1.0  # largest norm of the generator's gradient

    # second stage: against discriminators
    steps: int = 300
    batch: int = 6
    segment: int = 6144
    d_batch: int = 4  # items that the discriminators judge,
    d_segment: int = 4096  # and samples of each: judging costs more than generating
    lr: float = 5e-4  # the generator's
    d_lr: float = 1e-3  # each discriminator's
    betas: tuple[float, float] = (0.5, 0.9)  # AdamW of both
    clip: float = 10.0

    # what the generator pays
    wave_weight: float = 3.0  # the samples' L1 distance, inside the reconstruction loss
    recon_weight: float = 1.0
    adv_weight: float = 1.0  # shared out evenly among the discriminators
    feat_weight: float = 2.0  # likewise
    ema: float = 0.99  # the listeners get a running mean of the weights; its factor per step

    def __post_init__(self) -> None:
        # JSON knows neither tuples nor our dataclass: accept what it gives
        for name in ("warm_betas", "betas"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        plain = {name: _frozen(options) for name, options in self.discriminators.items()}
        object.__setattr__(self, "discriminators", plain)
        _check_numbers(self)

    def replace(self, **changes: Any) -> "Preset":  # noqa: ANN401 — the fields have their types
        """Return this preset with other values in some fields."""
        _check_names(changes, Preset)
        return replace(self, **changes)

    def warm_rate(self, step: int) -> float:
        """Return the learning rate at ``step`` = 0, 1, ... of the first stage."""
        rise = min(1.0, (step + 1) / max(1, self.warm_rise))
        fall = (self.warm_lr - self.warm_lr_end) * step / max(1, self.warm_steps)
        return rise * (self.warm_lr - fall)

    def discriminator_options(self, name: str) -> dict[str, Any]:
        """Return the options for a registered discriminator at this size.

        One that the preset does not know, such as a plugin's, gets those of its example.
        """
        if name in self.discriminators:
            return dict(self.discriminators[name])
        return example_options(get(name))

    def to_dict(self) -> dict[str, Any]:
        """Write the preset as plain values, which JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Preset":
        """Read a preset from plain values, as JSON gives them."""
        _check_names(values, cls)
        _check_names(values["codec"], CodecOptions)
        return cls(**{**values, "codec": CodecOptions(**values["codec"])})


def _check_names(values: Mapping[str, Any], cls: type) -> None:
    known = [f.name for f in fields(cls)]
    for name in values:
        if name not in known:
            raise TypeError(f"{cls.__name__} has no field {name!r}.{did_you_mean(name, known)}")


def _check_numbers(preset: Preset) -> None:
    """Refuse what no run could use; names the field, its value and its range."""
    for f in fields(preset):
        value = getattr(preset, f.name)
        may_be_zero = f.name.endswith(("steps", "_weight", "_rise"))
        if f.type is int and (type(value) is not int or value < (0 if may_be_zero else 1)):
            needed = "0 or more" if may_be_zero else "1 or more"
            raise ValueError(f"{f.name} is a whole number, {needed}, not {value!r}.")
        if f.type is float and not (0 <= value < float("inf")):
            raise ValueError(f"{f.name} is a finite number, 0 or more, not {value!r}.")
    for name in ("warm_betas", "betas", "ema"):
        value = getattr(preset, name)
        if not all(0 <= part < 1 for part in (value if isinstance(value, tuple) else (value,))):
            raise ValueError(f"{name} lies from 0 to below 1, unlike {value!r}.")
    for part, whole in (("d_batch", "batch"), ("d_segment", "segment")):
        if getattr(preset, part) > getattr(preset, whole):
            raise ValueError(
                f"{part}={getattr(preset, part)} is cut out of {whole}={getattr(preset, whole)}, "
                "and cannot be larger."
            )


def _frozen(value: Any) -> Any:  # noqa: ANN401 — plain values of any kind
    """Turn lists, as JSON has them, into tuples, as the constructors' defaults have them."""
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return value
