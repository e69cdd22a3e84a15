"""A question is a form to click, a page to read, and text to answer."""

from course_lib.classroom.notebook.predictions import predict
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.three_forms import WIDGET_VIEW as WIDGET


def shown(capsys):
    return capsys.readouterr().out


def test_the_text_form_says_how_to_answer(capsys):
    predict("01.p1")
    out = shown(capsys)
    assert "  a) yes\n  b) no\n" in out
    assert 'Answer with predict("01.p1", "a", "fairly sure")' in out


def test_a_notebook_gets_three_forms_in_one_output(notebook):
    predict("01.p2")
    [(bundle, _)] = notebook
    assert set(bundle) == {"text/plain", "text/html", WIDGET}
    assert "2 &lt; 3" in bundle["text/html"]


def test_the_static_form_has_no_widget(notebook, monkeypatch):
    monkeypatch.setenv("COURSE_STATIC", "1")
    predict("01.p1")
    assert set(notebook[0][0]) == {"text/plain", "text/html"}
    assert "<code>roll</code>" in notebook[0][0]["text/html"]


def test_the_form_asks_for_an_option_and_for_how_sure_you_are(notebook, form_of, press):
    predict("01.p1")
    form = form_of(notebook[0][0])
    assert [option["letter"] for option in form.options] == ["a", "b"]
    assert [each["value"] for each in form.confidences] == ["guess", "fairly sure", "certain"]

    press(form)
    assert "Choose an option first." in form.message
    press(form, chosen="a")
    assert "Choose how sure you are first." in form.message
    assert progress.read("predictions") == {}


def test_a_stored_prediction_closes_the_form_and_marks_nothing(notebook, form_of, press):
    predict("01.p1")
    form = form_of(notebook[0][0])
    press(form, chosen="a", sure="certain")
    assert progress.read("predictions")["01.p1"] == {"option": "a", "confidence": "certain"}
    assert "Stored." in form.message
    assert form.closed
    assert form.marks == {}


def test_the_form_can_be_skipped(notebook, form_of, press):
    predict("01.p1")
    form = form_of(notebook[0][0])
    press(form, "skip")
    assert progress.read("predictions")["01.p1"]["option"] == "skipped"
    assert form.closed


def test_text_in_a_question_cannot_become_markup(notebook, form_of):
    predict("01.p2")
    assert "2 &lt; 3" in form_of(notebook[0][0]).asked
