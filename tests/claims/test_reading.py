"""How numbers are found in a lesson, which of them are claims, and how a test reads them."""

import claims
import pytest
from claims import LESSONS, ClaimError, as_pattern, claim, declared, readings, uncovered
from lesson_text import Passage, executed, lesson_passages, passages
from stated_numbers import (
    is_citation,
    is_claim,
    is_heading_or_list_number,
    is_in_the_code_beside,
    is_reference,
    is_wrong_option,
    numbers_of,
    repeats,
    stated_in,
    value_of,
)

from course_lib.authoring.source.cells import Cell


def numbers_in(text, code="", kind="text"):
    return list(stated_in(Passage("lesson.py", 1, text, code, kind)))


def first(text, code="", kind="text"):
    return numbers_in(text, code, kind)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 000", 24_000),
        ("1.5", 1.5),
        ("-10", -10),
        ("\u221210", -10),
        ("half", 0.5),
        ("two thirds", 2 / 3),
        ("a\nthousand", 1000),
    ],
)
def test_a_number_is_read(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tones of 500 Hz and 24 000 samples.", ["500", "24 000"]),
        ("It costs about nine times as much, two thirds of it for a tenth.", None),
        ("`fold(wave, 5)` and $x^2$ and [a paper](https://arxiv.org/abs/2010.05646)", []),
        ("float32, Conv1d, R1 and f0 are names", []),
    ],
)
def test_numbers_are_found_in_prose_only(text, found):
    expected = ["nine", "two thirds", "a tenth"] if found is None else found
    assert [number.text for number in numbers_in(text)] == expected


def test_a_number_has_its_line_its_sentence_and_its_unit():
    number = first("Nothing here.\nThis is 4.5 kHz.\nNor here.")
    assert str(number) == "lesson.py:2: '4.5' in: This is 4.5 kHz."
    assert number.unit == "kHz"


# Each rule, with a number that it lets pass and one that it does not.


def test_numbers_of_headings_and_list_items_count_parts_of_the_lesson():
    assert is_heading_or_list_number(first("## 3 · Windows", kind="heading"))
    assert is_heading_or_list_number(first("1. *sweep*: listen"))
    assert not is_heading_or_list_number(first("### The wall at 4 kHz", kind="heading"))
    assert not is_heading_or_list_number(first("1.5 times as long"))


def test_references_are_not_claims():
    assert all(is_reference(n) for n in numbers_in("exercise 02.1, lessons 01 to 04, section 3"))
    assert not any(is_reference(n) for n in numbers_in("period 5 of 0.5 seconds"))


def test_citations_are_numbers_of_the_source():
    assert is_citation(first("Gabor, 1946", kind="further reading"))
    assert not is_citation(first("In 1946 samples"))


def test_a_wrong_option_is_meant_to_be_wrong():
    assert is_wrong_option(first("900 Hz", kind="wrong option"))
    assert not is_wrong_option(first("500 Hz"))


def test_a_value_of_the_code_beside_needs_no_claim():
    assert is_in_the_code_beside(first("a tone of 500 Hz", "tone(500)"))
    assert is_in_the_code_beside(first("at 24 kHz", "rate = 24_000"))
    assert is_in_the_code_beside(first("32 rows", "# \u2192 [32, 5]"))
    assert not is_in_the_code_beside(first("a tone of 501 Hz", "tone(500)"))
    assert not is_in_the_code_beside(first("a tone of 50 Hz", "tone(500, x50)"))


def test_strings_and_comments_in_a_lessons_code_are_not_evidence():
    source = 'listen("825 ms", tone(500))  # 206 ms\n# \u2192 413 ms\nprint(f"{x / 24:.0f}")'
    cell = Cell("lesson.py", 1, 1, "code", source)
    assert numbers_of(executed(cell)) == {500, 24, 413}


def test_a_small_number_with_a_unit_is_a_claim_even_if_the_code_has_it():
    assert not is_in_the_code_beside(first("louder by 2 dB", "listen(2)"))


def test_a_number_said_again_is_the_same_number_only_with_its_unit():
    assert repeats(first("a tone of 500 Hz"), first("then 500 Hz again"))
    assert not repeats(first("a tone of 500 Hz"), first("then 500 ms"))
    assert not repeats(first("a tone of 510 Hz"), first("then 500 Hz"))
    assert not repeats(first("2 dB"), first("2 dB"))


