"""The zoo: what may be seen when, what a diagnosis is worth, and that nobody gets stuck."""

import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.display import browser_instrument
from course_lib.gan.experiments.failures import KINDS, RecordedRun, failed_runs
from course_lib.instruments import failure_zoo
from course_lib.instruments.failure_zoo.model import EIGHTHS, Case, ZooGame
from course_lib.instruments.failure_zoo.picture import PANELS, chart, smooth

STEPS = 16


def run(name):
    kind = KINDS[name]
    return RecordedRun(
        name=name,
        seed=0,
        title=kind.title,
        cause=kind.cause,
        signs=kind.signs,
        steps=torch.arange(1, STEPS + 1),
        curves={"recon": torch.ones(STEPS)},
        clips={},
        collapsed_at=None,
    )


def case(name="d_frozen"):
    return Case(run(name))


names = st.sampled_from(list(KINDS))


@settings(max_examples=25, deadline=None)
@given(seen=st.lists(st.integers(1, EIGHTHS)), true=names)
def test_a_right_diagnosis_is_worth_ten_less_the_eighths_that_were_shown(seen, true):
    found = case(true)
    for eighths in seen:
        found.show(eighths)
    found.diagnose(true)
    found.diagnose(true)
    assert found.points == 10 - max([1, *seen])


def test_looking_back_does_not_lower_the_price():
    found = case()
    found.show(6)
    found.show(2)
    assert found.eighths == 6
    assert found.last_step == STEPS * 6 // 8


@settings(max_examples=25, deadline=None)
@given(first=names, last=names, true=names)
def test_the_last_diagnosis_counts_and_one_put_right_by_ear_is_worth_a_point(first, last, true):
    found = case(true)
    found.diagnose(first)
    found.diagnose(last)
    assert found.points == (0 if last != true else 9 if first == true else 1)
    assert found.right == (last == true)


def test_eyes_come_before_ears_and_the_cause_comes_last():
    found = case()
    assert found.stage == "curves"
    found.diagnose("good")
    assert found.stage == "ear"
    found.show(8)
    assert found.eighths == 1  # no more is to be won by looking
    assert found.last_step == STEPS // 8
    found.diagnose("d_frozen")
    assert found.stage == "cause"
    assert found.last_step == STEPS  # its signs are named, so they can be seen
    with pytest.raises(ValueError, match="go on to the next"):
        found.diagnose("good")


def test_giving_up_reveals_the_cause_and_gives_no_points():
    found = case()
    found.diagnose("d_frozen")
    found.give_up()
    assert found.stage == "cause"
    assert (found.right, found.points) == (False, 0)


def test_to_give_up_what_is_found_takes_nothing_away():
    found = case()
    found.diagnose("d_frozen")
    found.diagnose("d_frozen")
    found.give_up()
    assert found.points == 9


@pytest.mark.parametrize("eighths", [0, 9])
def test_more_than_the_run_cannot_be_shown(eighths):
    with pytest.raises(ValueError, match="between 1 and 8"):
        case().show(eighths)


def test_a_diagnosis_that_nobody_knows_gets_a_hint():
    with pytest.raises(ValueError, match="d_frozen"):
        case().diagnose("d_frozzen")


def test_the_order_is_that_of_the_seed_and_has_every_run_once():
    runs = [run(name) for name in KINDS]
    orders = [[c.run.name for c in ZooGame(runs, seed).cases] for seed in range(20)]
    assert orders[0] == [c.run.name for c in ZooGame(runs, 0).cases]
    assert all(sorted(order) == sorted(KINDS) for order in orders)
    assert len({tuple(order) for order in orders}) > 10


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(st.sampled_from(["next", "give_up", "diagnose", "show"]), max_size=40))
def test_nobody_is_ever_stuck(moves):
    game = ZooGame([run(name) for name in KINDS], 3)
    for move in moves:
        if move == "next":
            game.next()
        elif move == "give_up":
            game.case.give_up()
        elif move == "show":
            game.case.show(8)
        elif game.case.stage != "cause":
            game.case.diagnose("good")
    for _ in KINDS:  # whatever happened, each cause can still be learnt
        game.next()
        game.case.give_up()
    result = game.result()
    assert (result.done, result.runs, result.most) == (8, 8, 72)
    game.next()


def test_next_passes_over_what_is_done():
    game = ZooGame([run(name) for name in KINDS], 3)
    game.open(2)
    game.case.give_up()
    game.open(1)
    game.next()
    assert game.number == 3
    with pytest.raises(ValueError, match="between 1 and 8, got 9"):
        game.open(9)


def test_the_result_counts_eyes_and_ears_apart():
    game = ZooGame([run("good"), run("overflow")], 0)
    for first in (True, False):
        true = game.case.run.name
        game.case.diagnose(true if first else "no_detach")
        game.case.diagnose(true)
        game.next()
    assert game.result()[:5] == (2, 1, 2, 2, 10)


