"""What a frame like Colab's needs: its own theme, height and origin, and often no kernel.

Colab shows each output in a frame, with its theme in an attribute of <html>. Its widget manager
sets JupyterLab's variables to those of a light page, in both themes:
https://github.com/googlecolab/colab-cdn-widget-manager
"""

import json

import pytest
from playwright.sync_api import expect

from course_lib.display import img_tag, new_figure
from course_lib.display.html_pieces import card
from course_lib.display.question_form.form import QuestionForm
from course_lib.instruments import fold_explorer, listen
from course_lib.sounds import tone, vowel

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOST = "http://colab.test"
MANAGER = "<style>:root { --jp-layout-color1: white; --jp-ui-font-color1: #222; }</style>"
MOUNT = """import form from '/form.js';
const state = %s;
form.render({ el: document.body, model: {
  get: name => state[name], set() {}, save_changes() {}, on() {}, off() {}, send() {} } });"""


@pytest.fixture
def open_frame(browser):
    """Return a function that opens HTML as such a frame: the theme is Colab's, not the system's."""
    opened = []

    def open_it(body, theme="dark"):
        page = browser.contexts[0].new_page()
        opened.append(page)
        page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
        html = f'<!doctype html><html theme="{theme}"><meta charset="utf-8">{body}'
        page.route(f"{HOST}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        script = {"body": str(QuestionForm._esm), "content_type": "text/javascript"}
        page.route(f"{HOST}/form.js", lambda route: route.fulfill(**script))
        page.goto(f"{HOST}/")
        return page

    yield open_it
    for page in opened:
        page.close()


@pytest.mark.parametrize(
    ("theme", "ground"), [("dark", "rgb(20, 23, 26)"), ("light", "rgb(255, 255, 255)")]
)
def test_the_ground_is_that_of_colabs_theme(open_frame, theme, ground):
    frame = open_frame(MANAGER + fold_explorer(vowel(f0=160, seconds=0.5)).static_html(), theme)
    expect(frame.locator(".fold-explorer")).to_have_css("background-color", ground)

    picture = open_frame(
        card(img_tag(new_figure()[0], "axes"), "axes"), theme
    )  # no widget, so no manager
    for css in (".course-card", "img"):
        expect(picture.locator(css).first).to_have_css("background-color", ground)


def test_the_height_is_that_of_the_contents(open_frame):
    """Colab makes the frame as high as its contents: they may not ask how high the frame is."""
    frame = open_frame(fold_explorer(vowel(f0=160, seconds=0.5)).static_html())
    heights = set()
    for height in (150, 1500):
        frame.set_viewport_size({"width": 1100, "height": height})
        frame.locator(".fold-explorer canvas").first.wait_for()
        heights.add(frame.locator(".fold-explorer").bounding_box()["height"])

    assert len(heights) == 1


def test_a_sound_in_one_frame_ends_that_in_another(open_frame):
    frames = [
        open_frame(listen({"low": tone(hertz, seconds=5)}).static_html()) for hertz in (300, 500)
    ]
    for frame in frames:
        frame.locator("button.main").click()
        expect(frame.locator(".deck")).to_have_attribute("data-playing", "true")

    expect(frames[0].locator(".deck")).to_have_attribute("data-playing", "false")


def test_a_question_says_that_no_kernel_answers(open_frame):
    state = QuestionForm.own_defaults() | {
        "asked": "Which?",
        "options": [{"letter": "a", "html": "this"}],
    }
    frame = open_frame(f'<script type="module">{MOUNT % json.dumps(state)}</script>')
    frame.get_by_role("button", name="Store my answer").wait_for()
    frame.clock.install()
    frame.get_by_role("button", name="Store my answer").click()
    expect(frame.get_by_role("status")).to_be_empty()
    frame.clock.fast_forward(6000)

    expect(frame.get_by_role("status")).to_contain_text("run this cell")
