"""The live view of a training run, watched without any training."""

import base64
import itertools
import json
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
    steps = [step for step, _ in kept.items]
    assert len(steps) <= 6
    assert {b - a for a, b in itertools.pairwise(steps)} == {kept.every}
    assert steps[-1] > 800


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
    assert "recon 0.60, adv 0.20, feat 0.20" in text


def test_the_static_form_has_ridges_four_pictures_and_words_for_each():
    page = watched().static_html()
    alts = re.findall(r'alt="([^"]+)"', page)
    assert len(alts) == 5
    assert alts[0].startswith("Scores of held-out sounds at step 60.")
    for title in (
        "Distance",
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


def test_what_was_trained_before_is_seen_when_it_goes_on(tmp_path):
    history = [{"step": step, "seconds": 1.0, **SCALARS} for step in (5, 10)]
    run = {"config": {}, "step": 10, "stopped": "time", "seconds": 1.0, "skipped_batches": {}}
    (tmp_path / "run.json").write_text(json.dumps({**run, "history": history}))
    view = TrainingView(CONFIG, tmp_path)
    assert view.done == 10
    with view:
        view(11, SCALARS, StillLife())
    assert [step for step, _ in view.record.curves["recon"]] == [5, 10, 11]
    assert view.seconds_left() is not None


def test_during_the_warm_up_there_are_no_scores_and_no_ridges():
    class Alone(StillLife):
        def logits(self):
            return {}

    view = watched(20, Alone())
    assert "Scores" not in view.text()
    assert "Which loss drives" in view.static_html()


def test_the_slider_goes_back_in_time_and_the_sounds_have_one_gain(notebook):
    box = watched().widget()
    slider = next(child for child in box.children if hasattr(child, "options"))
    picture = next(child for child in box.children if "course-ridges" in child._dom_classes)
    newest = picture.value
    slider.value = 0
    assert picture.value != newest
    assert "at step 10." in picture.value
    assert box.children[-2].value.count("<audio") == 1 + len(watched().record.sounds.items)
    assert "the same for each" in box.children[-2].value


def test_a_notebook_gets_sounds_when_there_are_new_ones(notebook):
    watched(20)
    sounds = [b for b in notebook.bundles if "<audio" in b.get("text/html", "")]
    assert [b["text/html"].count("<audio") for b in sounds] == [2, 3, 4]
