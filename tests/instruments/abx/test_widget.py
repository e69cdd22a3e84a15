import re

import pytest
import torch

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


def test_the_buttons_take_the_test():
    test = abx(A, B, trials=3, seed=5)
    _, _, unknown, row, line, _ = test.widget().children
    buttons = dict(zip(LETTERS, row.children, strict=True))
    assert 'role="status"' in line.value
    assert "Trial 1 of 3" in line.value

    for _ in range(3):
        buttons[hear(test)].click()

    assert "3 of 3 right" in line.value
    assert unknown.value == ""
    assert all(button.disabled for button in row.children)
    assert all(button.tooltip for button in row.children)


def test_each_trial_shows_a_new_player_even_where_x_stays_the_same():
    test = abx(A, B, trials=12, seed=5)
    _, _, unknown, row, _, _ = test.widget().children
    pages = []
    while not test.done:
        pages.append(unknown.value)
        row.children[0].click()
    assert len(set(pages)) == 12


def test_a_late_click_is_answered_in_words():
    test = abx(A, B, trials=1, seed=5)
    _, _, _, row, line, _ = test.widget().children
    test.answer("A")  # in another view
    row.children[1].click()
    assert 'role="alert"' in line.value


def test_the_page_plays_a_and_b_and_gives_nothing_away():
    test = abx(A, B, trials=2, seed=5)
    page = test.static_html()
    assert re.findall(r'aria-label="(\w)"', page) == ["A", "B"]
    assert "Run this cell" in page
    for _ in range(2):
        test.answer("A")
    assert test.verdict() in test.static_html().replace("&#x27;", "'")
    assert test.verdict() in test.text()


def test_each_key_has_something_to_play_or_to_press_and_is_listed_above():
    test = abx(A, B, trials=1, seed=5)
    line, known, unknown, row, _, script = test.widget().children
    for key in "ABX12":
        assert f">{key}</kbd>" in line.value
    assert "course-key-a" in known.value
    assert "course-key-b" in known.value
    assert "course-key-x" in unknown.value
    assert "course-key-1" in row.children[0]._dom_classes
    assert "course-key-2" in row.children[1]._dom_classes
    assert "keydown" in script.outputs[0]["data"]["text/html"]
    assert 'tabindex="0"' in line.value
