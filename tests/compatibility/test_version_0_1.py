"""Files that version 0.1 wrote, and imports that its notebooks contain, still work.

``version_0_1/`` holds a training run of five steps, an ablation, and a learner's progress, all
written by version 0.1 and never touched since.
"""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from course_lib.classroom import setup, unseal
from course_lib.classroom.progress import saved_progress
from course_lib.gan import TrainConfig, load_generator, read_run, train
from course_lib.gan.experiments.ablation import gather
from course_lib.gan.training.checkpoints import load_checkpoint

WRITTEN = Path(__file__).with_name("version_0_1")
# What the notebooks, sheets and documents of version 0.1 import from modules that have moved, and
# what a plugin might.
IMPORTS = {
    "course_lib.classroom.weights": ("fill_weights", "logits_both_ways"),
    "course_lib.discriminators.arguments": ("check_options",),
    "course_lib.discriminators.convs": ("NormConv1d", "NormConv2d"),
    "course_lib.discriminators.interface": ("MultiDiscriminator", "check_wave", "judge"),
    "course_lib.discriminators.msstftd": ("ComplexSpectrogram", "DiscriminatorSTFT"),
    "course_lib.gan": ("toy",),
    "course_lib.gan.ablation": ("gather",),
    "course_lib.gan.adaptive": ("AdaptiveWeights",),
    "course_lib.gan.checkpoints": ("load_checkpoint", "save_checkpoint"),
    "course_lib.gan.clips": ("Clips", "folder_clips", "synthetic_clips"),
    "course_lib.gan.codec": ("CodecOptions", "STFTCodec"),
    "course_lib.gan.config": ("TrainConfig",),
    "course_lib.gan.failures": ("failed_runs", "healthy_run", "recorded_run"),
    "course_lib.gan.metrics": ("evaluate",),
    "course_lib.gan.metrics.evaluation": ("metric",),
    "course_lib.gan.metrics.magnitudes": ("log_mel_l1", "mrstft_log", "spectral_convergence"),
    "course_lib.gan.presets": ("preset",),
    "course_lib.gan.ready": ("READY", "ready_generator"),
    "course_lib.gan.runs": ("read_run",),
    "course_lib.gan.sessions": ("WARM_CHECKPOINT", "WARM_STAGE", "plan_session"),
    "course_lib.gan.step": ("train_step",),
    "course_lib.gan.toy": ("ToyRun", "restore"),
    "course_lib.gan.trainer": ("train",),
    "course_lib.instruments": ("in_haste", "fold_explorer", "alias_partners", "shortened"),
    "course_lib.instruments.abx_statistics": ("guessing_p_value",),
    "course_lib.losses.averages": ("MovingAverages",),
    "course_lib.plots": ("draw_fold", "draw_wave", "show_source", "to_png"),
    "course_lib.plots.beside": ("curves_beside", "grids_beside"),
    "course_lib.plots.source": ("find_source",),
    "course_lib.sounds": ("ARTEFACTS", "SAMPLE_RATE", "Sound", "load", "save", "tone"),
}


@pytest.mark.filterwarnings("ignore:course_lib:DeprecationWarning")
@pytest.mark.parametrize(("module", "names"), IMPORTS.items())
def test_an_import_of_version_0_1_still_works(module, names):
    space: dict = {}
    exec(f"from {module} import {', '.join(names)}", space)

    assert set(names) <= space.keys()


def test_an_old_name_warns_and_says_where_the_module_is_now():
    with pytest.warns(DeprecationWarning, match=r"course_lib\.plots is now course_lib\.display"):
        from course_lib.plots import show_source

    assert show_source is importlib.import_module("course_lib.display").show_source


def test_old_names_import_nothing_until_they_are_used():
    script = (
        "import course_lib, sys; print([n for n in ('torch', 'matplotlib') if n in sys.modules])"
    )
    said = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert said.strip() == "[]"


def test_a_run_of_version_0_1_goes_on_to_its_end(tmp_path, monkeypatch):
    shutil.copytree(WRITTEN, tmp_path / "old")
    monkeypatch.chdir(tmp_path / "old")  # its configuration names the folder "sounds"
    before = load_checkpoint(Path("run"))
    config = TrainConfig.from_dict(json.loads(Path("run/run.json").read_bytes())["config"])

    run = train(config, Path("run"), resume=True, device="cpu")

    assert before.config == config
    assert (run.step, run.stopped) == (6, "finished")
    assert read_run(Path("run")).step == 6


def test_a_generator_of_version_0_1_makes_sound():
    generator = load_generator(WRITTEN / "run" / "step-000005")

    made = generator(torch.zeros(1, 1, 640))
    assert made.shape == (1, 1, 640)
    assert made.isfinite().all()


def test_an_ablation_of_version_0_1_can_be_read(tmp_path, monkeypatch):
    shutil.copytree(WRITTEN, tmp_path / "old")
    monkeypatch.chdir(tmp_path / "old")  # its plan names the folder "sounds"
    scores = json.loads(Path("ablation/seed-0/msstftd/scores.json").read_bytes())

    results = gather(Path("ablation"))

    assert set(results.outcomes) == {"none", "msstftd"}
    assert results.outcomes["msstftd"][0].scores["fd_fine"] == pytest.approx(scores["fd_fine"])


def test_the_progress_of_version_0_1_is_still_known(tmp_path, monkeypatch, capsys):
    shutil.copy(WRITTEN / "progress.json", tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))

    setup("02")

    assert "12/16 points" in capsys.readouterr().out
    assert saved_progress.read("predictions")["02.p1"]["option"] == "b"
    assert unseal("03.6") == {"fd_fine": -0.2, "note": "less buzz"}
