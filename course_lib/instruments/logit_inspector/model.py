"""Ask any discriminator of the registry on which samples one of its logits depends.

Nothing is known here about how a discriminator is built. It keeps the contract, and autograd tells
the rest; so a class that a learner registered a minute ago is asked in the same way.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import RegistryError, example, names
from course_lib.instruments.fold_explorer.model import logit_samples
from course_lib.sounds import Sound


class Member(nn.Module):
    """One member of a committee, as `logit_samples` asks for it: ``(logits, fmaps)``."""

    def __init__(self, committee: MultiDiscriminator, k: int) -> None:
        super().__init__()
        self.committee = committee
        self.k = k

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Let the committee judge, and hand on what member ``k`` said."""
        logits, fmaps = self.committee(wave)
        return logits[self.k], fmaps[self.k]


class Field(NamedTuple):
    """The samples that one logit depends on, in numbers."""

    samples: int
    first: int
    last: int
    step: int | None  # samples from one to the next; None where they stand unevenly

    @property
    def spread(self) -> int:
        """Samples from the first to the last."""
        return self.last - self.first + 1


def known_discriminators() -> tuple[dict[str, MultiDiscriminator], dict[str, str]]:
    """Build a small instance of each registered name; those that cannot be built get a reason."""
    built: dict[str, MultiDiscriminator] = {}
    left_out: dict[str, str] = {}
    for name in names():
        try:
            with torch.random.fork_rng(devices=[]):  # the learner's random numbers stay as they are
                torch.manual_seed(0)
                built[name] = example(name)
        except (RegistryError, TypeError, ValueError) as error:
            left_out[name] = str(error)
    return built, left_out


def heard_by(
    committee: MultiDiscriminator, k: int, length: int, position: tuple[int, ...]
) -> Tensor:
    """Mark the samples that a logit of member ``k`` depends on: bool [length]."""
    return logit_samples(Member(committee, k), length, position)


def field_of(heard: Tensor) -> Field | None:
    """Measure which samples are heard; None where there is none."""
    where = heard.nonzero().flatten()
    if not len(where):
        return None
    steps = torch.unique(where.diff())
    step = int(steps[0]) if len(steps) == 1 else 1 if len(where) == 1 else None
    return Field(len(where), int(where[0]), int(where[-1]), step)


def only_heard(sound: Sound, heard: Tensor) -> Sound:
    """Silence every sample that the logit does not depend on."""
    kept = torch.where(heard, sound.samples, 0.0)
    return Sound(kept, sound.sample_rate, "what one score hears, the rest silent")


def as_map(scores: Tensor) -> Tensor:
    """Lay a member's scores of the first wave out as [time, places]."""
    if scores.ndim < 3:
        raise ValueError(f"its logits {list(scores.shape)} have no time axis after the channel")
    return scores[0, 0].flatten(1) if scores.ndim > 3 else scores[0, 0][:, None]


def pattern_in_words(field: Field) -> str:
    """Say whether the samples that a logit hears stand side by side or apart."""
    if field.samples == field.spread:
        return "They stand side by side, without a gap."
    if field.step is not None:
        return f"Between two of them, {field.step - 1} samples in a row are not heard."
    return "There are gaps of different lengths between them."
