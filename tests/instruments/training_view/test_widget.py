"""The live view of a training run, watched without any training."""

import base64
import itertools
import json
import math
import re

import pytest
import torch

from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import preset
from course_lib.instruments.training_view.model import (
    BINS,
    EvenlySpread,
    SubDiscriminatorScores,
    TrainingRecord,
    accuracies,
    count_scores,
)
from course_lib.instruments.training_view.ridgelines import ridgelines, ridgelines_text
from course_lib.instruments.training_view.widget import TrainingView
from course_lib.sounds import tone


class StillLife:
    """Looks like a run of which nothing changes but the scores."""

    def __init__(self, gap=0.0, families=("mpd",)):
        self.gap, self.families = gap, families
        self.held_out = tone(300, 2.0, sample_rate=16_000).wave

    def __call__(self):
        return 0.5 * self.held_out

    def logits(self):
        real = torch.linspace(-0.5, 0.5, 11)[None]
        return {family: [(real + self.gap, real - self.gap)] for family in self.families}


SCALARS = {
    "recon": 0.5,
    "adv_mpd": 0.1,
    "d_mpd": 1.9,
    "share_parameters_recon": 0.6,
    "share_parameters_adv_mpd": 0.1,
    "share_parameters_adv_msd": 0.1,
    "share_parameters_feat_mpd": 0.2,
}
CONFIG = TrainConfig(preset("tiny").replace(warm_steps=0, steps=60), ("mpd",))


def watched(steps=60, look=None, **options):
    view = TrainingView(CONFIG, **options)
    with view:
        for step in range(1, steps + 1):
            view(step, SCALARS, look or StillLife(gap=step / 30))
    return view


def svg_of(page):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]).decode()


def test_a_discriminator_that_always_says_real_is_right_half_of_the_time():
    assert count_scores(torch.ones(3, 7), torch.ones(5)).right == 0.5
    assert count_scores(torch.ones(9), -torch.ones(2)).right == 1.0


