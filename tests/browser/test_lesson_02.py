"""Lesson 02 in JupyterLab: it runs, it is quiet, it can be read, and its instruments answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPLORER = "fold-explorer"
# For each piece of text in the outputs: its contrast with its background, as WCAG 2.2 has it.
PALE_TEXT = """() => {
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  let seen = 0;
  for (const area of document.querySelectorAll('.jp-OutputArea-output')) {
    const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
      if (!text || !parent.checkVisibility() || parent.closest('script')) continue;
      seen += 1;
      const [a, b] = [light(parse(getComputedStyle(parent).color)), light(ground(parent))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) pale.push(`${contrast.toFixed(1)}: ${text.slice(0, 60)}`);
    }
  }
  return [seen, pale];
}"""
NAMELESS = """() => [...document.querySelectorAll('.jp-OutputArea-output [role=slider]')]
  .filter(slider => !slider.getAttribute('aria-label')).length"""


def test_the_lesson_runs_and_its_instruments_answer_in_the_light_and_in_the_dark(run_lesson):
    notebook = run_lesson("02", prints_errors=True)  # a docstring that it shows names one
    assert notebook.page.locator(".jp-Notebook").evaluate(_GROUND) == "light"
    _every_output_is_readable(notebook)
    _a_step_of_the_keyboard_and_a_drag_move_the_picture(notebook)
    _the_true_period_gives_upright_stripes(notebook)
    _three_buttons_answer(notebook)
    _a_prediction_opens_its_demo(notebook)
    _an_own_text_is_compared(notebook)

    notebook.page.emulate_media(color_scheme="dark")
    notebook.page.wait_for_function(f"() => ({_GROUND})() === 'dark'")
    _every_output_is_readable(notebook)
    _the_samples_of_a_logit_follow_the_theme(notebook)
    notebook.is_clean()


_GROUND = """() => {
  const colour = getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim();
  document.body.insertAdjacentHTML('beforeend', `<i id=probe style="background:${colour}"></i>`);
  const rgb = getComputedStyle(document.getElementById('probe')).backgroundColor.match(/\\d+/g);
  document.getElementById('probe').remove();
  return rgb[0] > 128 ? 'light' : 'dark';
}"""


def _every_output_is_readable(notebook):
    explorer = notebook.instrument(EXPLORER)
    expect(explorer.get_by_role("slider", name="period p")).to_be_visible()
    notebook.page.wait_for_function(f"() => ({NAMELESS})() === 0")
    # asked right after the theme changed, it once found no visible text at all
    notebook.page.wait_for_function(f"() => ({PALE_TEXT})()[0] > 100")
    _, pale = notebook.page.evaluate(PALE_TEXT)
    assert pale == []
    pictures = ".jp-OutputArea-output :is(img, svg, canvas)"
    assert notebook.page.locator(pictures).count() > 1
    notebook.shows_no_faults(prints_errors=True)


def _a_step_of_the_keyboard_and_a_drag_move_the_picture(notebook):
    explorer = notebook.instrument(EXPLORER)
    picture = explorer.get_by_role("slider", name="Period, in the picture")
    words = explorer.locator(".say").first
    expect(words).to_contain_text(re.compile("A row is 148 samples.*slant to the right"))

    picture.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("A row is 149 samples")
    notebook.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("The stripes are upright: a row contains one cycle")
    notebook.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("slant to the left")

    at = picture.bounding_box()
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x - 120, y, steps=5)
    notebook.page.mouse.up()
    expect(words).to_contain_text("A row is 131 samples")  # 6 pixels a sample
    expect(picture).to_have_attribute("aria-valuenow", "131")


def _the_true_period_gives_upright_stripes(notebook):
    explorer = notebook.instrument(EXPLORER)
    explorer.get_by_role("button", name="Fold at period true period: 150").click()
    upright = "A row is 150 samples, 6.25 ms. The stripes are upright: a row contains one cycle"
    expect(explorer.locator(".say").first).to_contain_text(upright)


def _three_buttons_answer(notebook):
    explorer = notebook.instrument(EXPLORER)
    explorer.get_by_role("button", name="Fold at period 5", exact=True).click()
    expect(explorer.locator(".say").first).to_contain_text("A row is 5 samples")

    explorer.get_by_role("button", name="▶ column").click()
    answer = explorer.locator(".answer")
    expect(answer).to_contain_text("Column 0 at p = 5: every 5th sample, 4800 a second")
    expect(answer.get_by_role("option")).to_have_count(2)
    explorer.get_by_role("button", name="alias partners").click()
    expect(answer.get_by_role("option")).to_have_count(4)
    expect(answer).to_contain_text("160 Hz looks the same as 4640")
    explorer.get_by_role("button", name="one logit's samples").click()
    expect(answer.get_by_role("img")).to_have_attribute("aria-label", re.compile("depends on"))
    expect(answer).to_contain_text("no sample of another column counts")


def _the_samples_of_a_logit_follow_the_theme(notebook):
    canvas = notebook.instrument(EXPLORER).locator(".answer canvas")
    middle = "c => c.getContext('2d').getImageData(c.width / 2, 4, 1, 1).data[0]"
    assert canvas.evaluate(middle) > 128  # ink: light on the dark ground


def _a_prediction_opens_its_demo(notebook):
    demo = 'reveal("02.p2"'
    expect(notebook.output(demo)).to_contain_text("Predict first: answer 02.p2 above")
    form = notebook.output('predict("02.p2")')
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_have_text("Choose an option first.")
    form.get_by_label("a) ").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_have_text("Choose how sure you are first.")
    form.get_by_label("fairly sure").check()
    form.get_by_role("button", name="Store my answer").click()
    expect(form.get_by_role("status")).to_contain_text("You said a, fairly sure. Stored.")

    shown = notebook.output(demo)
    expect(shown).to_contain_text("equal, sample for sample: True")
    expect(shown).to_contain_text("You said a, fairly sure · not this time")
    expect(shown.locator(".course-explanation b")).to_contain_text("b, ")
    expect(notebook.run('look_back("02")')).to_contain_text("you said a, fairly sure")


def _an_own_text_is_compared(notebook):
    form = notebook.output('explain("02.e1")')
    form.get_by_label("Your own words").fill("A column keeps every fifth sample.")
    form.get_by_role("button", name="Store my text").click()
    expect(form.get_by_role("checkbox")).to_have_count(4)
    expect(form.get_by_role("status")).to_contain_text("A column keeps every fifth sample.")
