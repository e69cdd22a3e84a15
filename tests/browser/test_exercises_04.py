"""The exercises of lesson 04, from an untouched sheet to all points, in JupyterLab."""

import re

import pytest
from playwright.sync_api import expect

from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.lessons import bank

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = load_course().lesson("04").exercises


@pytest.fixture
def sheet(lab, root, open_notebook):
    return open_notebook(lab.copy(root / "exercises/04_time_and_frequency.ipynb"))


def test_the_sheet_leads_from_nothing_attempted_to_all_points(sheet):
    sheet.run_all()
    for card in CARDS:
        verdict = sheet.output(f'verdict("{card.id}"')
        expect(verdict).to_have_text(f"{card.id} NOT ATTEMPTED · 0/{card.points:g} points")

    sheet.fill(sheet.cell("# @answer 04.4"), WEAK_TEST)
    sheet.run("# @answer 04.4")
    told = sheet.run('check("04.4"')
    expect(told.get_by_role("status")).to_contain_text("have the right shapes and mix all channels")

    exercises = bank("04").exercises
    for card in CARDS:
        answer = sheet.cell(f"# @answer {card.id}")
        sheet.fill(answer, f"# @answer {card.id}\n{exercises[card.id].answer_cell_source()}")
    sheet.run_all()
    for card in CARDS:
        expect(sheet.output(f'verdict("{card.id}"')).to_have_text(
            re.compile(rf"^{card.id} PASS · {card.points:g}/{card.points:g} points?$")
        )
    sheet.is_clean()


WEAK_TEST = """# @answer 04.4
def test_sep_channels(make):
    output = make(in_channels=2)(torch.randn(3, 2, 400))
    assert all(x.shape[:2] == (3, 2) for x in output.logits)
    assert all(f.shape[:2] == (3, 4) for maps in output.fmaps for f in maps)
"""
