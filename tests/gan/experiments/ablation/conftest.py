"""A micro ablation: a few weights, a few steps, recordings of half a second."""

import contextlib
import io
import math
import shutil
import subprocess
import sys
import traceback

import numpy as np
import pytest
import soundfile

from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.experiments.ablation import AblationPlan, ablate, worker
from course_lib.gan.experiments.ablation.results import MetricDifference, Results, RunOutcome
from course_lib.gan.training.presets import preset

MICRO = preset("tiny").replace(
    name="micro",
    codec=CodecOptions(
        dim=6, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=32, latent=3, levels=5
    ),
    warm_steps=2,
    warm_batch=2,
    warm_segment=512,
    warm_rise=1,
    steps=3,
    batch=2,
    segment=640,
    d_batch=1,
    d_segment=256,
    discriminators={
        "mpd": {"periods": (2, 3), "n_layers": 2, "filters": 2, "max_filters": 4},
        "msstftd": {"filters": 2, "n_ffts": (64,), "hop_lengths": (32,), "win_lengths": (64,)},
    },
)


@pytest.fixture(scope="session")
def micro():
    return MICRO


@pytest.fixture(scope="session")
def sounds(tmp_path_factory):
    """A folder with three recordings: one for each split."""
    folder = tmp_path_factory.mktemp("sounds")
    time = np.arange(9600) / 16_000
    for number in range(3):
        tone = 0.5 * np.sin(2 * math.pi * (200 + 90 * number) * time)
        hiss = np.random.default_rng(number).normal(0, 0.02, time.shape)
        soundfile.write(folder / f"{number}.wav", tone + hiss, 16_000)
    return folder


@pytest.fixture(scope="session")
def plan(micro, sounds):
    return AblationPlan(micro, modes=("none", "msstftd"), seeds=(0,), data=str(sounds))


def work_here(command, *, input, **_):
    """Do what a worker does, without a process that has to import everything first."""
    assert command[1:] == [
        "-c",
        "from course_lib.gan.experiments.ablation.worker import main; main()",
    ]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(input))
        try:
            worker.main()
        except Exception:
            traceback.print_exc()
            code = 1
    return subprocess.CompletedProcess(command, code, "", said.getvalue())


@pytest.fixture(scope="session")
def workers_in_this_process():
    """A ``with`` block in which an ablation starts no processes; some tests let it start them."""

    @contextlib.contextmanager
    def block():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("course_lib.gan.experiments.ablation.run.subprocess.run", work_here)
            yield

    return block


@pytest.fixture
def here(workers_in_this_process):
    with workers_in_this_process():
        yield


@pytest.fixture(scope="session")
def finished(plan, tmp_path_factory, workers_in_this_process):
    """The folder of an ablation that ran to its end; not to be changed."""
    folder = tmp_path_factory.mktemp("ablation") / "a"
    with workers_in_this_process():
        return ablate(plan, folder, device="cpu", on_message=lambda _: 0)


@pytest.fixture
def make_results():
    """Make results from scores: ``make_results({"none": [{"fd_fine": 3.0}], "mpd": [...]})``."""

    def make(scores):
        outcomes = {
            mode: tuple(
                RunOutcome(seed, 300, 10.0, 12.0, 1, own, 7000) for seed, own in enumerate(by_seed)
            )
            for mode, by_seed in scores.items()
        }
        differences = {
            mode: {
                name: MetricDifference(
                    tuple(
                        own[name] - base[name]
                        for own, base in zip(by_seed, scores["none"], strict=False)
                    ),
                    clips=(-1.0, 2.0),
                    both=None,
                )
                for name in by_seed[0]
            }
            for mode, by_seed in scores.items()
            if mode != "none"
        }
        about = {
            "preset": MICRO.to_dict(),
            "data": "synthetic",
            "seeds": [0],
            "clips": {"count": 30, "digest": "0"},
            "versions": {},
        }
        cost = {"cpu_seconds": 20.0, "seconds": 30.0, "sessions": 1}
        return Results(about, (cost,), outcomes, differences, ())

    return make


@pytest.fixture
def two_modes(make_results):
    """Make results of none and mpd, from their differences: a number per seed and metric."""

    def make(fine, onset):
        none = [{"fd_fine": 3.0, "onset_f1": 0.5} for _ in fine]
        mpd = [{"fd_fine": 3 + f, "onset_f1": 0.5 + o} for f, o in zip(fine, onset, strict=True)]
        return make_results({"none": none, "mpd": mpd})

    return make


@pytest.fixture
def copy_of_finished(finished, tmp_path):
    """A copy of a finished ablation, to be changed."""
    return shutil.copytree(finished, tmp_path / "copy")
