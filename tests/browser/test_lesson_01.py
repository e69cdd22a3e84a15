"""Lesson 01 in JupyterLab: it runs quietly, its inspector answers, its sheet gives all points."""

import re

import pytest
from playwright.sync_api import expect

from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.lessons import bank

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = load_course().lesson("01").exercises
INSPECTOR = 'inspector = logit_inspector(voice.crop(0, 0.5), start="energy")'
WITHOUT_ALT = """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
  .filter(image => !image.alt.trim()).length"""


def test_the_lesson_runs_and_the_inspector_opens_with_a_guess(lab, root, open_notebook):
    notebook = open_notebook(lab.copy(root / "notebooks/01_contract_and_registry.ipynb"))
    notebook.run_all()
    expect(notebook.page.get_by_text("Error displaying widget")).to_have_count(0)
    expect(notebook.page.get_by_text("Traceback")).to_have_count(0)
    assert notebook.page.evaluate(WITHOUT_ALT) == 0

    expect(notebook.output(INSPECTOR)).to_contain_text("Predict first: answer 01.p7 above")
    form = notebook.output('predict("01.p7")')
    form.get_by_label("a) 256").check()
    form.get_by_label("fairly sure").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("Stored.")
    shown = notebook.run(INSPECTOR)
    expect(shown).to_contain_text("It is c, 1280.")
    _the_inspector_follows_its_controls(notebook, shown)
    notebook.is_clean()


def _the_inspector_follows_its_controls(notebook, panel):
    picture = panel.locator("img").first
    expect(panel).to_contain_text("1280 samples")
    before = picture.get_attribute("src")
    panel.get_by_role("slider", name="score, in time").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)
    panel.get_by_role("button", name="Play what it hears").click()
    expect(panel.locator("audio").first).to_be_visible()
    panel.get_by_role("combobox").first.select_option("msd")
    expect(panel).to_contain_text("They are neighbours, without a gap.")


def test_the_sheet_leads_from_nothing_attempted_to_all_points(lab, root, open_notebook):
    sheet = open_notebook(lab.copy(root / "exercises/01_contract_and_registry.ipynb"))
    sheet.run_all()
    for card in CARDS:
        verdict = sheet.output(f'verdict("{card.id}"')
        expect(verdict).to_contain_text(f"{card.id} NOT ATTEMPTED")

    for exercise, (wrong, told) in WRONG.items():
        sheet.fill(sheet.cell(f"# @answer {exercise}"), f"# @answer {exercise}\n{wrong}")
        sheet.run(f"# @answer {exercise}")
        expect(sheet.run(f'check("{exercise}"').get_by_role("status")).to_contain_text(told)

    exercises = bank("01").exercises
    for card in CARDS:
        answer = sheet.cell(f"# @answer {card.id}")
        sheet.fill(answer, f"# @answer {card.id}\n{exercises[card.id].answer_cell_source()}")
    sheet.run_all()
    for card in CARDS:
        expect(sheet.output(f'verdict("{card.id}"')).to_have_text(
            re.compile(rf"^{card.id} PASS · {card.points:g}/{card.points:g} points?$")
        )
    picture = sheet.output('check("01.5"').locator("img")
    expect(picture).to_have_attribute("alt", re.compile("64 samples: no value differs"))
    sheet.is_clean()


WRONG = {
    "01.1": ('order = ["A", "F", "C", "G", "B", "D"]', "Line B throws the maps of all members"),
    "01.3": (
        """class FixedDiscriminator(nn.Module):
    def __init__(self, strides=(1, 2, 4)):
        super().__init__()
        self.discriminators = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]

    def forward(self, wave):
        return [sub(wave) for sub in self.discriminators]
""",
        "The sub-discriminators are still in a plain list.",
    ),
    "01.6": (
        'slopes = {"slope_p_at_0": 0.5, "slope_p": 4.54e-5, "slope_log_p": -10.0,\n'
        '          "times": 11013, "reason": "B"}',
        "These are values of the sigmoid, not its slopes.",
    ),
}
