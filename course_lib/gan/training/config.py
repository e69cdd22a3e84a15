"""The config of a training run: all its choices in one object, ready for JSON.

A run writes its config before its first step, and every checkpoint contains it. So a checkpoint can
rebuild its networks, and a run can't be resumed with other choices by mistake.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args

from course_lib.gan.codec.generators import GENERATORS, GeneratorName
from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.training.presets import Preset, preset
from course_lib.losses.criteria import CriterionName
from course_lib.losses.gradient_penalty import PenaltyName
from course_lib.spelling import did_you_mean

Mode = Literal["weights", "balancer", "adaptive"]
Terms = Literal["both", "adv", "feat"]
Reduction = Literal["mean", "sum"]

SYNTHETIC = "synthetic"
CHOICES: Mapping[str, tuple[str | None, ...]] = {
    "mode": get_args(Mode),
    "terms": get_args(Terms),
    "generator": (None, *GENERATORS),
    "loss": get_args(CriterionName),
    "reduction": get_args(Reduction),
    "penalty": get_args(PenaltyName),
}

# A resumed run may be longer or save more often: these fields don't change its next step.
MAY_CHANGE = ("save_every", "log_every", "milestones", "steps")


@dataclass(frozen=True)
class TrainConfig:
    """The choices of one run; its `Preset` has the sizes and learning rates."""

    preset: Preset = field(default_factory=lambda: preset("tiny"))
    discriminators: tuple[str, ...] = ("mpd", "msd", "msstftd")  # names of the registry or preset
    mode: Mode = "weights"  # how losses are combined: by fixed weights, balancer, adaptive weights
    terms: Terms = "both"  # or "adv": adversarial losses only; "feat": feature matching only
    generator: GeneratorName | None = None  # "stft" or "waveform"; None means the preset's
    loss: CriterionName = "hinge"  # or "hinge2", or "mse" for LSGAN
    relativistic: bool = False  # score each fake against the real sound beside it
    # How losses of sub-discriminators, of feature maps and of discriminators are combined. "mean":
    # the total weight is the same for any number of them. "sum": they add up, as in HiFi-GAN, and
    # feature maps aren't divided by the size of the real ones.
    reduction: Reduction = "mean"
    penalty: PenaltyName = "none"  # on the discriminators' slope: "r1" or "gp"
    penalty_weight: float = 100.0
    d_clip: float | None = None  # the largest norm of a discriminator's gradient
    frozen: tuple[str, ...] = ()  # discriminators that are never updated: a control
    seed: int = 0
    data: str = SYNTHETIC  # or a folder of recordings
    start: Mapping[str, int] = field(default_factory=dict)  # adversarial step at which it joins
    every: Mapping[str, int] = field(default_factory=dict)  # it is updated every N steps
    d_rates: Mapping[str, float] = field(default_factory=dict)  # its learning rate
    save_every: int = 100  # steps between checkpoints
    # Steps whose checkpoints are kept, besides the end of the warm-up and the two newest.
    milestones: tuple[int, ...] = ()
    log_every: int = 10  # steps between lines of the history
    shares_every: int = 100  # steps between measurements of gradient shares; 0 measures none

    def __post_init__(self) -> None:
        for name in ("discriminators", "milestones", "frozen"):  # JSON has no tuples
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name, known in CHOICES.items():
            _check_choice(name, getattr(self, name), known)
        self._settle_generator()
        self._check_losses()
        if self.data == SYNTHETIC and self.preset.sample_rate != CODEC_SAMPLE_RATE:
            raise ValueError(
                f"the synthetic clips have {CODEC_SAMPLE_RATE} Hz, but sample_rate is "
                f"{self.preset.sample_rate}. Leave sample_rate at {CODEC_SAMPLE_RATE}, or train on "
                "a folder of recordings, which are resampled."
            )
        repeated = {n for n in self.discriminators if self.discriminators.count(n) > 1}
        if repeated:
            raise ValueError(f"duplicate discriminator: {', '.join(sorted(repeated))}.")
        if not self.discriminators and (self.mode, self.terms) != ("weights", "both"):
            raise ValueError(
                f"mode={self.mode!r} and terms={self.terms!r} need discriminators, but the run has "
                "none. Name some, or leave mode and terms out."
            )
        if self.preset.recon_weight == 0 and all(self.start.get(n) for n in self.discriminators):
            raise ValueError(
                "with recon_weight=0 and no discriminator at the start, the generator has no loss. "
                "Set recon_weight, or let a discriminator start at step 0."
            )
        for name, smallest in (("save_every", 1), ("log_every", 1), ("shares_every", 0)):
            if getattr(self, name) < smallest:
                raise ValueError(f"{name} must be {smallest} or more, got {getattr(self, name)}.")

    def _settle_generator(self) -> None:
        """Agree with the preset on the generator: whichever of the two names one decides."""
        named = self.generator or self.preset.generator
        if self.preset.generator not in (named, GENERATORS[0]):
            raise ValueError(
                f"generator is {named!r} here and {self.preset.generator!r} in the preset: name it "
                "in one place."
            )
        object.__setattr__(self, "generator", named)
        object.__setattr__(self, "preset", self.preset.replace(generator=named))

    def _check_losses(self) -> None:
        for name in self.frozen:
            if name not in self.discriminators:
                hint = did_you_mean(name, self.discriminators)
                raise ValueError(
                    f"frozen names {name!r}, but this run has no such discriminator.{hint}"
                )
        if not 0 <= self.penalty_weight < math.inf:
            raise ValueError(
                f"penalty_weight must be a finite number, 0 or more, got {self.penalty_weight!r}."
            )
        if self.d_clip is not None and not 0 < self.d_clip < math.inf:
            raise ValueError(
                f"d_clip must be a finite number above 0, or None, got {self.d_clip!r}."
            )

    @property
    def last_step(self) -> int:
        """The number of steps of the run, both stages together."""
        return self.preset.warm_steps + self.preset.steps

    @property
    def kept_steps(self) -> tuple[int, ...]:
        """The steps whose checkpoints are kept: the milestones, and the end of the warm-up."""
        return (*self.milestones, self.preset.warm_steps)

    def resolved(self) -> "TrainConfig":
        """Return a copy in which the options of every discriminator are written out.

        Raises:
            RegistryError: A discriminator isn't registered.
        """
        options = {name: self.preset.discriminator_options(name) for name in self.discriminators}
        families = {n: f for n, f in self.preset.families.items() if n in self.discriminators}
        preset = self.preset.replace(discriminators=options, families=families)
        return replace(self, preset=preset)

    def to_dict(self) -> dict[str, Any]:
        """Return the config as plain values, exactly as they come back from JSON."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Return a config from the plain values of `to_dict`."""
        known = [f.name for f in fields(cls)]
        for name in values:
            if name not in known:
                raise TypeError(f"TrainConfig has no field {name!r}.{did_you_mean(name, known)}")
        return cls(**{**values, "preset": Preset.from_dict(values["preset"])})

    def differences(self, other: "TrainConfig") -> list[str]:
        """Return a line for each choice that must agree to resume a run, but doesn't.

        Args:
            other: The config that the run is to be resumed with; this one is the saved one.
        """
        mine, others = _flat(self), _flat(other)
        return [
            f"{name} is {mine[name]!r} there and {others[name]!r} here"
            for name in mine
            if mine[name] != others[name] and name not in MAY_CHANGE
        ]


def _flat(config: TrainConfig) -> dict[str, Any]:
    values = {f.name: getattr(config, f.name) for f in fields(config)}
    own = values.pop("preset")
    sizes = {f.name: getattr(own, f.name) for f in fields(own)}
    sizes["discriminators' options"] = sizes.pop("discriminators")  # values has their names
    return {**sizes, **values}


def _check_choice(name: str, given: str | None, known: tuple[str | None, ...]) -> None:
    if given not in known:
        words = [word for word in known if word is not None]
        raise ValueError(
            f"{name} must be one of {', '.join(words)}, got {given!r}."
            f"{did_you_mean(str(given), words)}"
        )
