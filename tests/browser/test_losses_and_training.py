"""The tug of war in JupyterLab, light and dark: dragged and keyed."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TUG = "from course_lib.instruments import tug_of_war\ntug_of_war()"
AXE = """async () => {
  const found = await axe.run('.ci', { resultTypes: ['violations'] });
  return found.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 90)}`);
}"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    notebook = open_notebook(lab.write(TUG))
    notebook.run_all()
    return notebook


@pytest.fixture
def war(notebook):
    return notebook.output("tug_of_war()").locator(".tug-of-war")


def drag(page, thing, right):
    box = thing.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y, steps=3)
    page.mouse.up()


def test_a_cloud_is_dragged_keyed_and_moved_and_survives_the_next_run_of_its_cell(notebook, war):
    fake = war.get_by_role("slider", name="mean of the fake scores")
    expect(war.get_by_role("heading")).to_contain_text("wants 9 of 9 fakes lower")
    drag(notebook.page, fake, -250)
    expect(war.get_by_role("heading")).to_contain_text("wants 0 of 9 fakes lower")
    expect(war.locator(".say")).to_contain_text("the discriminator pulls none; the generator")
    middle = float(fake.get_attribute("aria-valuenow"))
    fake.focus()
    notebook.page.keyboard.press("Shift+ArrowRight")
    expect(fake).to_have_attribute("aria-valuenow", f"{middle + 1:.2f}")
    war.get_by_role("button", name="generator moves").click()
    expect(fake).to_have_attribute("aria-valuenow", f"{middle + 1.25:.2f}")
    notebook.run("tug_of_war()")
    expect(fake).to_have_attribute("aria-valuenow", f"{middle + 1.25:.2f}")
    war.get_by_role("button", name="back").click()
    expect(fake).to_have_attribute("aria-valuenow", "-0.50")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(notebook, root, mode):
    axe = root / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("no axe-core: npm ci")
    page = notebook.page
    page.emulate_media(color_scheme=mode)
    page.wait_for_function(
        f"() => document.body.dataset.jpThemeLight === '{mode == 'light'}'.toLowerCase()"
    )
    page.evaluate(axe.read_text("utf-8"))
    assert page.evaluate(AXE) == []


def test_the_page_logged_nothing(notebook):
    notebook.is_clean()
