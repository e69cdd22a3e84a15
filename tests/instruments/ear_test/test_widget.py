"""The blind test of single clips: nothing is revealed before the end, and no answer is lost."""

import pytest

from course_lib.display import browser_instrument
from course_lib.instruments import EarTest, area
from course_lib.sounds import noise, pluck, tone, vowel

REAL = [vowel(seconds=0.2), pluck(seconds=0.2)]
MADE = [noise(seconds=0.2), tone(440, seconds=0.2)]


def perfect(test):
    return 2 if test._clips[len(test.scores)][1] else -2


def test_answers_are_scores_and_the_area_comes_at_the_end():
    test = EarTest(REAL, MADE, seed=3)
    while not test.done:
        assert f"Clip {len(test.scores) + 1} of 4" in test.question()
        assert "made, you" not in test.text()
        test.answer(perfect(test))
    assert area(*test.scores_by_kind()) == 1
    assert "The real clips win 100 % of their pairs" in test.verdict()
    for clip in (*REAL, *MADE):
        assert clip.name in test.static_html()


def test_the_order_follows_the_seed_and_the_names_do_not_show():
    orders = [[clip.name for clip, _ in EarTest(REAL, MADE, seed)._clips] for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]
    assert EarTest(REAL, MADE).x().name == "clip 1"


def test_each_answer_is_handed_on_at_once_and_a_broken_test_goes_on():
    stored = []
    test = EarTest(REAL, MADE, on_rating=lambda place, rating: stored.append((place, rating)))
    test.answer(1)
    test.answer(-1)
    assert [place for place, _ in stored] == [0, 1]
    assert [rating.score for _, rating in stored] == [1, -1]
    assert len(stored[0][1].colour) == 48

    again = EarTest(REAL, MADE, earlier=[1, -1])
    assert "Clip 3 of 4" in again.question()
    assert again.ratings() == test.ratings()


def rate(test, *scores):
    """Rate in the browser, one clip after another."""
    for score in scores:
        test.live.scores = [*test.live.scores, score]


def test_ratings_in_the_browser_are_those_of_the_test_and_each_is_handed_on():
    stored = []
    test = EarTest(REAL, MADE, on_rating=lambda place, rating: stored.append(rating.score))
    rate(test, 2, -1)
    assert (test.scores, stored) == ([2, -1], [2, -1])
    test.answer(0)  # in code
    assert test.live.scores == [2, -1, 0]
    assert stored == [2, -1, 0]
    rate(test, 2)
    assert "a tie is half a win" in test.verdict()


def test_a_listener_who_cannot_tell_wins_half_of_the_pairs_as_ties():
    test = EarTest(REAL, MADE)
    rate(test, 0, 0, 0, 0)
    assert "win 50 % of their pairs with generated ones; a tie is half a win" in test.verdict()


def test_several_ratings_that_arrive_at_once_are_never_sent_back_one_by_one():
    """The browser may be further on by then, and would lose what it has."""
    test = EarTest(REAL, MADE)
    sent = []
    test.live.observe(lambda change: sent.append(change["new"]), "scores")
    test.live.scores = [2, -1, 0]

    assert test.scores == [2, -1, 0]
    assert sent == [[2, -1, 0]]


def test_the_browser_gets_numbers_instead_of_names_and_the_truth_as_bytes():
    test = EarTest(REAL, MADE, seed=3)
    assert [sent["name"] for sent in test.live.clips] == ["clip 1", "clip 2", "clip 3", "clip 4"]
    assert [bool(byte) for byte in test.live.real] == [real for _, real in test._clips]
    assert [score for score, _ in test.live.answers] == [-2, -1, 0, 1, 2]


def test_ratings_that_are_stored_elsewhere_are_not_kept_for_the_cell(monkeypatch):
    """Else, answers that the learner deletes would come back."""
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "this cell")
    monkeypatch.setattr(browser_instrument, "_kept", {})
    rate(EarTest(REAL, MADE, on_rating=lambda place, rating: None), 2)
    assert EarTest(REAL, MADE, on_rating=lambda place, rating: None).live.scores == []

    rate(EarTest(REAL, MADE), 2)
    assert EarTest(REAL, MADE).live.scores == [2]


def test_all_clips_are_equally_loud():
    sounds = EarTest(REAL, MADE).levelled.sounds
    levels = [float(sound.samples.square().mean().sqrt()) for sound in sounds]
    assert max(levels) == pytest.approx(min(levels), rel=1e-3)


def test_wrong_answers_and_late_ones_say_what_to_do():
    test = EarTest(REAL[:1], MADE[:1])
    with pytest.raises(ValueError, match="-2, -1, 0, 1 or 2"):
        test.answer(3)
    test.answer(0)
    test.answer(0)
    with pytest.raises(ValueError, match="rated every clip"):
        test.x()
    with pytest.raises(ValueError, match="some of both"):
        EarTest([], MADE)
