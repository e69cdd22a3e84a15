"""An audiogram of made-up scores, and a plan of discriminators with a few weights."""

import pytest
import torch

from course_lib.gan.experiments.audiogram import Audiogram, AudiogramPlan
from course_lib.gan.experiments.audiogram.train_one_discriminator import Hearing
from course_lib.gan.training.presets import preset


@pytest.fixture
def plan():
    """A plan with one tiny discriminator, one artefact and short cuts."""
    small = {"mpd": {"periods": (2, 3), "n_layers": 2, "filters": 2, "max_filters": 4}}
    sizes = preset("tiny").replace(d_batch=2, d_segment=512, discriminators=small)
    return AudiogramPlan(sizes, ("mpd",), ("clicks",), (0,), steps=3)


@pytest.fixture
def made_up():
    """Make an audiogram from how far each discriminator separates the clips: ``{"mpd": 3.0}``."""

    def make(separation, artefact="clicks", seeds=3, clips=30):
        rng = torch.Generator().manual_seed(0)

        def scores(shift):
            return tuple((torch.randn(clips, generator=rng) - shift).tolist())

        cells = tuple(
            Hearing(
                name,
                artefact,
                seed,
                parameters=1234,
                cpu_seconds=2.0 + seed,
                scores={s: scores(separated * s / 3) for s in (0, 1, 2, 3)},
            )
            for name, separated in separation.items()
            for seed in range(seeds)
        )
        return Audiogram({"preset": "tiny", "steps": 300}, {}, cells)

    return make
