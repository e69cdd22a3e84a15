"""The exercises of lesson 04, from an untouched sheet to all points, in JupyterLab."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]


def test_the_sheet_leads_from_nothing_attempted_to_all_points(open_sheet):
    sheet = open_sheet("04")
    sheet.run_all()
    sheet.has_nothing_attempted()
    sheet.check_mistake("04.4", "only_shapes")
    sheet.answer_all()
    sheet.run_all()
    sheet.has_all_points()
    sheet.is_clean()
