import pytest

from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.lessons import bank
from course_lib.classroom.notebook.closing import (
    calibration,
    certain_and_wrong,
    checklist,
    look_back,
)
from course_lib.classroom.notebook.predictions import predict, reveal, skip
from course_lib.classroom.notebook.recalls import explain, recall
from course_lib.classroom.progress import store as progress
from course_lib.display.forms import WIDGET_VIEW as WIDGET


def shown(capsys):
    return capsys.readouterr().out


def forbidden():
    raise AssertionError("shown before a prediction")


def widgets_in(view, kind):
    """Find the parts of a form that are of one kind."""
    import ipywidgets

    found = [view] if type(view).__name__ == kind else []
    for child in getattr(view, "children", ()):
        found += widgets_in(child, kind)
    assert isinstance(view, ipywidgets.Widget)
    return found


def form_of(bundle):
    from ipywidgets import widget

    instances = getattr(widget, "_instances", None) or widget.Widget._active_widgets
    return instances[bundle[WIDGET]["model_id"]]


def test_nothing_is_revealed_before_a_prediction(capsys):
    reveal("01.p1", forbidden)
    assert "Predict first: answer 01.p1 above, then run this cell again." in shown(capsys)


def test_a_wrong_prediction_gets_its_own_explanation_after_the_demo(capsys):
    predict("01.p1", "a", "certain")
    reveal("01.p1", lambda: "THE DEMO")
    lines = shown(capsys).splitlines()
    assert lines[-2] == "THE DEMO"
    assert lines[-1] == (
        "You said a, certain. It comes in on the other side. It is b, no. All values stay."
    )


def test_a_right_prediction_gets_its_explanation(capsys):
    predict("01.p1", "B", "guess")
    reveal("01.p1", lambda: None)
    assert shown(capsys).splitlines()[-1] == "You said b, as a guess: right. All values stay."


def test_a_skipped_prediction_shows_the_demo_and_the_answer(capsys):
    skip("01.p1")
    reveal("01.p1", lambda: "THE DEMO")
    assert shown(capsys).splitlines()[-2:] == [
        "THE DEMO",
        "The answer is b, no. All values stay.",
    ]


def test_a_run_without_learners_skips_every_prediction(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PREDICT", "skip")
    reveal("01.p1", lambda: "THE DEMO")
    assert "THE DEMO" in shown(capsys)
    assert progress.read("predictions") == {}


def test_a_prediction_is_stored_once(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p1", "b", "guess")
    skip("01.p1")
    assert "That is already stored" in shown(capsys)
    assert progress.read("predictions")["01.p1"] == {"option": "a", "confidence": "certain"}


def test_a_changed_prediction_leaves_the_first_one_stored(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p1", "b", "guess", again=True)
    assert progress.read("predictions")["01.p1"]["option"] == "a"
    reveal("01.p1", lambda: None)
    assert "You said b, as a guess: right" in shown(capsys)


def test_after_a_skip_a_prediction_can_still_be_made():
    skip("01.p1")
    predict("01.p1", "b", "guess")
    assert progress.read("predictions")["01.p1"]["option"] == "b"


def test_an_unknown_letter_or_confidence_gets_a_suggestion():
    with pytest.raises(UnknownIdError, match=r"no option of 01.p1 'z'.*a, b"):
        predict("01.p1", "z", "guess")
    with pytest.raises(UnknownIdError, match="Did you mean 'certain'"):
        predict("01.p1", "a", "certian")
    with pytest.raises(UnknownIdError, match="There are: guess, fairly sure, certain"):
        predict("01.p1", "a")


def test_a_stored_prediction_is_not_asked_again(capsys):
    predict("01.p1", "a", "certain")
    shown(capsys)
    predict("01.p1")
    assert shown(capsys).startswith("01.p1: You said a, certain.")


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


def test_the_form_stores_a_prediction_and_says_what_is_missing(notebook):
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


def test_the_form_can_be_skipped(notebook):
    predict("01.p1")
    widgets_in(form_of(notebook[0][0]), "Button")[1].click()
    assert progress.read("predictions")["01.p1"]["option"] == "skipped"


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


def test_the_form_of_an_explanation_stores_the_text(notebook):
    explain("01.e1")
    form = form_of(notebook[0][0])
    [area], [store] = widgets_in(form, "Textarea"), widgets_in(form, "Button")
    store.click()
    assert progress.read("texts") == {}
    area.value = "It <turns>."
    store.click()
    assert progress.read("texts")["01.e1"]["text"] == "It <turns>."
    assert "&lt;turns&gt;" in widgets_in(form, "HTML")[-1].value


def test_looking_back_asks_again_what_was_certain_and_wrong(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p2", "a", "certain")
    shown(capsys)
    look_back("01")
    out = shown(capsys)
    assert "01.p1: you said a, certain; it is b." in out
    assert "01.p2: you said a, certain; right." in out
    assert "Certain: 1 of 2 right" in out
    assert out.count("again=True") == 1


def test_calibration_counts_each_degree_of_confidence():
    questions = [bank("01").questions[id_] for id_ in ("01.p1", "01.p2")]
    stored = {
        "01.p1": {"option": "b", "confidence": "guess"},
        "01.p2": {"option": "c", "confidence": "certain"},
    }
    assert calibration(questions, stored) == ["As a guess: 1 of 1 right", "Certain: 0 of 1 right"]
    assert certain_and_wrong(questions, stored) == [questions[1]]
    assert calibration(questions, {}) == ["No predictions yet."]


def test_the_checklist_is_filled_by_verdicts(capsys):
    progress.remember("verdicts", "01.1", {"state": "PASS", "points": 2.0})
    progress.remember("verdicts", "01.3", {"state": "PARTIAL", "points": 1.5})
    checklist("01")
    assert shown(capsys).splitlines() == [
        "reached: rotate a row (01.1 PASS)",
        "started: order and count (01.2 to do, 01.3 PARTIAL)",
        "to do: find numbers (01.4 to do)",
        "3.5/7.5 points so far",
    ]