def test_a_mean_over_ten_steps_never_looks_ahead():
    curve = torch.randn(40)
    line = smooth(curve)
    assert float(line[4]) == pytest.approx(float(curve[:5].mean()), abs=1e-6)
    assert float(line[30]) == pytest.approx(float(curve[21:31].mean()), abs=1e-6)
    later = curve.clone()
    later[31:] = 1e6
    assert torch.equal(smooth(later)[:31], line[:31])


def test_the_panels_show_curves_that_every_run_has():
    for recorded in failed_runs():
        for panel in PANELS:
            assert set(panel.curves.values()) <= set(recorded.curves)


def test_no_form_gives_the_diagnosis_away():
    zoo = failure_zoo(seed=5)
    true = zoo.case.run
    for form in (zoo.text(), zoo.static_html()):
        assert true.cause not in form
    before = re.sub("Diagnoses: .*", "", zoo.text())
    assert true.name not in before
    assert true.title not in before


def test_the_sounds_come_after_the_eyes_diagnosis_and_the_cause_after_the_ears():
    zoo = failure_zoo(seed=5)
    assert "<audio class" not in zoo.static_html()
    zoo.diagnose("good")
    clips = zoo.case.run.clips
    assert zoo.players().count("<audio") == len(clips) + 1
    assert zoo.case.run.title not in re.sub("Diagnoses: .*|From the curves: .*", "", zoo.text())
    zoo.diagnose("good")
    assert zoo.case.run.cause in zoo.text()
    assert zoo.result().done == 1


def test_the_healthy_run_is_drawn_to_its_end_while_the_other_is_covered():
    recorded = failed_runs()[0].curves
    for panel in PANELS:
        for line in chart(panel, recorded, recorded, 25)["lines"]:
            assert line["steps"] == list(range(1, 26))
            assert line["usual_steps"] == list(range(1, len(recorded["d_loss"]) + 1))
            assert line["usual"][:25] == line["values"]


def test_the_text_says_how_far_the_run_is_shown():
    zoo = failure_zoo()
    steps = len(zoo.case.run.steps)
    assert f"up to step {steps // 8} of {steps}" in zoo.text()
    zoo.show(8)
    assert f"up to step {steps} of {steps}" in zoo.text()


def test_the_browser_goes_through_a_whole_run_and_gets_nothing_before_its_time():
    zoo = failure_zoo(seed=1)
    live, steps = zoo.live, len(zoo.case.run.steps)
    true = zoo.case.run

    def shown():
        return {len(line["values"]) for chart in live.charts for line in chart["lines"]}

    assert shown() == {steps // 8}
    zoo.answer({"do": "show", "eighths": 4})
    assert (live.eighths, shown()) == (4, {steps // 2})
    zoo.answer({"do": "show", "eighths": 2})
    assert live.eighths == 4  # what was seen was seen
    assert live.rows == []
    assert true.cause not in str(live.get_state())
    zoo.answer({"do": "diagnose", "name": true.name})
    assert len(live.rows) == len(true.clips) + 1
    assert "the same for each" in live.facts
    assert true.cause not in str(live.get_state())
    zoo.answer({"do": "diagnose", "name": true.name})
    assert true.cause in live.task
    assert live.heading == f"Run 1 of 8: {true.title}"
    assert "1 of 1 right" in live.result
    zoo.answer({"do": "next"})
    assert (live.number, live.stage, live.eighths, live.rows) == (2, "curves", 1, [])
    zoo.answer({"do": "give_up"})
    assert "0 points" in live.task


def test_a_game_is_continued_when_its_cell_runs_again(monkeypatch):
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "the cell of the zoo")
    monkeypatch.setattr(browser_instrument, "_kept", {})
    first = failure_zoo(seed=1)
    first.widget()
    first.diagnose("good")
    first.diagnose("good")
    first.next()
    first.show(3)

    again = failure_zoo(seed=1)
    assert again.widget().number == 2
    assert again.result() == first.result()
    assert (again.case.eighths, again.live.eighths) == (3, 3)
    assert failure_zoo(seed=2).widget().number == 1


def test_what_the_browser_stores_of_a_game_says_nothing_about_what_is_secret():
    zoo = failure_zoo(seed=1)
    zoo.show(2)
    assert zoo.game.answers() == {
        "number": 1,
        "cases": [[2, None, None, False]] + 7 * [[1, None, None, False]],
    }


def test_the_curves_for_the_browser_are_means_and_what_is_no_number_has_no_place():
    lost = next(run for run in failed_runs() if run.name == "overflow")
    steps = len(lost.steps)
    for panel in PANELS:
        drawn = chart(panel, lost.curves, lost.curves, steps)
        for line, name in zip(drawn["lines"], panel.curves.values(), strict=True):
            expected = smooth(lost.curves[name])
            for value, mean in zip(line["values"], expected.tolist(), strict=True):
                assert value is None if mean != mean else value == pytest.approx(mean, abs=5e-5)
