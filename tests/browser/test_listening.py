"""The listening instruments in JupyterLab, light and dark: dragged, keyed and played."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ABX = """from course_lib.instruments import *
from course_lib.sounds import noise, pluck, tone, vowel
abx(tone(440.0, seconds=2.0), tone(880.0, seconds=2.0), trials=2)"""
EAR = "ear = EarTest([vowel(seconds=0.3)], [noise(seconds=0.3), tone(440, 2.0)], seed=1)\near"
ZOO = "artefact_zoo(vowel(seconds=1.0))"
TIME = "time_machine({'tone': tone(440, 1.2, sample_rate=16_000)})"
ROC = "RocCurves({'you': ([2, 1, -1], [1, -1, -2]), 'net': ([3, 2], [1, 4])}, {})"
# a canvas with fewer pixels than CSS pixels is stretched
SHARP = """() => [...document.querySelectorAll('.ci canvas')].filter(canvas => canvas.clientWidth)
  .every(canvas => canvas.width >= Math.floor(canvas.clientWidth))"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    notebook = open_notebook(lab.write(ABX, EAR, ZOO, TIME, ROC, "ear.scores"))
    notebook.run_all()
    return notebook


def drag(notebook, canvas, start, end):
    """Drag inside a canvas, from one share of its width to another, at a third of its height."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    y = box["y"] + box["height"] / 3
    notebook.page.mouse.move(box["x"] + start * box["width"], y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + end * box["width"], y, steps=4)
    notebook.page.mouse.up()


def test_an_abx_test_plays_what_its_keys_say_and_goes_on_when_its_cell_runs_again(notebook, heard):
    root, keys = notebook.output("abx(").locator(".abx-test"), notebook.page.keyboard
    assert notebook.page.evaluate("globalThis.courseAudio === undefined")  # nothing autoplays
    root.click(position={"x": 5, "y": 5})
    played = {}
    for key in "abx":
        keys.press(key)
        expect(root).to_have_attribute("data-playing", key.upper())
        played[key] = heard(notebook.page)[0]
    assert played["a"] == pytest.approx(440, abs=10)
    assert played["b"] == pytest.approx(880, abs=10)
    x = "a" if abs(played["x"] - played["a"]) < 20 else "b"
    assert played["x"] == pytest.approx(played[x], abs=10)
    keys.press("1" if x == "a" else "2")
    expect(root.get_by_role("heading").first).to_contain_text("Trial 2 of 2")
    expect(root).to_have_attribute("data-playing", "")
    expect(root.locator(".trials")).not_to_contain_text(re.compile("[✓✗]"))

    notebook.run("abx(")
    expect(root.get_by_role("heading").first).to_contain_text("Trial 2 of 2")
    root.get_by_role("button", name="X is A").click()
    expect(root.get_by_role("status").first).to_contain_text(re.compile(r"[12] of 2 right\. Guess"))
    expect(root.locator(".trials li").first).to_have_class("right")
    root.get_by_role("button", name="another test").click()
    expect(root.get_by_role("heading").first).to_contain_text("Trial 1 of 2")
    expect(root.get_by_role("option")).to_have_count(0)


def test_missed_clips_of_the_ear_test_can_be_heard_again(notebook, heard):
    root, keys = notebook.output("EarTest(").locator(".ear-test"), notebook.page.keyboard
    root.click(position={"x": 5, "y": 5})
    for clip in range(1, 4):
        expect(root.get_by_role("heading").first).to_contain_text(f"Clip {clip} of 3")
        expect(root).not_to_contain_text(re.compile("vowel|noise|tone"))
        keys.press("x")
        expect(root).to_have_attribute("data-playing", "true")
        keys.press("5")
    expect(root.get_by_role("heading").first).to_have_text("2 of 3 clips deceived you")
    expect(root.get_by_role("status").first).to_contain_text("win 50 % of their pairs")
    deck = root.locator(".deck")
    expect(deck.get_by_role("option")).to_have_count(2)
    root.get_by_role("button", name=re.compile("tone 440 Hz, made")).click()
    expect(deck).to_have_attribute("data-playing", "true")
    assert heard(notebook.page)[0] == pytest.approx(440, abs=10)
    deck.get_by_role("button", name="pause").click()
    root.get_by_role("button", name="hear all clips").click()
    expect(deck.get_by_role("option")).to_have_count(3)
    expect(notebook.run("ear.scores")).to_contain_text("[2, 2, 2]")


def test_the_zoo_changes_its_artefact_while_it_plays(notebook):
    zoo = notebook.output(ZOO).locator(".artefact-zoo")
    title = zoo.get_by_role("heading")
    expect(title).to_contain_text("comb buzz, strength 2")
    zoo.get_by_role("button", name="loop").click()
    zoo.get_by_role("listbox").focus()
    notebook.page.keyboard.press("Space")
    notebook.page.keyboard.press("4")
    expect(title).to_contain_text("comb buzz, strength 3")
    zoo.get_by_role("radio", name="clicks").click()
    expect(title).to_contain_text("clicks, strength 3, strong: single ticks")
    expect(zoo.locator(".deck")).to_have_attribute("data-playing", "true")
    zoo.get_by_role("button", name="pause").click()
    expect(zoo.get_by_role("status").first).to_contain_text("thin vertical lines")


def test_the_stage_of_the_time_machine_is_dragged_and_keyed(notebook, heard):
    machine = notebook.output(TIME).locator(".time-machine")
    curve, title = machine.locator("canvas.draggable"), machine.get_by_role("heading")
    expect(title).to_contain_text("after 0 steps")
    drag(notebook, curve, 0.1, 0.95)
    expect(title).to_contain_text("after 5000 steps")
    notebook.page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("after 1000 steps")
    notebook.page.keyboard.press("o")
    expect(title).to_have_text("tone: the original")
    assert heard(notebook.page)[0] == pytest.approx(440, abs=10)
    notebook.page.keyboard.press("g")
    expect(title).to_contain_text("after 1000 steps")
    machine.get_by_role("button", name="pause").click()


def test_the_threshold_of_the_roc_curve_is_dragged_in_both_pictures(notebook):
    curves = notebook.output("RocCurves(").locator(".roc-curves")
    clips, curve = curves.get_by_role("slider").all()
    words = curves.get_by_role("status")
    expect(words).to_contain_text("you, at this threshold: ")
    drag(notebook, clips, 0.5, 0.99)
    expect(words).to_contain_text("0 of 3 real clips are called real, and by mistake 0 of 3")
    drag(notebook, curve, 0.5, 0.99)
    expect(words).to_contain_text("3 of 3 real clips are called real, and by mistake 3 of 3")
    notebook.page.keyboard.press("ArrowLeft")
    expect(words).to_contain_text("3 of 3 real clips are called real, and by mistake 2 of 3")
    expect(curve).to_have_attribute("aria-valuenow", "3")
    curves.get_by_role("radio", name="net").click()
    expect(words).to_contain_text("net, at this threshold: ")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(notebook, axe_finds, mode):
    notebook.use_theme(mode)
    notebook.page.wait_for_function(SHARP)  # also after a change of theme
    assert axe_finds(notebook.page) == []


def test_the_page_logged_nothing(notebook):
    notebook.is_clean()


def test_without_a_kernel_the_same_modules_test_and_play(browser, heard):
    from course_lib.instruments import EarTest, RocCurves, abx, artefact_zoo
    from course_lib.sounds import noise, tone, vowel

    parts = [
        abx(tone(440.0), tone(880.0), trials=1),
        EarTest([vowel(seconds=0.2)], [noise(seconds=0.2)]),
        artefact_zoo(tone(440.0)),
        RocCurves({"you": ([2, 1], [1, 0])}, {}),
    ]
    body = "".join(part.static_html() for part in parts)
    (context,) = browser.contexts
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(f"<!doctype html><html lang=en><body>{body}</body></html>")
    page.get_by_role("button", name="play A").click()
    assert heard(page)[0] == pytest.approx(440, abs=10)
    page.get_by_role("button", name="X is B").click()
    expect(page.locator(".abx-test h4").first).to_contain_text("of 1 right: guessing does as well")
    for _ in range(2):
        page.get_by_role("button", name="surely real").click()
    expect(page.locator(".ear-test h4").first).to_have_text("1 of 2 clips deceived you")
    zoo = page.locator(".artefact-zoo")
    zoo.get_by_role("radio", name="pre-echo").click()
    expect(zoo.get_by_role("heading")).to_contain_text("pre-echo, strength 2")
    expect(page.locator(".roc-curves .say")).to_contain_text("you, at this threshold")
    assert errors == []
    page.close()