def test_every_score_is_counted_once_far_ones_in_the_last_bin():
    scores = count_scores(torch.tensor([-50.0, 0.01, 0.01, 1e9]), torch.tensor([float("nan"), 0.3]))
    assert sum(scores.real) == pytest.approx(1)
    assert (scores.real[0], scores.real[BINS // 2], scores.real[-1]) == (0.25, 0.5, 0.25)
    assert sum(scores.fake) == pytest.approx(1)  # what is no number is no score


def test_the_accuracy_of_a_family_is_the_mean_of_its_sub_discriminators():
    scores = {
        f"my_mpd {k}": SubDiscriminatorScores((), (), right) for k, right in ((1, 0.5), (2, 0.7))
    }
    assert accuracies({**scores, "msd 1": SubDiscriminatorScores((), (), 1.0)}) == pytest.approx(
        {"my_mpd": 0.6, "msd": 1.0}
    )


def test_what_is_kept_is_few_and_evenly_spread():
    kept = EvenlySpread(every=5, most=6)
    for step in range(1, 1000):
        if kept.is_due(step):
            kept.add(step, None)
    first, *steps = [step for step, _ in kept.items]
    assert first == 1  # it stays, to compare with
    assert len(steps) <= 5
    assert {b - a for a, b in itertools.pairwise(steps)} == {kept.every}
    assert steps[-1] > 800


@pytest.mark.parametrize("last", [61, 62, 70, 97])
def test_the_last_step_of_a_run_is_kept_whatever_its_number(last):
    kept = EvenlySpread(every=10, most=4)
    for step in range(1, last):
        if kept.is_due(step):
            kept.add(step, None)
    kept.end_with(last, None)
    steps = [step for step, _ in kept.items]
    assert (steps[0], steps[-1]) == (1, last)
    assert len(steps) <= 4


def test_the_shares_of_all_families_are_added():
    record = TrainingRecord(16_000)
    record.note_numbers(3, SCALARS)
    found = {kind: curve[0] for kind, curve in record.shares().items()}
    assert found == {"recon": (3, 0.6), "adv": (3, 0.2), "feat": (3, 0.2)}


def test_a_sound_is_kept_with_its_original_at_their_own_levels():
    record = TrainingRecord(16_000, seconds=0.5)
    assert record.note(10, SCALARS, StillLife())
    ((step, sound),) = record.sounds.items
    assert (step, len(sound.samples)) == (10, 8000)
    assert torch.equal(sound.samples, 0.5 * record.original.samples)


def test_the_text_says_how_far_it_is_who_is_right_and_who_steers():
    text = watched().text()
    assert "step 60 of 60" in text
    assert "mpd 1 100%" in text
    assert "adv 0.20, feat 0.20, recon 0.60" in text


def test_a_discriminator_has_the_same_place_in_each_chart_and_so_the_same_colour():
    view = TrainingView(CONFIG)
    view.record.note_numbers(1, {"d_msstftd": 2.0, "d_mpd": 2.0, "right_mpd": 0.5})
    view.record.note_numbers(1, {"right_msstftd": 0.5})
    names = [[line["name"] for line in chart["lines"]] for chart in view.state()["charts"]]
    assert names == [["mpd", "msstftd"]] * 2


def test_without_scripts_there_are_ridges_four_pictures_and_words_for_each():
    page = watched().fallback_html()
    alts = re.findall(r'alt="([^"]+)"', page)
    assert len(alts) == 5
    assert alts[0].startswith("Scores of held-out sounds at step 60.")
    for title in (
        "Reconstruction loss",
        "Loss of each discriminator",
        "How often the discriminators",
        "Which loss drives",
    ):
        assert any(alt.startswith(title) for alt in alts)


def test_real_and_made_scores_differ_by_dash_and_not_by_colour_alone():
    moments = watched().record.scores.items
    drawing = svg_of(ridgelines(moments, ridgelines_text(moments)))
    assert drawing.count('stroke-dasharray="4 2" points') == drawing.count('stroke-dasharray="" p')


def test_ten_sub_discriminators_make_two_rows_of_panels():
    families = [f"f{k}" for k in range(10)]
    moments = watched(5, StillLife(families=families)).record.scores.items
    assert svg_of(ridgelines(moments, "x")).count("% right") == 10


def test_stopping_keeps_what_was_seen():
    view = TrainingView(CONFIG)
    with view:
        for step in range(1, 21):
            view(step, SCALARS, StillLife())
        raise KeyboardInterrupt
    assert "stopped; what was done so far is kept" in view.text()
    assert [step for step, _ in view.record.scores.items] == [1, 5, 10, 15, 20]


def test_a_run_whose_time_is_up_says_so():
    assert "ended early; what was done so far is kept" in watched(20).text()
    assert "ended early" not in watched(60).text()


def write_run(folder, *steps):
    """Write the record of a run that logged these steps, as a trainer does."""
    history = [{"step": step, "seconds": 1.0, **SCALARS} for step in steps]
    run = {"config": {}, "stopped": "time", "seconds": 1.0, "skipped_batches": {}}
    content = {**run, "step": steps[-1], "history": history}
    (folder / "run.json").write_text(json.dumps(content))


def test_what_was_trained_before_is_seen_when_it_goes_on(tmp_path):
    write_run(tmp_path, 5, 10)
    view = TrainingView(CONFIG, tmp_path)
    assert view.done == 10
    with view:
        view(11, SCALARS, StillLife())
    assert [step for step, _ in view.record.curves["recon"]] == [5, 10, 11]
    assert view.seconds_left() is not None


def test_a_resumed_run_has_all_sounds_scores_and_curves_of_the_stopped_one(tmp_path):
    first = watched(23, folder=tmp_path)
    write_run(tmp_path, 20, 23)
    again = TrainingView(CONFIG, tmp_path)
    assert again.record.curves == first.record.curves
    assert again.record.scores.items == first.record.scores.items
    steps = [step for step, _ in first.record.sounds.items]
    assert steps == [1, 10, 20, 23]  # the start, and what was heard last
    assert [row["step"] for row in again.state()["rows"]] == [0, *steps]
    assert again.state()["rows"] == first.state()["rows"]

    with again:
        for step in range(24, 41):
            again(step, SCALARS, StillLife(gap=1.0))
    assert [step for step, _ in again.record.sounds.items] == [*steps, 30, 40]


def test_steps_after_the_newest_checkpoint_are_taken_again_and_counted_once(tmp_path):
    watched(23, folder=tmp_path)
    write_run(tmp_path, 5, 10)
    again = TrainingView(CONFIG, tmp_path)
    assert again.done == 10
    with again:
        for step in range(11, 24):
            again(step, SCALARS, StillLife())
    steps = [step for step, _ in again.record.curves["recon"]]
    assert steps == list(range(1, 24))


def test_an_interrupt_keeps_the_sound_of_the_last_step(tmp_path):
    view = TrainingView(CONFIG, tmp_path)
    with view:
        for step in range(1, 18):
            view(step, SCALARS, StillLife())
        raise KeyboardInterrupt
    write_run(tmp_path, 17)
    assert TrainingView(CONFIG, tmp_path).record.sounds.items[-1][0] == 17


def test_the_countdown_is_that_of_the_time_box():
    now = 100.0
    view = TrainingView(CONFIG, minutes=2.0, clock=lambda: now)
    assert view.state()["running"] is False
    with view:
        now = 130.0
        assert (view.state()["box"], view.state()["left"]) == (120.0, 90.0)
        assert view.state()["running"] is True
    now = 999.0
    assert (view.state()["left"], view.state()["running"]) == (90.0, False)
    assert TrainingView(CONFIG).state()["box"] == 0


def test_the_title_says_the_distance_at_first_and_now():
    assert watched(0).finding() == "Training tiny: no step yet"
    assert watched(1).finding() == "Reconstruction loss: 0.50 at step 1"
    assert watched(3).finding() == "Reconstruction loss: 0.50 at step 1, 0.50 at step 3"


def test_the_title_of_a_longer_run_does_not_depend_on_its_first_and_last_batch():
    view = TrainingView(CONFIG)
    for step in range(1, 101):
        view(step, SCALARS | {"recon": 0.8 if step <= 50 else 0.4}, StillLife())
    steady = view.finding()
    assert steady.endswith("0.80 at step 1, 0.40 at step 100 (means of 20 steps)")
    view(101, SCALARS | {"recon": 0.9}, StillLife())  # one unlucky batch
    assert "0.42 at step 101" in view.finding()


def test_long_curves_are_thinned_but_keep_their_ends_and_what_is_no_number_has_no_place():
    view = TrainingView(CONFIG)
    for step in range(1, 1001):
        view.record.note_numbers(step, {"recon": math.nan if step == 1000 else 1.0})
    ((line,),) = (chart["lines"] for chart in view.state()["charts"])
    assert len(line["steps"]) <= 302
    assert (line["steps"][0], line["steps"][-1]) == (1, 1000)
    assert line["values"][-1] is None


def test_the_loss_of_a_step_is_drawn_behind_its_mean_and_a_share_as_it_is():
    view = TrainingView(CONFIG)
    for step in range(1, 41):
        numbers = {"recon": float(step % 2), "right_mpd": float(step % 2)}
        view.record.note_numbers(step, numbers)
    distance, right = view.state()["charts"]
    assert distance["lines"][0]["usual"] == right["lines"][0]["values"] == 20 * [1.0, 0.0]
    assert distance["lines"][0]["values"][19:] == 21 * [0.5]
    assert "usual" not in right["lines"][0]
    assert (right["limits"], right["level"]) == ([0, 1], 0.5)


def test_during_the_warm_up_there_are_no_scores_and_no_ridges():
    class Alone(StillLife):
        def logits(self):
            return {}

    view = watched(20, Alone())
    assert "Scores" not in view.text()
    assert "Which loss drives" in view.static_html()


@pytest.mark.parametrize("sounds_only", [False, True])
def test_the_time_left_is_that_of_the_steps_taken_in_this_session(sounds_only):
    now = 0.0
    view = TrainingView(CONFIG, sounds_only=sounds_only, clock=lambda: now)
    with view:
        for step in range(31, 41):  # a second each; the run begins after its 30th step
            now += 1.0
            view(step, SCALARS, StillLife())
        assert view.seconds_left() == pytest.approx(20.0)


def test_a_view_of_sounds_alone_has_a_distance_in_decibels_and_no_curves_or_scores():
    view = TrainingView(CONFIG, sounds_only=True)
    with view:
        for step in range(1, 21):
            view(step, SCALARS, StillLife())
    assert re.fullmatch(
        r"Distance from the original: [\d.]+ dB at step 1, [\d.]+ dB at step 20", view.finding()
    )
    state = view.state()
    assert (state["charts"], state["scores"]) == ([], [])
    assert len(state["rows"]) > 2
    assert "recon" not in view.text()
    assert view.record.curves  # they are stored, for a view that shows them
    assert "Scores of held-out sounds" not in view.fallback_html()


def test_the_browser_gets_sounds_of_one_rms_when_there_are_new_ones(notebook):
    view = TrainingView(CONFIG)
    view._every = 0.0
    seen = []
    with view:
        for step in range(1, 21):
            view(step, SCALARS, StillLife())
            seen.append(len(view.live.rows))
    assert (seen[0], seen[9], seen[19]) == (2, 3, 4)  # the original, and each recorded sound
    assert view.live.done == 20
    assert "the same RMS" in view.live.facts
    assert all(row["gain"].endswith(" dB") for row in view.live.rows)
    (begun, ended) = notebook.bundles
    assert "application/vnd.jupyter.widget-view+json" in begun
    assert ended["text/html"].count("<audio class") == 4


def test_what_the_learner_chose_is_kept_while_the_run_goes_on(notebook):
    view = TrainingView(CONFIG)
    with view:
        view(1, SCALARS, StillLife())
        view.live.at, view.live.loop = 1, False
        view(2, SCALARS, StillLife())
    assert (view.live.at, view.live.loop) == (1, False)
    assert view.state()["at"] == 1


def test_a_page_contains_each_sound_once():
    page = watched(20).static_html()
    assert page.count("<audio class") == page.count("data:audio/wav") == 4
    assert '"samples": {"player": 3}' in page
