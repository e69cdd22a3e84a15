"""The blind test, the live view and a saved page, in one small notebook."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ABX = """from course_lib.instruments import abx
from course_lib.sounds import pluck, vowel
test = abx(pluck(seconds=0.3), vowel(seconds=0.3), trials=5, seed=0)
test"""
LIVE = """from itertools import count
import time
from course_lib.instruments import Live
with Live(100_000, title="Training") as live:
    for step in count(1):
        time.sleep(0.01)
        live.step(step, loss=1 / step)
print("the cell goes on")"""
KEPT = 'print("kept", len(live.history["loss"]) > 3, live.stopped)'
SLIDERS = """from course_lib.instruments import fold_explorer
from course_lib.sounds import vowel
fold_explorer(vowel(f0=160, seconds=0.5))"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    return open_notebook(lab.write(ABX, "test.result()", LIVE, KEPT, SLIDERS))


def test_a_blind_test_can_be_taken_with_the_keyboard_alone(notebook):
    panel, keys = notebook.run("abx("), notebook.page.keyboard
    title = panel.get_by_role("heading").first
    button = panel.get_by_role("button", name="X is A", include_hidden=True)  # hidden at the end
    expect(title).to_have_text("Trial 1 of 5: is X the same as A, or as B?")
    panel.get_by_role("button", name="play X").focus()
    keys.press("Tab")
    expect(button).to_be_focused()
    for trial in range(1, 5):
        keys.press("Space")
        expect(title).to_contain_text(f"Trial {trial + 1} of 5")
        expect(button).to_be_focused()  # where the next answer is given
        expect(panel.locator(".trials")).not_to_contain_text(re.compile("[✓✗]"))
        expect(panel.get_by_role("status").first).not_to_contain_text("right")
    keys.press("Enter")
    expect(panel.get_by_role("status").first).to_contain_text(re.compile(r"^\d of 5 right\. Guess"))
    expect(button).to_be_disabled()
    expect(panel.get_by_role("button", name="play X")).to_be_disabled()
    expect(panel.locator(".trials")).to_contain_text(re.compile("[✓✗]"))
    expect(panel.locator(".abx-test")).to_be_focused()  # else, the next X would cut a cell
    expect(panel.get_by_role("option")).to_have_count(2)  # A and B, now with their names
    expect(notebook.run("test.result()")).to_contain_text("trials=5")
    notebook.is_clean()


def test_the_stop_button_ends_a_loop_and_keeps_its_results(notebook):
    notebook.start("Live(100_000")
    notebook.start('print("kept"')
    output = notebook.output("Live(100_000")
    expect(output.locator("progress")).to_be_visible()
    expect(output.locator("img")).to_have_attribute("alt", re.compile("step [1-9]"))
    output.locator(".course-stop").click()
    notebook.wait_for('print("kept"')
    expect(output).to_contain_text("stopped; what was done so far is kept")
    expect(output).to_contain_text("the cell goes on")
    expect(output.locator(".course-stop")).to_have_count(0)
    expect(notebook.output('print("kept"')).to_contain_text("kept True True")
    notebook.is_clean()


def test_a_page_that_somebody_else_saved_shows_the_static_form(lab, notebook, open_notebook):
    expect(notebook.run("fold_explorer(").get_by_role("slider")).to_have_count(4)
    notebook.save()
    name = lab.as_from_elsewhere(notebook.name)
    again = open_notebook(name)
    saved = again.output("fold_explorer(")
    expect(saved.locator("img")).to_have_count(1)
    expect(saved.locator("img")).to_have_attribute("alt", re.compile("folded into 32 rows"))
    expect(saved).to_contain_text("One cycle of this sound takes 150 samples")
    expect(saved.get_by_role("slider")).to_have_count(0)
    again.is_clean()
