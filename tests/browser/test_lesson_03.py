"""Lesson 03 in JupyterLab: it runs quietly, its instrument answers, its sheet gives all points."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02

NAMELESS = """() => [...document.querySelectorAll('.jp-OutputArea-output [role=slider]')]
  .filter(slider => !slider.getAttribute('aria-label')).length"""


def test_the_lesson_runs_and_the_scale_listener_answers(run_lesson):
    notebook = run_lesson("03")
    _the_listener_follows_its_controls(notebook)
    _a_prediction_opens_its_demo(notebook)
    notebook.is_clean()


def _the_listener_follows_its_controls(notebook):
    listener = notebook.instrument("scale-listener")
    title, words = listener.get_by_role("heading"), listener.locator(".words")
    expect(title).to_contain_text("Scale 1, average: the false part is at")
    listener.get_by_role("button", name="sinc").click()
    expect(title).to_contain_text("Scale 1, sinc")

    listener.get_by_role("combobox").select_option("tone")
    listener.get_by_role("button", name="average").click()
    expect(words).to_contain_text("9000 Hz is heard at 3000 Hz, at −11.4 dB. Measured: −11.4 dB")
    notebook.page.wait_for_function(f"() => ({NAMELESS})() === 0")
    listener.get_by_role("slider", name="tone (Hz)").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("9100 Hz is heard at 2900 Hz")
    listener.get_by_role("button", name="scale 0").click()
    expect(words).to_contain_text("Scale 0 receives the clip as it is")
    heard = listener.get_by_role("group", name="What you hear").get_by_role("button")
    expect(heard).to_have_count(1)
    listener.get_by_role("button", name="scale 2").click()
    expect(heard).to_have_count(3)


def _a_prediction_opens_its_demo(notebook):
    demo = 'reveal("03.p1"'
    expect(notebook.output(demo)).to_contain_text("Predict first: answer 03.p1 above")
    form = notebook.output('predict("03.p1")')
    form.get_by_label("a) ").check()
    form.get_by_label("certain").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("Stored.")
    shown = notebook.output(demo)
    expect(shown).to_contain_text("[63, 63, 63]")
    expect(shown.locator(".course-explanation b")).to_contain_text("b, ")


def test_the_sheet_leads_from_nothing_attempted_to_all_points(open_sheet):
    sheet = open_sheet("03")
    sheet.run_all()
    sheet.has_nothing_attempted()
    sheet.check_mistake("03.4", "counts_only")
    sheet.answer_all()
    sheet.fill(sheet.cell('# seal("03.6"'), 'seal("03.6", forecast)')
    sheet.run_all()
    sheet.has_all_points()
    expect(sheet.output('seal("03.6"')).to_contain_text("03.6 is sealed. Its fingerprint is")
    sheet.is_clean()
