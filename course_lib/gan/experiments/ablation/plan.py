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
    none_long   no discriminator, for as much computing time as `all` took, or without `all`, as the
                mode that took most

More controls, which run only if you name them:

    feat_untrained       feature matching with an MS-STFT-D that is never trained
    none_multi_mel       no discriminator, but a log-mel distance at five window lengths
    msstftd_multi_mel    MS-STFT-D beside that distance
    all_sum              the three families, with all losses added up as in HiFi-GAN
    balancer_audiocraft  MS-STFT-D, with the shares of AudioCraft's configuration
    msd_bug              MSD without downsampling, as in AudioCraft

`none` is the control for the number of updates, and `none_long` the one for computing time. Either
alone is half a control.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.discriminators.registry import names as registered
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import AUDIOCRAFT, HIFI_GAN, Preset
from course_lib.spelling import did_you_mean

BASELINE, SAME_TIME_AS = "none", "all"
FAMILIES = ("mpd", "msd", "msstftd")
ONE_LOSS_OF = ("msstftd",)  # for adv_only and feat_only
MEL_WINDOWS = (2048, 1024, 512, 256, 128)  # samples

# What a mode changes in `TrainConfig`. "preset" is what it changes in the preset, "options" what it
# changes in the options of its discriminators.
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "none": {"discriminators": ()},
    "all": {"discriminators": FAMILIES},
    "balancer": {"discriminators": FAMILIES, "mode": "balancer"},
    "adaptive": {"discriminators": FAMILIES, "mode": "adaptive"},
    "adv_only": {"discriminators": ONE_LOSS_OF, "terms": "adv"},
    "feat_only": {"discriminators": ONE_LOSS_OF, "terms": "feat"},
    "none_long": {"discriminators": ()},
    "feat_untrained": {"discriminators": ONE_LOSS_OF, "terms": "feat", "frozen": ONE_LOSS_OF},
    "none_multi_mel": {"discriminators": (), "preset": {"mel_windows": MEL_WINDOWS}},
    "msstftd_multi_mel": {
        "discriminators": ("msstftd",),
        "preset": {"mel_windows": MEL_WINDOWS},
    },
    "all_sum": {"discriminators": FAMILIES, "reduction": "sum", "preset": HIFI_GAN},
    "balancer_audiocraft": {
        "discriminators": ("msstftd",),
        "mode": "balancer",
        "preset": AUDIOCRAFT,
    },
    "msd_bug": {"discriminators": ("msd",), "options": {"msd": {"audiocraft_compat": True}}},
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

    def _config(self, seed: int, preset: Preset, mode: Mapping[str, Any]) -> TrainConfig:
        choices = dict(mode)
        preset = preset.replace(**choices.pop("preset", {}))
        for name, options in choices.pop("options", {}).items():
            own = {**preset.discriminator_options(name), **options}
            preset = preset.replace(discriminators={**preset.discriminators, name: own})
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
    if "none_long" in modes and not set(modes) - {BASELINE, "none_long"}:
        raise ValueError("'none_long' lasts as long as another mode takes: name one.")
