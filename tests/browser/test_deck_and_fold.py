"""The deck and the fold explorer in JupyterLab, light and dark: dragged, keyed and played."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DECK = """from course_lib.instruments import listen
from course_lib.sounds import tone
listen(tone(440.0, seconds=2.0), tone(880.0, seconds=2.0), listen_for="the octave")"""
FOLD = """from course_lib.instruments import fold_explorer
from course_lib.sounds import vowel
fold_explorer(vowel(f0=160, seconds=1.0))"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    notebook = open_notebook(lab.write(DECK, FOLD))
    notebook.run("listen(")
    notebook.run("fold_explorer(")
    return notebook


@pytest.fixture
def deck(notebook):
    return notebook.output("listen(").locator(".deck")


@pytest.fixture
def fold(notebook):
    return notebook.output("fold_explorer(").locator(".fold-explorer")


def test_the_deck_never_starts_by_itself(notebook, deck):
    expect(deck).to_have_attribute("data-playing", "false")
    assert notebook.page.evaluate("globalThis.courseAudio === undefined")


def test_space_plays_and_the_keys_switch_what_is_heard(notebook, deck, heard):
    deck.get_by_role("listbox").focus()
    notebook.page.keyboard.press("Space")
    expect(deck).to_have_attribute("data-playing", "true")
    hertz, level = heard(notebook.page)
    assert hertz == pytest.approx(440, abs=10)
    assert level > -60
    notebook.page.keyboard.press("2")
    hertz, _ = heard(notebook.page)
    assert hertz == pytest.approx(880, abs=10)
    expect(deck.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    notebook.page.keyboard.press("Space")
    expect(deck).to_have_attribute("data-playing", "false")


def test_a_press_in_the_picture_plays_from_there(notebook, deck):
    box = deck.locator(".track canvas").first.bounding_box()
    notebook.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(deck).to_have_attribute("data-playing", "true")
    at = deck.evaluate("deck => deck.deck.player.at")
    assert at == pytest.approx(1.0, abs=0.02)
    deck.get_by_role("button", name="pause").click()


def test_two_decks_silence_each_other(notebook, deck, fold):
    fold.get_by_role("button", name="▶ column").click()
    inner = fold.locator(".deck")
    deck.get_by_role("button", name="play").click()
    expect(deck).to_have_attribute("data-playing", "true")
    inner.get_by_role("button", name="play").click()
    expect(inner).to_have_attribute("data-playing", "true")
    expect(deck).to_have_attribute("data-playing", "false")
    inner.get_by_role("button", name="pause").click()


def test_the_blind_test_hides_every_name_and_counts_its_trials(deck):
    deck.get_by_role("button", name="blind test").click()
    expect(deck.locator(".list")).not_to_contain_text("tone")
    expect(deck.get_by_role("heading")).to_have_text("Which row is X? Decide by ear alone.")
    for trial in range(1, 11):
        expect(deck.locator(".verdict")).not_to_contain_text("p =")
        deck.get_by_role("button", name="X is A").click()
        words = f"of {trial} right" if trial < 10 else "of 10 right, p"
        expect(deck.locator(".verdict")).to_contain_text(words)
    expect(deck.get_by_role("button", name="X is A")).to_be_disabled()
    expect(deck.locator(".list")).to_contain_text("was: tone 440 Hz")
    deck.get_by_role("button", name="blind test").click()
    expect(deck.locator(".list")).to_contain_text("tone 440 Hz")


def test_the_period_is_dragged_and_survives_the_next_run_of_the_cell(notebook, fold):
    picture = fold.get_by_role("slider", name="Period, in the picture")
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x + 12, y, steps=3)
    notebook.page.mouse.up()
    expect(fold.locator(".say").first).to_contain_text(
        "A row is 150 samples, 6.25 ms. The stripes are upright"
    )
    expect(fold.get_by_role("slider", name="period p")).to_have_value("150")
    notebook.run("fold_explorer(")
    expect(picture).to_have_attribute("aria-valuenow", "150")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(notebook, axe_finds, mode):
    notebook.use_theme(mode)
    assert axe_finds(notebook.page) == []


def test_the_page_logged_nothing(notebook):
    notebook.is_clean()


def test_without_a_kernel_the_same_module_plays_and_folds(browser, heard):
    from course_lib.instruments import fold_explorer, listen
    from course_lib.sounds import tone, vowel

    parts = [listen(tone(440.0), tone(880.0)), fold_explorer(vowel(f0=160, seconds=1.0))]
    body = "".join(part.static_html() for part in parts)
    (context,) = browser.contexts
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(f"<!doctype html><html lang=en><body>{body}</body></html>")
    deck, fold = page.locator(".deck"), page.locator(".fold-explorer")
    deck.get_by_role("listbox").focus()
    page.keyboard.press("Space")
    assert heard(page)[0] == pytest.approx(440, abs=10)
    fold.get_by_role("slider", name="Period, in the picture").focus()
    page.keyboard.press("ArrowRight")
    expect(fold.locator(".say").first).to_contain_text(re.compile("A row is 149 samples"))
    expect(fold.get_by_role("button", name="one logit")).to_have_count(0)
    assert errors == []
    page.close()
