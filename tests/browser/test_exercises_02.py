"""The exercises of lesson 02, from an untouched sheet to all points, in JupyterLab."""

import re

import pytest
from playwright.sync_api import expect

from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.lessons import bank

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = load_course().lesson("02").exercises


@pytest.fixture
def sheet(lab, root, open_notebook):
    return open_notebook(lab.copy(root / "exercises/02_periods.ipynb"))


def test_the_sheet_leads_from_nothing_attempted_to_all_points(sheet):
    sheet.run_all()
    for card in CARDS:
        verdict = sheet.output(f'verdict("{card.id}"')
        expect(verdict).to_have_text(f"{card.id} NOT ATTEMPTED · 0/{card.points:g} points")
        check = sheet.output(f'check("{card.id}"')
        expect(check.get_by_role("status")).to_contain_text("Nothing to check yet")
    expect(sheet.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')).to_have_count(0)

    exercises = bank("02").exercises
    sheet.fill(sheet.cell("# @answer 02.1"), WRONG)
    sheet.run("# @answer 02.1")
    told = sheet.run('check("02.1"')
    expect(told.get_by_role("status")).to_contain_text("Rows and columns are swapped.")
    expect(told.get_by_role("region")).to_contain_text("expected [[")

    for card in CARDS:
        answer = sheet.cell(f"# @answer {card.id}")
        sheet.fill(answer, f"# @answer {card.id}\n{exercises[card.id].answer_cell_source()}")
    sheet.fill(sheet.cell('# hint("02.6")'), LAST_CELL)
    sheet.run_all()
    for card in CARDS:
        expect(sheet.output(f'verdict("{card.id}"')).to_have_text(
            re.compile(rf"^{card.id} PASS · {card.points:g}/{card.points:g} points?$")
        )
    checklist = sheet.output("checklist(")
    expect(checklist).to_contain_text("12/12 points so far")
    expect(checklist.get_by_text(re.compile("^reached: "))).to_have_count(5)
    sheet.is_clean()


WRONG = """# @answer 02.1
def fold(wave, period):
    batch, channels, time = wave.shape
    wave = F.pad(wave, (0, -time % period), mode="reflect")
    return wave.reshape(batch, channels, period, -1).transpose(2, 3)
"""
LAST_CELL = 'from course_lib.classroom import checklist\n\nchecklist("02")'
