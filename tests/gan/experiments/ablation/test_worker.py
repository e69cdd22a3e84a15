"""A worker trains one run, measures it, and stores what it took."""

import json

from course_lib.gan.experiments.ablation.layout import read_cost, run_folder
from course_lib.gan.experiments.ablation.worker import write_scores


def test_the_cost_of_a_run_is_its_time_and_the_weights_of_its_discriminators(finished):
    none, own = (read_cost(run_folder(finished, 0, mode)) for mode in ("none", "msstftd"))

    assert none["weights"] == 0 < own["weights"]
    assert own["cpu_seconds"] > 0
    assert own["sessions"] == 1


def test_scores_can_be_measured_again_without_training(copy_of_finished):
    run = run_folder(copy_of_finished, 0, "none")
    before = json.loads((run / "scores.json").read_bytes())
    (run / "scores.json").unlink()

    write_scores(run)

    assert json.loads((run / "scores.json").read_bytes()) == before
