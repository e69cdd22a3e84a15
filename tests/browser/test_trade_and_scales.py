"""The trade, the scales, the playhead and the inspector: dragged, keyed, played, in both themes."""

import io

import pytest
from matplotlib.image import imread
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRADE = """from course_lib.instruments import resolution_trade
resolution_trade()"""
LISTENER = """from course_lib.instruments import scale_listener
scale_listener(clip="tone")"""
PLAYHEAD = """import torch
from course_lib import MultiScaleDiscriminator
from course_lib.instruments import scale_playhead
from course_lib.sounds import beat
scale_playhead(MultiScaleDiscriminator(filters=4, max_filters=8), beat().crop(0, 1.2))"""
INSPECTOR = """from course_lib.instruments import logit_inspector
from course_lib.sounds import vowel
logit_inspector(vowel(seconds=0.2), start="msd")"""

EXPLORER = """from course_lib.instruments import explore
def line(ax, slope):
    ax.plot([0, 1], [0, 1 / (slope - 8)])
    return f"A line with slope 1/{slope - 8}."
explore(line, title="Lines", slope=range(10))"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    notebook = open_notebook(lab.write(TRADE, LISTENER, PLAYHEAD, INSPECTOR, EXPLORER))
    notebook.run_all()
    return notebook


def drag(page, picture, start, end):
    """Drag across a picture; both places are shares of its width."""
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    y = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=4)
    page.mouse.up()


def test_the_window_is_dragged_and_survives_the_next_run_of_the_cell(notebook):
    trade = notebook.output("resolution_trade(").locator(".resolution-trade")
    picture = trade.get_by_role("slider", name="Window 1, in the picture")
    drag(notebook.page, picture, 0.6, 0.99)  # 70 ms from the middle: 140 ms, nearly 4096 samples
    expect(trade.get_by_role("heading")).to_have_text("A window of 4096 samples splits the tones")
    notebook.run("resolution_trade(")
    expect(picture).to_have_attribute("aria-valuenow", "4096")
    picture.focus()
    notebook.page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("aria-valuenow", "2048")


def test_a_slider_of_the_explorer_draws_anew_and_a_drawing_that_fails_says_why(notebook):
    explorer = notebook.output("explore(").locator(".explorer")
    slider = explorer.get_by_role("slider", name="slope")
    slider.focus()
    notebook.page.keyboard.press("End")
    expect(explorer.get_by_role("img", name="A line with slope 1/1.")).to_be_visible()
    notebook.run("explore(")
    expect(slider).to_have_value("9")
    slider.focus()
    notebook.page.keyboard.press("ArrowLeft")
    expect(explorer.get_by_role("alert")).to_contain_text("ZeroDivisionError")


def test_the_keys_switch_between_a_tone_and_its_alias_while_they_play(notebook, heard):
    listener = notebook.output("scale_listener(").locator(".scale-listener")
    expect(listener).to_have_attribute("data-playing", "false")
    listener.get_by_role("slider", name="Playhead, in the spectrogram").focus()
    notebook.page.keyboard.press("Home")
    notebook.page.keyboard.press("Space")
    assert heard(notebook.page)[0] == pytest.approx(3000, abs=10)
    notebook.page.keyboard.press("1")
    notebook.page.keyboard.press("ArrowLeft")
    assert heard(notebook.page)[0] == pytest.approx(9000, abs=10)
    listener.get_by_role("button", name="pause").or_(
        listener.get_by_role("button", name="play")
    ).click()


def test_a_press_in_the_spectrogram_plays_from_there(notebook):
    listener = notebook.output("scale_listener(").locator(".scale-listener")
    picture = listener.get_by_role("slider", name="Playhead, in the spectrogram")
    drag(notebook.page, picture, 0.3, 0.5)
    expect(listener).to_have_attribute("data-playing", "true")
    assert float(picture.get_attribute("aria-valuenow")) >= 0.4
    listener.get_by_role("button", name="pause").click()


def test_the_playhead_is_dragged_over_all_scales_and_offers_what_they_hear(notebook):
    shown = notebook.output("scale_playhead(").locator(".scale-playhead")
    picture = shown.get_by_role("slider", name="Playhead, in the spectrogram")
    drag(notebook.page, picture, 0.5, 0.6)
    words = shown.locator(".words")
    expect(words).not_to_contain_text("At 0.60 s.")
    expect(words).to_contain_text("Scale 2: score")
    at = float(picture.get_attribute("aria-valuenow"))
    expect(shown.locator(".deck")).to_contain_text(f"What each scale hears at {at:.2f} s")
    picture.focus()
    notebook.page.keyboard.press("ArrowRight")
    assert float(picture.get_attribute("aria-valuenow")) == pytest.approx(at + 0.01, abs=0.006)
    shown.locator(".deck").get_by_role("button", name="play").click()
    expect(shown.locator(".deck")).to_have_attribute("data-playing", "true")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(notebook, axe_finds, mode):
    notebook.use_theme(mode)
    assert axe_finds(notebook.page) == []


def test_the_page_logged_nothing(notebook):
    notebook.is_clean()


def test_without_a_kernel_the_same_modules_answer(page):
    from course_lib.instruments import logit_inspector, resolution_trade, scale_listener
    from course_lib.sounds import vowel

    inspector = logit_inspector(vowel(seconds=0.2), start="msd")
    parts = [resolution_trade(), scale_listener(clip="tone"), inspector]
    body = "".join(part.static_html() for part in parts)
    page, errors = page.context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(f"<!doctype html><html lang=en><body>{body}</body></html>")
    trade, listener = page.locator(".resolution-trade"), page.locator(".scale-listener")
    trade.get_by_role("button", name="Add a second window").click()
    expect(trade.locator(".pane")).to_have_count(2)
    listener.get_by_role("button", name="sinc").click()
    expect(listener.get_by_role("heading")).to_contain_text("9000 Hz is gone")
    expect(listener.get_by_role("combobox")).to_have_count(0)
    shown = page.locator(".logit-inspector")
    shown.get_by_role("combobox").select_option("mpd")
    inspector.move("mpd")
    expect(shown.locator(".words")).to_have_text(inspector.facts())
    assert errors == []
    page.close()


def test_a_figure_is_no_white_island_in_the_dark(page):
    from course_lib.display import img_tag, new_figure

    figure, axes = new_figure(2, 2)
    axes.set_axis_off()
    axes.plot([0, 1], [0.5, 0.5], color="black", linewidth=40)
    tag = img_tag(figure, "a broad line in black ink")
    shown = page.context.new_page()
    for scheme, ground, ink in (("light", 255, 0), ("dark", 23, 255)):
        style = f"<style>:root{{color-scheme:{scheme}}}</style>"
        shown.set_content(f"<!doctype html><html>{style}<body>{tag}</body></html>")
        shown.locator("img").evaluate("image => image.decode()")
        pixels = imread(io.BytesIO(shown.locator("img").screenshot()), format="png")
        assert 255 * pixels[4, 4, 1] == pytest.approx(ground, abs=1)
        assert 255 * pixels[90, 90, 1] == pytest.approx(ink, abs=1)
    shown.close()
