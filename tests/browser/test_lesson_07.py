"""Lesson 07 in JupyterLab: a short run is watched, gone on with, and gone back in."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02

SETUP = """import os
os.environ["COURSE_FAST"] = "1"
from course_lib.gan.training.plan_session import plan_session
from course_lib.instruments import TrainingView
session = plan_session(("mpd",), device="cpu", fast=True)"""
RUN = """with TrainingView(session.config, session.folder, minutes=session.minutes) as view:
    view.record.scores.every = view.record.sounds.every = 1
    run = session.train(watch=[view])"""
LOOK = "view"


def test_a_run_is_watched_and_the_slider_goes_back_in_time(lab, open_notebook):
    """The cells of the lesson's section 5; the whole lesson runs under nbval."""
    notebook = open_notebook(lab.write(SETUP, RUN, LOOK))
    notebook.run_all()
    notebook.shows_no_faults()
    live = notebook.output("with TrainingView").locator(".training-view")
    expect(live.locator("progress")).to_have_attribute("value", "1004")
    expect(live.get_by_role("option")).to_have_count(3)  # the start, now, and the original
    expect(live.get_by_role("button", name="stop")).to_have_count(0)  # it is over

    scores = live.get_by_text("Scores (logits) of held-out sounds at step 1004")
    expect(scores).to_be_visible()
    chart = live.get_by_role("slider", name="step, in the chart: Reconstruction")
    chart.scroll_into_view_if_needed()
    chart.click(position={"x": 30, "y": 60})  # left of the first step
    expect(chart).to_have_attribute("aria-valuenow", "1001")
    again = notebook.page.get_by_text("Scores (logits) of held-out sounds at step 1001")
    expect(again).to_have_count(2)  # both cells show one view
    notebook.is_clean()
