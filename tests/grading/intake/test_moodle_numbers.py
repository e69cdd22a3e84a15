"""Moodle writes a student's number into the name of a hand-in and into its worksheets."""

import pytest

from course_lib.grading.intake.moodle_numbers import (
    moodle_name,
    old_moodle_names,
    participant_number,
    participant_word,
)


@pytest.mark.parametrize(
    ("first", "name", "number", "handle"),
    [
        (
            "Anna Berg_4711_assignsubmission_file_",
            "Anna Berg",
            "4711",
            "Anna Berg_4711_assignsubmission_file_/",
        ),
        (
            "Anna Berg_4711_assignsubmission_file_02_periods.ipynb",
            "Anna Berg",
            "4711",
            "Anna Berg_4711_assignsubmission_file_",
        ),
        (
            "Anna Berg_4711_assignsubmission_onlinetext_",
            "Anna Berg",
            "4711",
            "Anna Berg_4711_assignsubmission_file_/",
        ),
        (
            "Default group_assignsubmission_file_",
            "Default group",
            "",
            "Default group_assignsubmission_file_/",
        ),
        (
            "A_12_assignsubmission_file_B_99_assignsubmission_file_",
            "A",
            "12",
            "A_12_assignsubmission_file_",
        ),
    ],
)
def test_a_hand_in_has_the_number_that_moodle_wrote_first(first, name, number, handle):
    assert moodle_name(first) == (name, number, handle)


def test_a_name_that_moodle_did_not_write_has_no_number():
    assert moodle_name("annab_4711_99_02_periods.ipynb") is None


def test_in_old_names_a_number_of_two_people_is_not_a_student_s():
    own, year = "Anna Berg_4711_02_periods.ipynb", "Ben Ude_2025_02_periods.ipynb"
    names = [own, year, "Cleo Ost_2025_02_periods.ipynb"]

    assert old_moodle_names(names) == {own: ("Anna Berg", "4711", "Anna Berg_4711_")}


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer/in", "参加者", ""])
def test_a_participant_has_a_number_in_any_language(word):
    assert participant_number(f"{word} 4711") == participant_number(f"{word}4711 ") == "4711"
    assert participant_word(f"{word} 4711") == participant_word(f"{word}4711 ") == word


@pytest.mark.parametrize("cell", ["", "Anna Berg", "Participant 47 11", "4711 points"])
def test_other_cells_have_none(cell):
    assert participant_number(cell) == ""
    assert participant_word(cell) is None
