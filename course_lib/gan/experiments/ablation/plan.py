"""Say what an ablation runs: which modes, which seeds, from which warm-up.

Every mode of one seed begins with the same warmed-up generator and sees the same batches in the
same order. What differs is who judges, and how the generator listens:

    none        nobody: reconstruction alone, for as many updates as the others
    mpd, ...    one registered discriminator, by its name
    all         the three families of the course, with one adversarial budget
    balancer    all, with shares of the gradient
    adaptive    all, with weights by present performance
    adv_only    MS-STFT-D's adversarial loss without feature matching
    feat_only   MS-STFT-D's feature matching without its adversarial loss
    none_long   nobody, for as much computing time as `all` took

`none` answers what the same updates would have done, and `none_long` what the same time would have.
One without the other is half a control.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.discriminators.registry import names as registered
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import Preset
from course_lib.spelling import did_you_mean

BASELINE, SAME_TIME_AS = "none", "all"
FAMILIES = ("mpd", "msd", "msstftd")
HEARD_ALONE = ("msstftd",)  # by adv_only and feat_only
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "none": {"discriminators": ()},
    "all": {"discriminators": FAMILIES},
    "balancer": {"discriminators": FAMILIES, "mode": "balancer"},
    "adaptive": {"discriminators": FAMILIES, "mode": "adaptive"},
    "adv_only": {"discriminators": HEARD_ALONE, "terms": "adv"},
    "feat_only": {"discriminators": HEARD_ALONE, "terms": "feat"},
    "none_long": {"discriminators": ()},
}
MODES = ("none", *FAMILIES, "all", "balancer", "adaptive", "adv_only", "feat_only", "none_long")


@dataclass(frozen=True)
class Plan:
    """The runs of an ablation.

    Args:
        preset: sizes, rates and steps of all runs.
        modes: which ones; `none` is always among them, since the others are compared with it.
        seeds: each has a warm-up of its own.
        data: "synthetic", or a folder of recordings.
    """

    preset: Preset
    modes: tuple[str, ...] = MODES
    seeds: tuple[int, ...] = (0, 1, 2)
    data: str = "synthetic"

    def __post_init__(self) -> None:
        check_modes(self.modes)
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"an ablation needs seeds, each named once, not {self.seeds}.")
        if not self.preset.steps or not self.preset.warm_steps:
            raise ValueError("an ablation needs steps in both stages: warm_steps and steps.")

    def warm_up(self, seed: int) -> TrainConfig:
        """Configure the run whose end all modes of a seed begin with."""
        return self._config(seed, self.preset.replace(steps=0), {"discriminators": ()})

    def branch(self, mode: str, seed: int, steps: int | None = None) -> TrainConfig:
        """Configure one mode of a seed; ``steps`` other than the preset's for `none_long`."""
        preset = self.preset if steps is None else self.preset.replace(steps=steps)
        return self._config(seed, preset, SPECIAL.get(mode, {"discriminators": (mode,)}))

    def _config(self, seed: int, preset: Preset, who: Mapping[str, Any]) -> TrainConfig:
        return TrainConfig(
            preset=preset, seed=seed, data=self.data, save_every=500, shares_every=100, **who
        ).resolved()


def check_modes(modes: Sequence[str]) -> None:
    """Refuse modes that nobody knows, or that lack what they are compared with."""
    known = [*SPECIAL, *(name for name in registered() if name not in SPECIAL)]
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
