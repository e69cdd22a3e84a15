"""What a training run is: all its choices, in one object that JSON can hold.

A run records its configuration before its first step, and every checkpoint repeats it. So a
checkpoint can rebuild itself, and a resumed run cannot become another one by mistake.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args

from course_lib.gan.training.presets import Preset, preset
from course_lib.spelling import did_you_mean

Mode = Literal["weights", "balancer", "adaptive"]
Terms = Literal["both", "adv", "feat"]

# A resumed run may be longer and may save more often. Its next step is the same for all of that.
MAY_CHANGE = ("save_every", "log_every", "milestones", "steps")


@dataclass(frozen=True)
class TrainConfig:
    """The choices of one run; `Preset` has the sizes and rates."""

    preset: Preset = field(default_factory=lambda: preset("tiny"))
    discriminators: tuple[str, ...] = ("mpd", "msd", "msstftd")  # registered names
    mode: Mode = "weights"  # or shares of the gradient, or weights by present performance
    terms: Terms = "both"  # or the adversarial losses alone, or feature matching alone
    seed: int = 0
    data: str = "synthetic"  # or a folder of recordings
    start: Mapping[str, int] = field(default_factory=dict)  # adversarial step at which one joins
    every: Mapping[str, int] = field(default_factory=dict)  # it learns in every k-th step
    d_rates: Mapping[str, float] = field(default_factory=dict)  # its learning rate
    save_every: int = 100  # steps between checkpoints
    # Steps whose checkpoints are kept, as the warm-up's end is; of all others, the newest two.
    milestones: tuple[int, ...] = ()
    log_every: int = 10  # steps between records in the history
    shares_every: int = 100  # steps between measurements of gradient shares; 0 measures none

    def __post_init__(self) -> None:
        for name in ("discriminators", "milestones"):  # JSON knows no tuples
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _check_choice("mode", self.mode, get_args(Mode))
        _check_choice("terms", self.terms, get_args(Terms))
        repeated = {n for n in self.discriminators if self.discriminators.count(n) > 1}
        if repeated:
            raise ValueError(f"{', '.join(sorted(repeated))} is named twice: name each once.")
        if not self.discriminators and (self.mode, self.terms) != ("weights", "both"):
            raise ValueError(
                f"mode={self.mode!r} and terms={self.terms!r} say how to listen to "
                "discriminators, and there are none: name some, or leave both out."
            )
        if self.preset.recon_weight == 0 and all(self.start.get(n) for n in self.discriminators):
            raise ValueError(
                "with recon_weight=0 and no discriminator from the start the generator has nothing "
                "to learn from: give it one of them."
            )
        for name, smallest in (("save_every", 1), ("log_every", 1), ("shares_every", 0)):
            if getattr(self, name) < smallest:
                raise ValueError(f"{name} is a number of steps, {smallest} or more.")

    @property
    def last_step(self) -> int:
        """How many steps the run has, both stages together."""
        return self.preset.warm_steps + self.preset.steps

    @property
    def kept_steps(self) -> tuple[int, ...]:
        """The steps whose checkpoints stay: the milestones, and the warm-up's end for branches."""
        return (*self.milestones, self.preset.warm_steps)

    def resolved(self) -> "TrainConfig":
        """Write out the options of each discriminator, so that nothing is left to be looked up.

        Raises:
            RegistryError: nobody registered one of the names.
        """
        options = {name: self.preset.discriminator_options(name) for name in self.discriminators}
        return replace(self, preset=self.preset.replace(discriminators=options))

    def to_dict(self) -> dict[str, Any]:
        """Write the configuration as plain values, as they come back from JSON: with lists."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Read a configuration from plain values, as JSON gives them."""
        known = [f.name for f in fields(cls)]
        for name in values:
            if name not in known:
                raise TypeError(f"TrainConfig has no field {name!r}.{did_you_mean(name, known)}")
        return cls(**{**values, "preset": Preset.from_dict(values["preset"])})

    def differences(self, other: "TrainConfig") -> list[str]:
        """Name what makes another run than this one of ``other``, with both values."""
        mine, others = _flat(self), _flat(other)
        return [
            f"{name} is {mine[name]!r} there and {others[name]!r} here"
            for name in mine
            if mine[name] != others[name] and name not in MAY_CHANGE
        ]


def _flat(config: TrainConfig) -> dict[str, Any]:
    values = {f.name: getattr(config, f.name) for f in fields(config)}
    own = values.pop("preset")
    return {**{f.name: getattr(own, f.name) for f in fields(own)}, **values}


def _check_choice(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ValueError(
            f"{what} is one of {', '.join(known)}, not {given!r}.{did_you_mean(given, known)}"
        )
