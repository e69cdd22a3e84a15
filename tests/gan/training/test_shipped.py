"""The pretrained generators load, fit into the package, and get better from stage to stage."""

import pytest
import torch

from course_lib.gan.data import synthetic_clips
from course_lib.gan.metrics import log_mel_l1
from course_lib.gan.training.shipped import FOLDER, READY, ready_generator, ready_log

LARGEST = 12e6  # bytes of all ready material together


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return synthetic_clips("report", per_kind=1)


def test_the_stages_are_those_of_one_growing_run():
    assert READY[:4] == (0, 50, 200, 1000)
    assert READY[-1] == sum(ready_log()["preset"][name] for name in ("warm_steps", "steps"))


def test_later_stages_are_closer_to_the_sounds(clips):
    with torch.no_grad():
        errors = [
            float(log_mel_l1(clips.waves[:, 0], ready_generator(step)(clips.waves)[:, 0]).mean())
            for step in READY
        ]
    # The last stage listened to a discriminator, which costs some of the training target.
    assert errors[:4] == sorted(errors[:4], reverse=True)
    assert errors[-1] < 0.3 * errors[0]


def test_they_fit_into_the_package():
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < LARGEST
    logged = {stage["step"]: stage["bytes"] for stage in ready_log()["stages"]}
    for step, size in logged.items():
        stage = FOLDER / f"step-{step:06d}"
        assert sum(file.stat().st_size for file in stage.iterdir()) == size


def test_an_unknown_stage_is_refused():
    with pytest.raises(ValueError, match=r"step must be one of 0, 50, .* got 7"):
        ready_generator(7)
