"""Lesson 03 in JupyterLab: it runs quietly, its instrument answers, its sheet gives all points."""

import re

import pytest
from playwright.sync_api import expect

from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.lessons import bank

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = load_course().lesson("03").exercises
LISTENER = "scale_listener(drum"
WITHOUT_ALT = """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
  .filter(image => !image.alt.trim()).length"""
NAMELESS = """() => [...document.querySelectorAll('.jp-OutputArea-output [role=slider]')]
  .filter(slider => !slider.getAttribute('aria-label')).length"""


def test_the_lesson_runs_and_the_scale_listener_answers(lab, root, open_notebook):
    notebook = open_notebook(lab.copy(root / "notebooks/03_scales.ipynb"))
    notebook.run_all()
    assert notebook.page.evaluate(WITHOUT_ALT) == 0
    expect(notebook.page.get_by_text("Error displaying widget")).to_have_count(0)
    expect(notebook.page.get_by_text(re.compile(r"Traceback|Error:"))).to_have_count(0)
    _the_listener_follows_its_controls(notebook)
    _a_prediction_opens_its_demo(notebook)
    notebook.is_clean()


def _the_listener_follows_its_controls(notebook):
    listener = notebook.output(LISTENER)
    picture, words = listener.locator(".course-scale img"), listener.locator(".course-words")
    expect(picture).to_have_attribute("alt", re.compile("Spectrogram of sweep at scale 1, average"))
    before = picture.get_attribute("src")
    listener.get_by_role("button", name="sinc").click()
    expect(picture).to_have_attribute("alt", re.compile("at scale 1, sinc"))
    assert picture.get_attribute("src") != before

    listener.get_by_role("combobox").select_option("tone")
    listener.get_by_role("button", name="average").click()
    expect(words).to_contain_text("9000 Hz is heard at 3000 Hz, at −11.4 dB. Measured: −11.4 dB")
    notebook.page.wait_for_function(f"() => ({NAMELESS})() === 0")
    handle = listener.get_by_role("slider", name="tone (Hz)")
    handle.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("9100 Hz is heard at 2900 Hz")
    listener.get_by_role("button", name="scale 0").click()
    expect(words).to_contain_text("Scale 0 hears the clip as it is")
    expect(listener.locator("audio")).to_have_count(1)
    listener.get_by_role("button", name="scale 2").click()
    expect(listener.locator("audio")).to_have_count(3)


def _a_prediction_opens_its_demo(notebook):
    demo = 'reveal("03.p1", lengths)'
    expect(notebook.output(demo)).to_contain_text("Predict first: answer 03.p1 above")
    form = notebook.output('predict("03.p1")')
    form.get_by_label("a) 32 and 16").check()
    form.get_by_label("certain").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("Stored.")
    shown = notebook.run(demo)
    expect(shown).to_contain_text("[63, 63, 63]")
    expect(shown).to_contain_text("It is b, 63 and 63.")


def test_the_sheet_leads_from_nothing_attempted_to_all_points(lab, root, open_notebook):
    sheet = open_notebook(lab.copy(root / "exercises/03_scales.ipynb"))
    sheet.run_all()
    for card in CARDS:
        verdict = sheet.output(f'verdict("{card.id}"')
        expect(verdict).to_contain_text(f"{card.id} NOT ATTEMPTED")

    exercises = bank("03").exercises
    sheet.fill(sheet.cell("# @answer 03.4"), COUNTS)
    sheet.run("# @answer 03.4")
    told = sheet.run('check("03.4"')
    expect(told.get_by_role("status")).to_contain_text("Counting outputs is what AudioCraft's")

    for card in CARDS:
        answer = sheet.cell(f"# @answer {card.id}")
        sheet.fill(answer, f"# @answer {card.id}\n{exercises[card.id].answer_cell_source()}")
    seal = sheet.cell('# seal("03.6"')
    sheet.fill(seal, 'seal("03.6", forecast)')
    sheet.run_all()
    for card in CARDS:
        expect(sheet.output(f'verdict("{card.id}"')).to_have_text(
            re.compile(rf"^{card.id} PASS · {card.points:g}/{card.points:g} points?$")
        )
    expect(sheet.output('seal("03.6"')).to_contain_text("03.6 is sealed. Its fingerprint is")
    sheet.is_clean()


COUNTS = """# @answer 03.4
def test_scales(msd):
    logits, fmaps = msd(torch.randn(2, 1, 2000))
    assert len(logits) == len(fmaps) == msd.num_discriminators
"""
