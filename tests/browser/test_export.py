"""An exported lesson in a browser: it plays, is dragged, and asks no other host for anything."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DECK = """from course_lib.instruments import listen
from course_lib.sounds import tone
listen({"low": tone(500), "high": tone(2000)})"""
FOLD = """from course_lib.instruments import fold_explorer
from course_lib.sounds import vowel
fold_explorer(vowel(f0=160, seconds=0.5))"""
TEXT = """# 01 · Small

A formula: $a_1$. A picture elsewhere: ![a](https://example.org/x.png)

| a |
|---|
| 1 |"""
AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 90)}`);
}"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory, browser):
    """The page of a small lesson, with what it logged and asked for."""
    root = tmp_path_factory.mktemp("Kurs")
    for folder in ("lessons", "notebooks"):
        (root / folder).mkdir()
    card = '[[lesson]]\nid = "01"\nslug = "01_small"\ntitle = "Small"\n'
    (root / "lessons/course.toml").write_text(f'title = "Course"\n{card}')
    project = '[tool.course]\nrepository = "https://github.com/me/course"\nbranch = "main"\n'
    (root / "pyproject.toml").write_text(project)
    new, code = nbformat.v4, nbformat.v4.new_code_cell
    cells = [new.new_markdown_cell(TEXT), code(DECK), code(FOLD), code("print('word ' * 300)")]
    nbformat.write(new.new_notebook(cells=cells), root / "notebooks/01_small.ipynb")
    file = root / "page.html"
    command = [sys.executable, "-m", "course_lib", "export", "01", "--html", "--out", str(file)]
    subprocess.run(command, env=os.environ | {"COURSE_ROOT": str(root)}, check=True)

    page = browser.contexts[0].new_page()
    page.set_viewport_size({"width": 1200, "height": 900})
    errors, reached = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(
        re.compile("^https?:"), lambda route: (reached.append(route.request.url), route.abort())
    )
    page.goto(file.as_uri())
    page.locator(".fold-explorer canvas").first.wait_for()
    yield page, errors, reached
    page.close()


def test_a_player_plays_and_a_key_switches_the_sound(opened, heard):
    page = opened[0]
    deck = page.locator(".deck").first
    deck.get_by_role("button", name="play").click()
    deck.get_by_role("button", name="loop").click()
    assert heard(page)[0] == pytest.approx(500, abs=10)
    page.keyboard.press("2")
    assert heard(page)[0] == pytest.approx(2000, abs=10)
    deck.get_by_role("button", name="pause").click()


def test_an_instrument_is_dragged(opened):
    page = opened[0]
    explorer = page.locator(".fold-explorer")
    picture = explorer.get_by_role("slider").first
    before = picture.get_attribute("aria-valuenow")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(picture).not_to_have_attribute("aria-valuenow", before)


def test_a_long_printed_line_is_wrapped_and_not_cut(opened):
    printed = opened[0].locator("pre.printed")
    wide = printed.evaluate("pre => [pre.scrollWidth, pre.clientWidth, pre.clientHeight]")

    assert printed.inner_text().split() == ["word"] * 300
    assert wide[0] <= wide[1]
    assert wide[2] > 100  # CSS pixels: several lines


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(opened, root, mode):
    axe = root / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("no axe-core: npm ci")
    page = opened[0]
    page.emulate_media(color_scheme=mode)
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    levels = [int(number) for number in re.findall(r"\d+", ground)]
    assert max(levels) < 40 if mode == "dark" else min(levels) > 240
    page.evaluate(axe.read_text("utf-8"))
    assert page.evaluate(AXE) == []


def test_the_page_logs_no_error_and_reaches_no_other_host(opened):
    page, errors, reached = opened

    assert page.locator("img[src^=https]").count() == 1  # the policy, not luck, keeps it here
    assert errors == []
    assert reached == []
