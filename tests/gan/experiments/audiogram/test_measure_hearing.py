"""An audiogram on disk: finished cells are kept, and settings can't be mixed."""

from dataclasses import replace

import pytest

from course_lib.gan.experiments.audiogram import AudiogramPlan, gather_audiogram, hear
from course_lib.gan.experiments.audiogram.measure_hearing import cell_file
from course_lib.gan.training.presets import preset


def test_what_is_finished_is_not_trained_again_and_seeds_can_be_added(plan, tmp_path):
    messages, progress = [], []
    hear(plan, tmp_path / "a", on_message=messages.append)
    file = cell_file(tmp_path / "a", "clicks", "mpd", 0)
    written = file.stat().st_mtime_ns

    more = replace(plan, seeds=(0, 1))
    hear(
        more,
        tmp_path / "a",
        on_message=messages.append,
        on_progress=lambda *counts: progress.append(counts),
    )

    assert [message.partition(":")[0] for message in messages] == [
        "clicks, mpd, seed 0",
        "clicks, mpd, seed 1",
    ]
    assert file.stat().st_mtime_ns == written
    assert progress == [(0, 2), (1, 2), (2, 2)]
    assert [cell.seed for cell in gather_audiogram(tmp_path / "a").of("mpd")] == [0, 1]


def test_a_folder_with_other_settings_is_refused(plan, tmp_path):
    hear(plan, tmp_path, on_message=lambda text: None)

    with pytest.raises(ValueError, match="other settings: steps is 3 there and 6 here"):
        hear(replace(plan, steps=6), tmp_path)


@pytest.mark.parametrize("what", ["nothing", "settings alone"])
def test_a_folder_without_a_finished_cell_is_no_audiogram(plan, tmp_path, what):
    if what == "settings alone":
        (tmp_path / "audiogram.json").write_text("{}")

    with pytest.raises(ValueError, match=r"isn't the folder of an audiogram|is finished"):
        gather_audiogram(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"artefacts": ("click",)}, "no artefact 'click'.*Did you mean 'clicks'"),
        ({"artefacts": ()}, "artefacts must be at least one"),
        ({"seeds": (1, 1)}, r"each named once, got \(1, 1\)"),
        ({"steps": 2}, "steps must be 3 or more"),
        ({"discriminators": ("mppd",)}, "Did you mean 'mpd'"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused(changes, message):
    with pytest.raises((ValueError, LookupError), match=message):
        AudiogramPlan(preset("tiny"), **changes)
