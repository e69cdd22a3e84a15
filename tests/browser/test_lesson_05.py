"""Lesson 05 in JupyterLab: it runs, it is quiet, and both instruments answer."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02


def test_the_lesson_runs_and_both_instruments_answer(run_lesson):
    lesson = run_lesson("05")

    war = lesson.instrument("tug-of-war")
    title, words = war.get_by_role("heading"), war.locator(".say")
    expect(title).to_contain_text("the discriminator wants 9 of 9 fakes lower")
    war.get_by_role("radio", name="one sum for both").click()
    expect(title).to_contain_text("nobody pulls the fakes")
    war.get_by_role("slider", name="mean of the fake scores").focus()
    for _ in range(4):
        lesson.page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("9 of 9 fakes go up")
    war.get_by_role("radio", name="LSGAN").click()
    expect(words).to_contain_text("the generator pulls 9 of 9 up")
    war.get_by_role("button", name="generator moves").click()
    expect(words).to_contain_text("Fake around 0.50: the discriminator pulls none; the generator")
    expect(words).to_contain_text("the generator pulls none")  # both are at rest

    mixer = lesson.instrument("gradient-mixer")
    words = mixer.locator(".say").first
    expect(words).to_contain_text("Weights as multipliers")
    mixer.get_by_role("radio", name="shares, balanced at the output").click()
    expect(words).to_contain_text("msspec 2 (20 %): 20 % at the output")
    mixer.get_by_role("button", name="the gradients").click()
    expect(mixer.get_by_role("option")).to_have_count(5)

    demo = 'reveal("05.p2"'
    expect(lesson.output(demo)).to_contain_text("Predict first: answer 05.p2 above")
    lesson.is_clean()
