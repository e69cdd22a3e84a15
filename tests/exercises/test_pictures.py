"""The picture of an answer beside the right one shows whether they agree."""

import pytest

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.load_bank import bank
from course_lib.display.figure_style import to_png

WRONG = {
    "00.2": "norm_of_all",
    "01.5": "no_log",
    "02.1": "transposed",
    "03.3": "formula_of_two",
    "04.1": "imaginary_first",
    "04.2": "dilated_in_frequency",
    "05.1": "minus_one_for_fakes",
    "05.5": "plain_mean",
}
DRAWN = {
    id_: exercise
    for lesson in load_course().lessons
    if not lesson.planned
    for id_, exercise in bank(lesson.id).exercises.items()
    if exercise.picture_of is not None and id_ in WRONG
}


@pytest.mark.parametrize("id_", DRAWN)
def test_the_picture_of_a_right_answer_shows_no_difference(id_):
    exercise = DRAWN[id_]
    figure, alt = exercise.picture_of(exercise.solution_answer())
    assert "no value differs" in alt
    assert to_png(figure)


@pytest.mark.parametrize(("id_", "name"), WRONG.items())
def test_the_picture_of_a_wrong_answer_shows_the_difference(id_, name):
    exercise = DRAWN[id_]
    figure, alt = exercise.picture_of(exercise.mutant_answer(name))
    assert "values differ" in alt or "should be" in alt
    assert to_png(figure)


def test_there_are_pictures_in_the_lessons_from_0_to_5():
    assert set(DRAWN) == set(WRONG)


@pytest.mark.parametrize(
    ("mutant", "where"), [(None, "the second half."), ("wrong_way_round", "neither half.")]
)
def test_the_picture_of_an_open_answer_says_in_which_half_its_scores_fall(mutant, where):
    exercise = bank("01").exercises["01.8"]
    answer = exercise.mutant_answer(mutant) if mutant else exercise.solution_answer()
    figure, alt = exercise.picture_of(answer)
    assert alt.endswith(f"your scores fall in {where}")
    assert to_png(figure)


def test_the_picture_of_a_score_shows_the_areas_of_the_two_artefacts():
    exercise = bank("00").exercises["00.5"]
    areas = []
    for answer in (exercise.solution_answer(), exercise.mutant_answer("upside_down")):
        figure, alt = exercise.picture_of(answer)
        areas.append(float(alt.split("area of ")[1].split(" for dull top 3")[0]))
    assert areas[0] >= 0.9
    assert sum(areas) == pytest.approx(1, abs=0.01)
    assert to_png(figure)
