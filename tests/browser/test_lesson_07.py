"""Lesson 07 in JupyterLab: a short run is watched, gone on with, and gone back in."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETUP = """import os
os.environ["COURSE_FAST"] = "1"
from course_lib.gan.training.plan_session import plan_session
from course_lib.instruments import TrainingView
session = plan_session(("mpd",), device="cpu", fast=True)"""
RUN = """with TrainingView(session.config, session.folder) as view:
    view.record.scores.every = view.record.sounds.every = 1
    run = session.train(watch=[view])"""
LOOK = "view"


def test_a_run_is_watched_and_the_slider_goes_back_in_time(lab, open_notebook):
    """The cells of the lesson's section 4; the whole lesson runs under nbval."""
    notebook = open_notebook(lab.write(SETUP, RUN, LOOK))
    notebook.run_all()
    notebook.shows_no_faults()
    live = notebook.output("with TrainingView")
    expect(live.locator("progress")).to_have_attribute("value", "1004")
    expect(live.locator(".course-timeline audio")).to_have_count(5)  # the original, four steps
    expect(live.locator("button.course-stop")).to_have_count(0)  # it is over

    timeline = notebook.page.locator(".course-ridges img")
    expect(timeline).to_have_attribute("alt", re.compile("at step 1004"))
    notebook.page.get_by_role("slider", name="up to step").focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowLeft")
    expect(timeline).to_have_attribute("alt", re.compile("at step 1001"))
    notebook.is_clean()
