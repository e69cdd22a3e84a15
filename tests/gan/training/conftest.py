"""A micro run: a few weights, short segments, five recordings of half a second."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import nn

from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
from course_lib.discriminators.registry import register, unregister
from course_lib.gan.training.train_state import new_state

SCRIPT = Path(__file__).with_name("micro.py")


@pytest.fixture(scope="session")
def micro():
    """The module that makes micro runs; it is also a program."""
    spec = importlib.util.spec_from_file_location("micro", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sounds(tmp_path_factory):
    """A folder with five recordings: three to train on, one for each other split."""
    folder = tmp_path_factory.mktemp("sounds")
    time = np.arange(8800) / 16_000
    for number in range(5):
        tone = 0.5 * np.sin(2 * math.pi * (200 + 90 * number) * time)
        hiss = np.random.default_rng(number).normal(0, 0.02, time.shape)
        soundfile.write(folder / f"{number}.wav", tone + hiss, 16_000)
    return folder


@pytest.fixture
def config(micro, sounds):
    """Make a configuration of a micro run: ``config(mode="balancer", sizes={"steps": 9})``."""
    return lambda sizes=None, **changes: micro.config(sounds, sizes, **changes)


@pytest.fixture
def second_stage(config):
    """Make the state of a micro run whose warm-up is over before it began."""

    def make(sizes=None, **changes):
        return new_state(config({"warm_steps": 0, **(sizes or {})}, **changes))

    return make


@pytest.fixture
def real():
    """Make a batch for the second stage, always the same one for a number."""

    def make(number=0, items=2, length=640):
        rng = torch.Generator().manual_seed(number)
        return 0.3 * torch.randn(items, 1, length, generator=rng)

    return make


@pytest.fixture
def forgetful():
    """Register a plugin with dropout, which draws random numbers in every step."""

    @register("forgetful", example={"width": 3})
    class Forgetful(MultiDiscriminator):
        """A discriminator that forgets half of its features."""

        def __init__(self, width=2):
            super().__init__()
            self.conv = nn.Conv1d(1, width, 5)
            self.score = nn.Conv1d(width, 1, 3)
            self.dropout = nn.Dropout(0.5)

        num_discriminators = 1

        def forward(self, wave):
            fmap = self.dropout(self.conv(wave).tanh())
            return DiscriminatorOutput([self.score(fmap)], [[fmap]])

    yield Forgetful
    unregister("forgetful")