def test_what_no_rule_names_is_a_claim():
    assert is_claim(first("the tone is louder by 2 dB", "tone(500)"))


# A claim.


@pytest.fixture
def lesson(monkeypatch):
    """Replace the text of every lesson."""

    def write(*texts, kind="text"):
        given = tuple(Passage("lesson.py", 3, text, kind=kind) for text in texts)
        monkeypatch.setattr(claims, "passages", lambda about: given)

    return write


def test_a_test_gets_the_numbers_of_its_sentence(lesson):
    lesson("Here are two tones:\n500 Hz and 4300 Hz.")
    got = []

    @claim("02", "two tones: {low} Hz and {high} Hz")
    def check(low, high, fixture):
        got.append((low, high, fixture))

    check(fixture="given")
    assert got == [(500, 4300, "given")]


def test_claims_can_be_stacked_and_agree(lesson):
    lesson("It is 5 ms long.", "Those 5 ms are short.")
    got = []

    @claim("02", "It is {n} ms long")
    @claim("02", "Those {n} ms are short")
    def check(n):
        got.append(n)

    check()
    assert got == [5]


def test_a_sentence_that_is_gone_fails_its_test(lesson):
    lesson("Something else.")
    with pytest.raises(ClaimError, match="no longer says"):
        readings("02", "two tones: {low} Hz")


def test_two_values_under_one_name_fail(lesson):
    lesson("a tone of 500 Hz", "a tone of 501 Hz")

    @claim("02", "a tone of {n} Hz")
    def check(n):
        assert n

    with pytest.raises(ClaimError, match="states two values for 'n'"):
        check()


def test_a_wrong_option_is_not_read(lesson):
    lesson("a tone of 900 Hz", kind="wrong option")
    with pytest.raises(ClaimError):
        readings("02", "a tone of {n} Hz")


def test_a_test_must_take_the_numbers_of_its_claim():
    with pytest.raises(TypeError, match="must take its claim's numbers: \\['n'\\]"):
        claim("02", "{n} Hz")(lambda: None)


@pytest.mark.parametrize(
    ("sentence", "text", "value"),
    [
        ("{n} Hz", "at 24 000 Hz", "24 000"),
        ("^{n} Hz$", "500 Hz", "500"),
        ("after [...] come {n} more", "after two\nand three come 4 more", "4"),
        ("is {n} of it", "is two thirds of it", "two thirds"),
        ("a level of {n} dB", "a level of \u221211.4 dB", "\u221211.4"),
    ],
)
def test_a_number_is_taken_whole(sentence, text, value):
    (found,) = as_pattern(sentence).finditer(text)
    assert list(found.groupdict().values()) == [value]


def test_an_anchored_sentence_is_the_whole_passage():
    assert as_pattern("^{n} Hz$").search("at 500 Hz") is None


# On the real lessons.


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_prose_from_both_files_and_claims(lesson):
    files = {passage.path.split("/")[-1] for passage in passages(lesson)}
    assert files == {"lesson.py", "exercises.py", "course.toml"}
    assert len(list(declared(lesson))) > 5


def test_lines_are_those_of_the_source():
    for passage in passages("02"):
        file = claims.Path(__file__).parents[2] / passage.path
        line = file.read_text(encoding="utf-8").splitlines()[passage.line - 1]
        assert passage.text.split("\n")[0].split()[0] in line


def test_a_number_that_is_added_to_a_lesson_is_found(monkeypatch):
    added = Passage("lessons/02_periods/lesson.py", 1, "It hears 12 345 samples.")

    def with_added(about):
        return (*passages(about), added) if about == "02" else passages(about)

    monkeypatch.setattr(claims, "passages", with_added)
    assert [number.text for number in uncovered("02")] == ["12 345"]


def test_numbers_of_texts_that_wait_for_a_prediction_are_read_too():
    demo = Cell("lesson.py", 1, 1, "code", 'reveal("02.p1", show)', ("demo",))
    text = Cell("lesson.py", 4, 2, "markdown", "It is 7 dB louder.", ("after",))
    (passage,) = lesson_passages((demo, text))
    assert [str(number.value) for number in stated_in(passage)] == ["7"]
