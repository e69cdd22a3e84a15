"""An exit ticket is scored at the first try, and can be answered again."""

import pytest

from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.load_bank import bank
from course_lib.classroom.notebook.exit_tickets import exit_ticket, score
from course_lib.classroom.progress import saved_progress as progress

IDS = ("01.x1", "01.x2", "01.x3")


def shown(capsys):
    return capsys.readouterr().out


def test_every_question_is_asked_with_the_call_that_answers_it(capsys):
    exit_ticket("01")
    out = shown(capsys)
    for number in IDS:
        assert f'Answer with exit_ticket("01", "{number}", "a")' in out
    assert "first try" not in out


def test_each_answer_is_explained_and_the_last_one_shows_the_score(capsys):
    exit_ticket("01", "01.x1", "a")
    assert shown(capsys) == "01.x1: a is right. It turns. 2 of 3 still open.\n"
    exit_ticket("01", "01.x2", "b")
    assert shown(capsys) == (
        "01.x2: not b. Not that one. It is a, right. It turns. 1 of 3 still open.\n"
    )
    exit_ticket("01", "01.x3", "a")
    assert shown(capsys) == "01.x3: a is right. It turns. 2 of 3 at the first try.\n"


def test_a_second_try_is_explained_and_changes_nothing(capsys):
    for number in IDS:
        exit_ticket("01", number, "b")
    shown(capsys)
    exit_ticket("01", "01.x1", "a")
    assert shown(capsys) == "01.x1: a is right. It turns. 0 of 3 at the first try.\n"
    assert progress.read("exit")["01.x1"] == {"option": "b"}


def test_running_the_cell_again_shows_the_score_and_the_questions(capsys):
    for number in IDS:
        exit_ticket("01", number, "a")
    shown(capsys)
    exit_ticket("01")
    out = shown(capsys)
    assert out.startswith("3 of 3 at the first try. Answer again if you like; the score stays.\n")
    assert out.count("Answer with") == 3


def test_the_form_marks_the_options_and_takes_another_try(notebook, form_of, press):
    exit_ticket("01", "01.x1")
    form = form_of(notebook[0][0])
    assert form.confidences == []
    press(form, chosen="b")
    assert progress.read("exit") == {"01.x1": {"option": "b"}}
    assert form.marks == {"b": "wrong", "a": "right"}
    assert "2 of 3 still open" in form.message
    assert 'data-tone="warm"' in form.message
    assert not form.closed
    press(form, chosen="a")
    assert form.marks == {"a": "right"}
    assert progress.read("exit") == {"01.x1": {"option": "b"}}


def test_another_kind_of_question_and_an_unknown_letter_are_refused():
    with pytest.raises(UnknownIdError, match=r"01\.x1, 01\.x2, 01\.x3"):
        exit_ticket("01", "01.p1", "a")
    with pytest.raises(UnknownIdError, match=r"no option of 01\.x1 'z'"):
        exit_ticket("01", "01.x1", "z")


def test_progress_of_an_older_version_counts_as_nothing_answered(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    file.write_text('{"version": 1, "predictions": {"01.p1": {"option": "a"}}}')
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    questions = [q for q in bank("01").questions.values() if q.kind == "exit"]
    assert score(questions) == "3 of 3 still open."
    exit_ticket("01", "01.x1", "a")
    assert progress.read("predictions") == {"01.p1": {"option": "a"}}
