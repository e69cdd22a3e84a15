"""Recall at the start of a lesson, an explanation in the learner's own words at its end."""

import pytest

from course_lib.classroom.notebook.recalls import explain, recall
from course_lib.classroom.progress import saved_progress as progress


def shown(capsys):
    return capsys.readouterr().out


def test_recall_answers_at_once_and_remembers_the_first_answer(capsys):
    recall("01")
    assert 'Answer with recall("01", "01.r1", "a")' in shown(capsys)
    recall("01", "01.r1", "b")
    assert shown(capsys) == ("01.r1: not b. It is not written. It is a, nothing. It is planned.\n")
    recall("01", "01.r1", "a")
    assert shown(capsys) == "01.r1: a is right. It is planned.\n"
    assert progress.read("recall")["01.r1"] == {"option": "b"}


def test_the_page_of_a_recall_folds_its_answer_away(notebook):
    recall("01")
    assert "<details><summary>Answer</summary>" in notebook[0][0]["text/html"]
    assert "It is planned" not in notebook[0][0]["text/plain"]


def test_an_explanation_comes_before_the_list_to_compare_with(capsys):
    explain("01.e1")
    assert "I said why." not in shown(capsys)
    with pytest.raises(ValueError, match="the text is empty"):
        explain("01.e1", "  ")
    explain("01.e1", "Because it turns.")
    assert "[ ] I said why.\n[ ] I said how." in shown(capsys)
    explain("01.e1")
    assert "You wrote: Because it turns." in shown(capsys)


def test_the_form_of_an_explanation_stores_the_text(notebook, form_of, press):
    explain("01.e1")
    form = form_of(notebook[0][0])
    assert form.options == []
    press(form)
    assert progress.read("texts") == {}
    press(form, text="It <turns>.")
    assert progress.read("texts")["01.e1"]["text"] == "It <turns>."
    assert "&lt;turns&gt;" in form.message
    assert form.message.count("checkbox") == 2


def test_the_form_of_a_recall_marks_the_right_option(notebook, form_of, press):
    recall("01", "01.r1")
    form = form_of(notebook[0][0])
    press(form, chosen="b")
    assert form.marks == {"b": "wrong", "a": "right"}
