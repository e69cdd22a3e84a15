"""Questions, checks and lists in JupyterLab: keyboard, both themes, two widths, and axe."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRONG = """def to_the_left(row, steps):
    print("steps", steps)
    return row.roll(-steps)

check("01.1", to_the_left)"""
SETUP = """import os

os.environ["COURSE_ROOT"] = {root!r}
from course_lib.classroom import *

setup("01")"""
CELLS = [
    SETUP,
    'predict("01.p1")',
    'predict("01.p2")',
    'recall("01")',
    'explain("01.e1")',
    'exit_ticket("01")',
    'look_back("01")',
    'checklist("01")',
    WRONG,
    'hint("01.1")',
]
WIDE = "() => [...document.querySelectorAll('.ci')].filter(e => e.scrollWidth > e.clientWidth + 1)"


@pytest.fixture
def questions(lab, root, open_notebook):
    """Open a notebook with everything that the course asks and says, and run its cells."""
    lab.progress.unlink(missing_ok=True)
    folder = str(root / "tests/classroom/fixture_course")
    notebook = open_notebook(lab.write(*(cell.replace("{root!r}", repr(folder)) for cell in CELLS)))
    notebook.run_all()
    return notebook


def test_questions_are_answered_marked_and_asked_again(questions):
    _the_keyboard_answers_a_prediction(questions)
    _a_form_keeps_its_choice_when_another_is_answered(questions)
    _a_recall_marks_its_options(questions)
    _an_exit_ticket_is_scored(questions)
    _the_later_form_is_asked_without_the_answer(questions)
    questions.is_clean()


def _the_keyboard_answers_a_prediction(notebook):
    form, keys = notebook.output('predict("01.p1")'), notebook.page.keyboard
    form.get_by_role("radio").first.focus()
    keys.press("Space")
    keys.press("Enter")
    expect(form.get_by_role("status")).to_have_text("Choose how sure you are first.")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("01.p1: You said a, certain. Stored.")
    expect(form.get_by_role("button")).to_have_count(0)
    expect(form.get_by_role("radio").first).to_be_disabled()
    expect(form.locator(".question")).to_be_focused()  # not the page, whose keys are commands


def _a_form_keeps_its_choice_when_another_is_answered(notebook):
    other = notebook.output('predict("01.p2")')
    other.get_by_label("b) no").check()
    other.get_by_label("certain", exact=True).check()
    expect(notebook.output('predict("01.p1")').get_by_label("a) yes")).to_be_checked()
    other.get_by_role("button", name="Store my answer").click()
    expect(other.get_by_role("status")).to_contain_text("Stored.")


def _a_recall_marks_its_options(notebook):
    form = notebook.output('recall("01")')
    form.get_by_label("b) all").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.locator(".option")).to_contain_text(["✓ right", "✗ not this one"])
    expect(form.get_by_role("status")).to_contain_text("It is not written.")


def _an_exit_ticket_is_scored(notebook):
    forms = notebook.output('exit_ticket("01")').locator(".question")
    for number, option in enumerate(["a) right", "b) wrong", "a) right"]):
        forms.nth(number).get_by_label(option).check()
        forms.nth(number).get_by_role("button", name="Store my answer").click()
    expect(forms.nth(2).get_by_role("status")).to_contain_text("2 of 3 at the first try.")
    again = notebook.run('exit_ticket("01")')
    expect(again).to_contain_text("2 of 3 at the first try. Answer again if you like")


def _the_later_form_is_asked_without_the_answer(notebook):
    shown = notebook.run('look_back("01")')
    expect(shown.get_by_role("listitem").nth(1)).to_contain_text("not right, so it comes again")
    expect(shown).not_to_contain_text("it is a.")
    form = shown.locator(".question").nth(1)
    expect(form).to_contain_text("Is 5 < 4?")
    form.get_by_label("b) no").check()
    form.get_by_label("it is a guess").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("you said b, as a guess: right.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_that_is_asked_and_said_suits_the_theme_and_the_width(
    questions, axe_finds, theme
):
    page = questions.page
    questions.use_theme(theme)
    try:
        for width in (1280, 820):
            page.set_viewport_size({"width": width, "height": 1000})
            page.wait_for_function(f"() => ({WIDE})().length === 0")
            assert axe_finds(page) == []
    finally:
        page.set_viewport_size({"width": 1300, "height": 1000})
    kinds = page.locator(".ci").evaluate_all("found => found.map(e => e.className)")
    assert len(kinds) > 10
    grounds = page.locator(".ci").evaluate_all(
        "found => found.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(grounds)) == 1  # JupyterLab's own: no white island in the dark
    questions.is_clean()
