"""A question is a form to click, a page to read, and text to answer."""

from course_lib.classroom.notebook.predictions import predict
from course_lib.classroom.progress import store as progress
from course_lib.display.forms import WIDGET_VIEW as WIDGET


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


def test_the_form_stores_a_prediction_and_says_what_is_missing(notebook, widgets_in, form_of):
    predict("01.p1")
    form = form_of(notebook[0][0])
    choice, sure = widgets_in(form, "RadioButtons")
    store, _skip = widgets_in(form, "Button")
    message = widgets_in(form, "HTML")[-1]

    store.click()
    assert "Choose an option first." in message.value
    choice.value = "a"
    store.click()
    assert "Choose how sure you are first." in message.value
    sure.value = "certain"
    store.click()
    assert 'role="status"' in message.value
    assert progress.read("predictions")["01.p1"] == {"option": "a", "confidence": "certain"}


def test_the_form_can_be_skipped(notebook, widgets_in, form_of):
    predict("01.p1")
    widgets_in(form_of(notebook[0][0]), "Button")[1].click()
    assert progress.read("predictions")["01.p1"]["option"] == "skipped"
