"""The script that records the failed runs writes the data that the package reads."""

import runpy

import pytest

from course_lib.gan.experiments.failures import failures_log
from course_lib.gan.experiments.failures.recorded_runs import FOLDER
from course_lib.gan.training.presets import Preset
from course_lib.sounds import load


@pytest.fixture(scope="module")
def script(request):
    root = request.getfixturevalue("root")
    return runpy.run_path(str(root / "scripts" / "make_failures.py"))


def test_it_writes_the_folder_that_the_package_reads(script):
    assert script["DATA"] == FOLDER
    assert (script["DATA"] / "failures.json").is_file()


def test_the_recordings_in_the_package_are_those_that_it_would_make(script):
    log = failures_log()
    recorded = {(run["name"], run["seed"]): run["role"] for run in log["runs"]}

    assert recorded == script["RUNS"]
    assert log["discriminators"] == list(script["DISCRIMINATORS"])
    assert (log["steps"], log["runs"][0]["heard_at"]) == (
        script["STEPS"],
        list(script["CLIP_STEPS"]),
    )
    configuration = script["configuration"]("good", script["SEED"], script["STEPS"])
    # They were recorded before presets had all of today's fields, whose defaults change nothing.
    recorded_with = Preset.from_dict(log["preset"]).to_dict()
    assert recorded_with == configuration.preset.to_dict()


def test_a_clip_contains_the_chosen_sounds_one_after_the_other(script):
    real = load(FOLDER / "clips" / "real.flac")

    assert real.seconds == pytest.approx(len(script["CLIP_SOUNDS"]) * script["SECONDS"])
