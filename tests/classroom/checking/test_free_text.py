"""Sentences in any language pass; repeated words, letters and rows of keys don't count."""

import pytest

from course_lib.classroom.checking.free_text import count_words, letter_of, number_or_none

SENTENCES = (
    "the fine wave already carries everything, other losses cover long spans",
    "one metric, tiny networks, 300 steps, synthetic sounds, and no listening test",
    "vierzig Schritte mit kleinen Netzen sagen nichts über lange Läufe aus",
    "낮은 스케일은 더 긴 구간을 보지만 다른 손실이 이미 그것을 다룬다",
    "低いスケールはより長い区間を見る",
    "MPD, MSD and MS-STFT-D were compared on ten clips only, by one listener",
)
NONSENSE = (
    "a a a a a a a a",
    "bla bla bla bla bla bla bla bla",
    "asdf qwer zxcv asdf jklj uiop hjkl vbnm",
    ". . . . . . . . . .",
    "x y z q w r t p s d",
    "xx yy zz qq ww rr tt pp",
    "",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_has_enough_different_words(text):
    counted = count_words(text)

    assert counted["words"] >= 8
    assert counted["different"] >= 6


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_has_too_few_different_words(text):
    assert count_words(text)["different"] < 6


@pytest.mark.parametrize("text", ["b", " B ", "(b)", "B.", "B: a loss can choose", "b) as it is"])
def test_a_letter_is_found_with_or_without_its_text(text):
    assert letter_of(text) == "B"


@pytest.mark.parametrize("text", ["Because of the slope", "B or C", "both", "", None, 2])
def test_other_words_choose_no_letter(text):
    assert letter_of(text) not in {"A", "B", "C", "D"}


def test_what_is_no_number_is_none():
    assert number_or_none("0.5") == 0.5
    assert [number_or_none(value) for value in ("half", None, [1], {})] == [None] * 4
