"""The config of a training run: all its choices in one object, ready for JSON.

A run writes its config before its first step, and every checkpoint contains it. So a checkpoint can
rebuild its networks, and a run can't be resumed with other choices by mistake.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args

from course_lib.gan.training.presets import Preset, preset
from course_lib.spelling import did_you_mean

Mode = Literal["weights", "balancer", "adaptive"]
Terms = Literal["both", "adv", "feat"]

# A resumed run may be longer or save more often: these fields don't change its next step.
MAY_CHANGE = ("save_every", "log_every", "milestones", "steps")


@dataclass(frozen=True)
class TrainConfig:
    """The choices of one run; its `Preset` has the sizes and learning rates."""

    preset: Preset = field(default_factory=lambda: preset("tiny"))
    discriminators: tuple[str, ...] = ("mpd", "msd", "msstftd")  # names of the registry or preset
    mode: Mode = "weights"  # how losses are combined: by fixed weights, balancer, adaptive weights
    terms: Terms = "both"  # or "adv": adversarial losses only; "feat": feature matching only
    seed: int = 0
    data: str = "synthetic"  # or a folder of recordings
    start: Mapping[str, int] = field(default_factory=dict)  # adversarial step at which it joins
    every: Mapping[str, int] = field(default_factory=dict)  # it is updated every N steps
    d_rates: Mapping[str, float] = field(default_factory=dict)  # its learning rate
    save_every: int = 100  # steps between checkpoints
    # Steps whose checkpoints are kept, besides the end of the warm-up and the two newest.
    milestones: tuple[int, ...] = ()
    log_every: int = 10  # steps between lines of the history
    shares_every: int = 100  # steps between measurements of gradient shares; 0 measures none

    def __post_init__(self) -> None:
        for name in ("discriminators", "milestones"):  # JSON has no tuples
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _check_choice("mode", self.mode, get_args(Mode))
        _check_choice("terms", self.terms, get_args(Terms))
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


def _check_choice(name: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ValueError(
            f"{name} must be one of {', '.join(known)}, got {given!r}.{did_you_mean(given, known)}"
        )
