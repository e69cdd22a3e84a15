"""Lesson 05 in JupyterLab: it runs, it is quiet, and both instruments answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHOUT_ALT = """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
  .filter(image => !image.alt.trim()).length"""


@pytest.fixture
def lesson(lab, root, open_notebook):
    notebook = open_notebook(lab.copy(root / "notebooks/05_two_players.ipynb"))
    notebook.run_all()
    return notebook


def test_the_lesson_runs_and_both_instruments_answer(lesson):
    expect(lesson.page.get_by_text(re.compile(r"Traceback|Error displaying"))).to_have_count(0)
    assert lesson.page.evaluate(WITHOUT_ALT) == 0

    war = lesson.output("tug_of_war()")
    picture = war.locator(".course-tug img")
    wants = re.compile("the discriminator wants 9 of 9 fakes lower")
    expect(picture).to_have_attribute("alt", wants)
    war.get_by_role("button", name="one sum for both").click()
    expect(picture).to_have_attribute("alt", re.compile("nobody pulls the fakes"))
    handle = war.get_by_role("slider", name="fake")
    handle.focus()
    for _ in range(4):
        lesson.page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("alt", re.compile("9 of 9 fakes go up"))
    war.get_by_role("button", name="LSGAN").click()
    words = war.locator(".course-words")
    expect(words).to_contain_text("the generator pulls 9 of 9 up")
    war.get_by_role("button", name="The generator moves").click()
    expect(words).to_contain_text("Fake around 0.50: the discriminator pulls none; the generator")
    expect(words).to_contain_text("the generator pulls none")  # both are at rest

    mixer = lesson.output("instrument = mixer_with(discriminator)")
    bars = mixer.locator(".course-mixer img")
    expect(bars).to_have_attribute("alt", re.compile("Weights as multipliers"))
    mixer.get_by_role("button", name="shares, balanced at the output").click()
    expect(bars).to_have_attribute("alt", re.compile("msspec: 20 % of the weights, 20 % at the"))
    mixer.get_by_role("button", name="Play the gradients").click()
    expect(mixer.locator("audio")).to_have_count(5)

    demo = 'reveal("05.p2", compare_judges)'
    expect(lesson.output(demo)).to_contain_text("Predict first: answer 05.p2 above")
    lesson.is_clean()
