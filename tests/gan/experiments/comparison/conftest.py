"""Runs to compare: invented ones, and real ones of one and two steps."""

from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import torch

from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.data import Clip, Clips
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import preset
from course_lib.gan.training.trainer import train


@pytest.fixture
def recordings():
    """Two kinds, half a second each."""
    rng = torch.Generator().manual_seed(0)
    waves = 0.1 * torch.randn(4, 8000, generator=rng)
    kinds = ("drums", "drums", "babble", "babble")
    return Clips(
        [Clip(w, kind, f"{kind} clip") for w, kind in zip(waves, kinds, strict=True)], 16_000
    )


@pytest.fixture
def make_run(recordings):
    """Make a run for the page, with invented numbers."""

    def make(name="a", scores=None, gain=0.5, curves=None, warm_steps=10):
        return SimpleNamespace(
            name=name,
            about=f"about {name}",
            scores={"frame_comb_db": 3.0, "onset_f1": 0.9} if scores is None else scores,
            estimates=gain * recordings.waves,
            curves={"recon": [(5, 2.0), (20, 1.0)]} if curves is None else curves,
            warm_steps=warm_steps,
        )

    return make


@pytest.fixture(scope="session")
def sounds(tmp_path_factory):
    """A folder with five recordings of half a second."""
    folder = tmp_path_factory.mktemp("sounds")
    for number in range(5):
        hiss = np.random.default_rng(number).normal(0, 0.1, 8800)
        soundfile.write(folder / f"{number}.wav", hiss, 16_000)
    return folder


@pytest.fixture(scope="session")
def runs(sounds, tmp_path_factory):
    """Two runs of a generator with a few weights, of one step and of two."""
    folder = tmp_path_factory.mktemp("runs")
    small = preset("tiny").replace(
        codec=CodecOptions(dim=8, encoder_blocks=1, decoder_blocks=1),
        warm_batch=1,
        warm_segment=4096,
        steps=0,
    )
    for name, steps in (("one", 1), ("two", 2)):
        sizes = small.replace(warm_steps=steps)
        config = TrainConfig(preset=sizes, discriminators=(), data=str(sounds), log_every=1)
        train(config, folder / name, device="cpu")
    return folder
