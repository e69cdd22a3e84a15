"""The exercises of lesson 02, from an untouched sheet to all points, in JupyterLab."""

import pytest
from playwright.sync_api import expect

from course_lib.classroom.exercises.course_toml import load_course

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_sheet_leads_from_nothing_attempted_to_all_points(open_sheet):
    sheet = open_sheet("02")
    sheet.run_all()
    sheet.has_nothing_attempted()
    for card in load_course().lesson("02").exercises:
        check = sheet.output(f'check("{card.id}"')
        expect(check.get_by_role("status")).to_contain_text("Nothing to check yet")
    expect(sheet.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')).to_have_count(0)

    found = sheet.check_mistake("02.1", "transposed")
    expect(found.get_by_role("region")).to_contain_text("expected [[")

    sheet.answer_all()
    sheet.fill(sheet.cell('# hint("02.4")'), LAST_CELL)
    sheet.run_all()
    sheet.has_all_points()
    checklist = sheet.output("checklist(")
    expect(checklist).to_contain_text("16/16 points so far")
    expect(checklist.get_by_text("reached", exact=True)).to_have_count(6)
    sheet.is_clean()


LAST_CELL = 'from course_lib.classroom import checklist\n\nchecklist("02")'
