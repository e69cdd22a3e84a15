"""Choose what an ablation runs: which modes, which seeds, from which warm-up.

All modes of one seed start from the same warmed-up generator and see the same batches in the same
order. They differ in the discriminators, and in how the generator's losses are combined:

    none        no discriminator: reconstruction alone, for as many updates as the others
    mpd, ...    one discriminator: a registered name, or a variant that the preset defines
    all         the three families of the course, which share one adversarial budget
    balancer    all, with fixed shares of the gradient
    adaptive    all, with weights that follow their present performance
    adv_only    MS-STFT-D's adversarial loss without feature matching
    feat_only   MS-STFT-D's feature matching without its adversarial loss
    none_long   no discriminator, for as much computing time as `all` took

`none` is the control for the number of updates, and `none_long` the one for computing time. Either
alone is half a control.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.discriminators.registry import names as registered
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import Preset
from course_lib.spelling import did_you_mean

BASELINE, SAME_TIME_AS = "none", "all"
FAMILIES = ("mpd", "msd", "msstftd")
ONE_LOSS_OF = ("msstftd",)  # for adv_only and feat_only
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "none": {"discriminators": ()},
    "all": {"discriminators": FAMILIES},
    "balancer": {"discriminators": FAMILIES, "mode": "balancer"},
    "adaptive": {"discriminators": FAMILIES, "mode": "adaptive"},
    "adv_only": {"discriminators": ONE_LOSS_OF, "terms": "adv"},
    "feat_only": {"discriminators": ONE_LOSS_OF, "terms": "feat"},
    "none_long": {"discriminators": ()},
}
MODES = ("none", *FAMILIES, "all", "balancer", "adaptive", "adv_only", "feat_only", "none_long")


@dataclass(frozen=True)
class AblationPlan:
    """The runs of an ablation.

    Args:
        preset: The sizes, rates and steps of all runs.
        modes: The modes to run. `none` must be among them: the others are compared with it.
        seeds: The seeds. Each has a warm-up of its own.
        data: "synthetic", or a folder of recordings.

    Raises:
        ValueError: A mode is unknown, named twice or lacks the mode that it is compared with, there
            are no seeds, or a stage has no steps.
    """

    preset: Preset
    modes: tuple[str, ...] = MODES
    seeds: tuple[int, ...] = (0, 1, 2)
    data: str = "synthetic"

    def __post_init__(self) -> None:
        check_modes(self.modes, self.preset.families)
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"seeds must be at least one, each named once, got {self.seeds}.")
        if not self.preset.steps or not self.preset.warm_steps:
            raise ValueError(
                "an ablation needs steps in both stages: set warm_steps and steps above 0."
            )

    def warm_up(self, seed: int) -> TrainConfig:
        """Return the configuration of the warm-up, from whose end all modes of a seed start."""
        return self._config(seed, self.preset.replace(steps=0), {"discriminators": ()})

    def branch(self, mode: str, seed: int, steps: int | None = None) -> TrainConfig:
        """Return the configuration of one mode of a seed.

        Args:
            mode: One of the plan's modes.
            seed: One of the plan's seeds.
            steps: The steps after the warm-up; those of the preset if None.
        """
        preset = self.preset if steps is None else self.preset.replace(steps=steps)
        return self._config(seed, preset, SPECIAL.get(mode, {"discriminators": (mode,)}))

    def _config(self, seed: int, preset: Preset, choices: Mapping[str, Any]) -> TrainConfig:
        return TrainConfig(
            preset=preset, seed=seed, data=self.data, save_every=500, shares_every=100, **choices
        ).resolved()


def check_modes(modes: Sequence[str], variants: Collection[str] = ()) -> None:
    """Raise a ValueError for an unknown or repeated mode, or one without its control.

    Args:
        modes: The modes of a plan.
        variants: The names of the discriminators that its preset defines.
    """
    if clash := [name for name in variants if name in SPECIAL]:
        raise ValueError(f"{clash[0]!r} is a mode already: choose another name for this variant.")
    others = sorted({*registered(), *variants} - set(SPECIAL))
    known = [*SPECIAL, *others]
    for mode in modes:
        if mode not in known:
            hint = did_you_mean(mode, known)
            raise ValueError(f"no mode {mode!r}.{hint} There are {', '.join(known)}.")
    repeated = sorted({mode for mode in modes if modes.count(mode) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)} is named twice: name each mode once.")
    if BASELINE not in modes:
        raise ValueError(f"every mode is compared with {BASELINE!r}: name it too.")
    if "none_long" in modes and SAME_TIME_AS not in modes:
        raise ValueError(f"'none_long' lasts as long as {SAME_TIME_AS!r}: name it too.")
