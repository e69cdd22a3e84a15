import re

import pytest
import torch

from course_lib.display import browser_instrument
from course_lib.instruments import abx
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value
from course_lib.instruments.abx.widget import LETTERS
from course_lib.sounds import tone

A, B = tone(440.0, seconds=0.1), tone(880.0, seconds=0.1)


def hear(test):
    """Answer as one who hears the difference: by comparing the samples."""
    return next(k for k in LETTERS if torch.equal(test.x().samples, test.sound(k).samples))


def other(letter):
    return "B" if letter == "A" else "A"


def test_who_hears_the_difference_is_right_each_time():
    test = abx(A, B, trials=10, seed=3)
    while not test.done:
        test.answer(hear(test))

    result = test.result()
    assert (result.right, result.trials) == (10, 10)
    assert result.p_value == 1 / 2**10
    assert result.d_prime == d_prime(10, 10)
    assert "at least" in test.verdict()


def test_the_result_counts_right_and_wrong_answers():
    test = abx(A, B, trials=8, seed=3)
    for i in range(8):
        test.answer(hear(test) if i < 6 else other(hear(test)))
    assert test.result()[:3] == (6, 8, guessing_p_value(6, 8))
    assert "6 of 8 right." in test.verdict()


def test_a_seed_repeats_the_order_and_no_seed_does_not():
    def order(seed):
        test = abx(A, B, trials=64, seed=seed)
        heard = []
        while not test.done:
            heard.append(hear(test))
            test.answer("A")
        return heard

    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(None) != order(None)  # fails once in 2**64 runs


def test_each_x_is_a_fair_coin_of_its_own():
    """Balanced orders would always hold 3 of 6; coins hold k with probability C(6, k) / 64."""
    counts = []
    for seed in range(300):
        test = abx(A, B, trials=6, seed=seed)
        for _ in range(6):
            test.answer("A")
        counts.append(test.result().right)
    assert 60 <= counts.count(3) <= 130  # expected 94
    assert {1, 2, 3, 4, 5} <= set(counts)


def test_before_the_end_the_score_is_not_shown_unless_asked_for():
    quiet, running = (abx(A, B, trials=5, seed=1, running=r) for r in (False, True))
    for test in (quiet, running):
        test.answer("A")
    assert "right" not in quiet.question()
    assert "1 right so far" in running.question()


def test_x_has_the_level_and_the_name_of_neither():
    test = abx(A, B, seed=1)
    assert test.x().name == "X"
    assert float(test.x().samples.abs().max()) == float(test.sound(hear(test)).samples.abs().max())


def test_wrong_use_says_what_to_do():
    with pytest.raises(ValueError, match="at least 1 trial"):
        abx(A, B, trials=0)
    test = abx(A, B, trials=1, seed=1)
    with pytest.raises(ValueError, match='must be "A" or "B"'):
        test.answer("a")
    with pytest.raises(ValueError, match='must be "A" or "B", got \'X\''):
        test.sound("X")
    assert test.result() == (0, 0, 1.0, 0.0)
    test.answer("A")
    for call in (test.x, lambda: test.answer("A")):
        with pytest.raises(ValueError, match="answered every trial"):
            call()


def give(test, letters):
    """Answer in the browser, one trial after another."""
    for letter in letters:
        test.live.answers = [*test.live.answers, letter]


def test_answers_in_the_browser_are_those_of_the_test():
    test = abx(A, B, trials=3, seed=5)
    assert test.live.hidden == test._hidden

    give(test, test.live.hidden)

    assert test.done
    assert "3 of 3 right" in test.verdict()
    test.live.hidden, test.live.answers = ["A", "A", "B"], []  # the button "another test"
    give(test, "BAB")
    assert test.result()[:2] == (2, 3)


def test_an_answer_in_code_reaches_the_browser():
    test = abx(A, B, trials=2, seed=5)
    assert test.live.answers == []
    test.answer("A")
    assert test.live.answers == ["A"]


def test_a_test_goes_on_when_its_cell_runs_again(monkeypatch):
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "this cell")
    monkeypatch.setattr(browser_instrument, "_kept", {})
    begun = abx(A, B, trials=4)
    give(begun, "AB")

    again, other = abx(A, B, trials=4), abx(A, A, trials=4)
    assert (again.live.hidden, again.live.answers) == (begun._hidden, ["A", "B"])
    assert again.result() == begun.result()
    assert other.live.answers == other.answers == []


def test_the_browser_gets_a_and_b_at_one_gain_and_the_keys():
    test = abx(A, B, seed=1)
    for sent, sound in zip(test.live.sounds, test.levelled.sounds, strict=True):
        played = torch.frombuffer(bytearray(sent["samples"]), dtype=torch.int16).float() / 32768
        assert torch.allclose(played, sound.samples, atol=0.5 / 32768 + 1e-7)
    assert test.levelled.text == test.live.gain
    assert all(f"`{key}`" in test.live.hint for key in "ABX12")


def test_the_page_plays_a_and_b_and_gives_nothing_away():
    test = abx(A, B, trials=2, seed=5)
    page = test.static_html()
    assert re.findall(r'<audio [^>]*aria-label="(\w)"', page) == ["A", "B"]
    assert "Run this cell" in page
    assert '"hidden": []' in page  # drawn by the page itself
    for _ in range(2):
        test.answer("A")
    assert test.verdict() in test.static_html().replace("&#x27;", "'")
    assert test.verdict() in test.text()
