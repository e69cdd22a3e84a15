"""Lesson 01 in JupyterLab: it runs quietly, its inspector answers, its sheet gives all points."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02

INSPECTOR = "= logit_inspector("
MISTAKES = {"01.1": "flat_maps", "01.3": "unchanged", "01.6": "values_not_slopes"}


def test_the_lesson_runs_and_the_inspector_opens_with_a_guess(run_lesson):
    notebook = run_lesson("01", prints_errors=True)
    expect(notebook.output(INSPECTOR)).to_contain_text("Predict first: answer 01.p7 above")
    form = notebook.output('predict("01.p7")')
    form.get_by_label("a) ").check()
    form.get_by_label("fairly sure").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("Stored.")
    shown = notebook.output(INSPECTOR)
    expect(shown.locator(".course-explanation b")).to_contain_text("c, ")
    _the_inspector_follows_its_controls(notebook, shown)
    notebook.is_clean()


def _the_inspector_follows_its_controls(notebook, panel):
    picture = panel.get_by_role("slider", name="Score, in the map")
    expect(panel).to_contain_text("1280 samples")
    before, words = picture.get_attribute("aria-valuenow"), panel.locator(".words").inner_text()
    panel.get_by_role("slider", name="score, in time").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("aria-valuenow", before)
    expect(panel.locator(".words")).not_to_have_text(words)
    box = picture.bounding_box()
    notebook.page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 3)
    quarter = int(picture.get_attribute("aria-valuemax")) / 4
    assert int(picture.get_attribute("aria-valuenow")) == pytest.approx(quarter, abs=1)
    panel.get_by_role("button", name="Play what it hears").click()
    deck = panel.locator(".deck")
    deck.get_by_role("button", name="play").click()
    expect(deck).to_have_attribute("data-playing", "true")
    panel.get_by_role("combobox", name="discriminator", exact=True).select_option("msd")
    expect(panel).to_contain_text("They are neighbours, without a gap.")
    expect(deck).to_have_count(0)


def test_the_sheet_leads_from_nothing_attempted_to_all_points(open_sheet):
    sheet = open_sheet("01")
    sheet.run_all()
    sheet.has_nothing_attempted()
    for number, mutant in MISTAKES.items():
        sheet.check_mistake(number, mutant)
    sheet.answer_all()
    sheet.run_all()
    sheet.has_all_points()
    picture = sheet.output('check("01.5"').locator("img")
    expect(picture).to_have_attribute("alt", re.compile("64 samples: no value differs"))
    sheet.is_clean()
