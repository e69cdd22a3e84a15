"""The message as text and as a page."""

from course_lib.classroom.checking.checks import check


def left(row, steps):
    return row.roll(-steps)


def test_text_that_a_learner_wrote_cannot_become_markup(notebook):
    def evil(row, steps):
        raise ValueError("<script>alert(1)</script>")

    check("01.1", evil)
    page = notebook[0][0]["text/html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_answer_that_cannot_be_drawn_gets_no_picture(notebook):
    def exits(row, steps):
        raise SystemExit

    check("01.1", exits)
    assert "<img" not in notebook[0][0]["text/html"]


def test_an_untouched_exercise_gets_no_picture_and_no_marks(notebook):
    check("01.1", ...)
    assert "<img" not in notebook[0][0]["text/html"]
    assert "fails" not in notebook[0][0]["text/plain"]


def test_a_check_shows_what_the_code_printed(capsys):
    def prints(row, steps):
        print("steps are", steps)
        return left(row, steps)

    check("01.1", prints)
    assert "Your code printed:\nsteps are 2" in capsys.readouterr().out
