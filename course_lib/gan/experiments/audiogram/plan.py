"""Choose what an audiogram tests: which discriminators, on which artefacts, with which seeds."""

from dataclasses import dataclass, field
from typing import Any

from course_lib.discriminators.registry import entry
from course_lib.gan.training.presets import Preset, preset
from course_lib.sounds.artefacts import ARTEFACTS
from course_lib.spelling import did_you_mean

FAMILIES = ("mpd", "msd", "msstftd")
STEPS = 300  # as many as a discriminator gets in an ablation


@dataclass(frozen=True)
class AudiogramPlan:
    """The cells of an audiogram.

    Args:
        preset: The size of the discriminators, their learning rate, and the batch that they get.
        discriminators: Registered names.
        artefacts: Names of artefacts; see `course_lib.sounds.artefacts`.
        seeds: The seeds of the initial weights and of the batches.
        steps: The number of updates; a third of them with each strength.

    Raises:
        ValueError: An artefact is unknown, something is named twice or not at all, or there are
            fewer than three steps.
        RegistryError: A discriminator isn't registered.
    """

    preset: Preset = field(default_factory=lambda: preset("tiny"))
    discriminators: tuple[str, ...] = FAMILIES
    artefacts: tuple[str, ...] = ARTEFACTS
    seeds: tuple[int, ...] = (0, 1, 2)
    steps: int = STEPS

    def __post_init__(self) -> None:
        for name in ("discriminators", "artefacts", "seeds"):
            values = getattr(self, name)
            if not values or len(set(values)) < len(values):
                raise ValueError(f"{name} must be at least one, each named once, got {values}.")
        for artefact in self.artefacts:
            if artefact not in ARTEFACTS:
                hint = did_you_mean(artefact, ARTEFACTS)
                raise ValueError(f"no artefact {artefact!r}.{hint} Known: {', '.join(ARTEFACTS)}.")
        for name in self.discriminators:
            entry(name)
        if self.steps < 3:
            raise ValueError(f"steps must be 3 or more, one for each strength, got {self.steps}.")

    @property
    def settings(self) -> dict[str, Any]:
        """What all cells of one folder must share, as plain data."""
        sizes = self.preset
        return {
            "preset": sizes.name,
            "steps": self.steps,
            "d_lr": sizes.d_lr,
            "betas": list(sizes.betas),
            "d_batch": sizes.d_batch,
            "d_segment": sizes.d_segment,
        }
