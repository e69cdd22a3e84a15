"""Lesson 04 in JupyterLab: it runs, it is quiet, and its two instruments answer."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02


def test_the_lesson_runs_and_the_target_opens_with_a_second_window(run_lesson):
    lesson = run_lesson("04", prints_errors=True)

    trade = lesson.instrument("resolution-trade")
    target, title = trade.locator(".target"), trade.get_by_role("heading")
    expect(target).to_contain_text("Locked: with one window")

    _press(lesson, trade.get_by_role("slider", name="window 1", exact=True), "ArrowRight", 2)
    expect(title).to_have_text("A window of 4096 samples splits the tones")
    expect(trade.locator(".words")).to_contain_text("n_fft 4096")
    expect(target).to_contain_text("Locked")

    trade.get_by_role("button", name="Try every single window").click()
    expect(trade.locator(".every-window")).to_contain_text("0 of 7 windows split both pairs")
    trade.get_by_role("button", name="Add a second window").click()
    expect(trade.get_by_role("slider", name="in the picture")).to_have_count(2)
    left, right = (trade.locator(".pane").nth(k).bounding_box() for k in (0, 1))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    _press(lesson, trade.get_by_role("slider", name="window 2", exact=True), "ArrowLeft", 5)
    _press(lesson, trade.get_by_role("slider", name="hop 2"), "ArrowLeft", 3)
    expect(target).to_contain_text("Reached, with 2 windows.")

    demo = 'reveal("04.p4"'
    expect(lesson.output(demo)).to_contain_text("Predict first: answer 04.p4 above")
    _the_arrow_turns(lesson)
    lesson.is_clean()


def _the_arrow_turns(lesson):
    lesson.fill(lesson.cell('predict("04.p11")'), 'predict("04.p11", "c", "certain")')
    lesson.run('predict("04.p11"')
    arrows = lesson.instrument("turning-arrows").locator(".turning-arrows")
    title, frame = arrows.get_by_role("heading"), arrows.get_by_role("slider", name="Frame")
    expect(title).to_contain_text("The arrow stands still: 10 cycles")
    _press(lesson, arrows.get_by_role("slider", name="tone"), "ArrowRight", 10)
    expect(title).to_contain_text("turns forwards by 36°")
    _press(lesson, frame, "ArrowRight", 3)
    expect(frame).to_have_attribute("aria-valuenow", "3")
    arrows.get_by_role("button", name="Play").click()
    expect(frame).to_have_attribute("aria-valuenow", "5")
    arrows.get_by_role("button", name="Pause").click()


def _press(lesson, handle, key, times):
    handle.focus()
    for _ in range(times):
        lesson.page.keyboard.press(key)
