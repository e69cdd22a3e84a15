"""The instruments of losses and training in JupyterLab, light and dark: dragged, keyed, played."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TUG = "from course_lib.instruments import tug_of_war\ntug_of_war()"
ZOO = "from course_lib.instruments import failure_zoo\nzoo = failure_zoo()\nzoo"
MIXER = """import torch
from torch import nn
from course_lib.instruments import gradient_mixer
from course_lib.sounds import tone
def mixer():
    layer = nn.Linear(1, 1)
    y = layer(tone(440.0, 1.0, sample_rate=16_000).wave[..., None])[..., 0]
    treble = tone(1760.0, 1.0, sample_rate=16_000).wave
    bass = tone(440.0, 1.0, sample_rate=16_000).wave
    losses = {"loud": (y * bass).mean(), "quiet": (y * treble).mean() / 1000}
    return gradient_mixer(losses, y, layer.parameters(), {"loud": 1.0, "quiet": 1.0}, 16_000)
torch.manual_seed(0)
mixer()"""
# a run of which the sound goes up an octave, and the scores separate; it needs no training
SETUP = """import json, time
from pathlib import Path
import torch
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import preset
from course_lib.instruments import TrainingView
from course_lib.sounds import tone
config = TrainConfig(preset("tiny").replace(warm_steps=0, steps=2000), ("mpd",))
folder = Path("a run")
folder.mkdir()
class Look:
    held_out = tone(1760.0, 1.0, sample_rate=16_000).wave
    def __init__(self, step):
        self.step = step
    def __call__(self):
        return tone(440.0 if self.step == 1 else 880.0, 1.0, sample_rate=16_000).wave
    def logits(self):
        scores = torch.randn(4, 30)
        return {"mpd": [(scores + self.step / 100, scores - self.step / 100)] * 3}
history = []"""
RUN = """with TrainingView(config, folder, minutes=5) as view:
    while True:
        step = view.done + 1
        time.sleep(0.02)
        shares = {"share_parameters_recon": 0.6, "share_parameters_adv_mpd": 0.4}
        line = {"recon": 1 / step, "d_mpd": 1.9, **shares}
        view(step, line, Look(step))
        history.append({"step": step, "seconds": 0.0, **line})
        record = dict(config={}, step=step, stopped="interrupted", seconds=0.0, skipped_batches={})
        (folder / "run.json").write_text(json.dumps({**record, "history": history}))"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    notebook = open_notebook(lab.write(TUG, MIXER, ZOO, SETUP, RUN, "view"))
    notebook.run("tug_of_war()")
    notebook.run("def mixer")
    notebook.run("failure_zoo()")
    notebook.run("class Look")
    return notebook


@pytest.fixture
def war(notebook):
    return notebook.output("tug_of_war()").locator(".tug-of-war")


def drag(page, thing, right):
    thing.scroll_into_view_if_needed()
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


def test_a_weight_is_dragged_keyed_and_heard(notebook, heard):
    mixer = notebook.output("def mixer").locator(".gradient-mixer")
    bar = mixer.get_by_role("slider", name="share of quiet in the weights")
    expect(mixer.get_by_role("heading")).to_contain_text(
        "loud: 50 % of the weights, 100 % at the output"
    )
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    notebook.page.mouse.move(box["x"] + 10, box["y"] + 10)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + 0.75 * (box["width"] - 64), box["y"] + 10, steps=3)
    notebook.page.mouse.up()
    assert float(bar.get_attribute("aria-valuenow")) == pytest.approx(75, abs=0.5)
    bar.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(mixer.locator(".say").first).to_contain_text("quiet 4 (80 %)")
    mixer.get_by_role("radio", name="shares, balanced").click()
    expect(mixer.locator(".say").first).to_contain_text("quiet 4 (80 %): 80 % at the output")
    notebook.run("def mixer")
    expect(bar).to_have_attribute("aria-valuenow", "80.0")

    mixer.get_by_role("button", name="the gradients").click()
    mixer.get_by_role("listbox").focus()
    notebook.page.keyboard.press("3")
    notebook.page.keyboard.press("Space")
    assert heard(notebook.page)[0] == pytest.approx(1760, abs=10)
    notebook.page.keyboard.press("Space")


def test_a_run_of_the_zoo_is_dragged_diagnosed_and_heard_and_the_game_goes_on(notebook):
    zoo = notebook.output("failure_zoo()").locator(".failure-zoo")
    chart = zoo.get_by_role("slider", name="in the chart: Losses")
    expect(zoo.get_by_role("heading").first).to_have_text(
        "Run 1 of 8: what is wrong with it, if anything?"
    )
    expect(zoo.locator(".deck")).to_have_count(0)
    box = drag_from_edge(notebook.page, chart)
    expect(zoo.locator(".say").first).to_contain_text("3 of 8 parts shown, up to step 75 of 200")
    notebook.page.mouse.click(box["x"] + 60, box["y"] + 30)  # what was seen was seen
    chart.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(zoo.locator(".say").first).to_contain_text("4 of 8 parts shown")
    shown = zoo.get_by_role("slider", name="eighths shown", exact=True)
    shown.focus()
    notebook.page.keyboard.press("ArrowRight")  # it isn't JupyterLab's next cell
    expect(zoo.locator(".say").first).to_contain_text("5 of 8 parts shown")
    expect(shown).to_be_focused()
    zoo.get_by_role("combobox").select_option("no detach")
    zoo.get_by_role("button", name="diagnose from the curves").click()
    deck = zoo.locator(".deck")
    deck.get_by_role("listbox").focus()
    notebook.page.keyboard.press("Space")
    expect(deck).to_have_attribute("data-playing", "true")
    notebook.page.keyboard.press("Space")
    zoo.get_by_role("button", name="diagnose by ear").click()
    expect(zoo.get_by_role("heading").first).to_have_text("Run 1 of 8: no detach")
    expect(zoo.locator(".task")).to_contain_text("Right: 5 points.")
    zoo.get_by_role("button", name="next run").click()
    expect(zoo.locator(".say").first).to_contain_text("Run 2 of 8: 1 of 8 parts shown")
    notebook.run("failure_zoo()")
    expect(zoo.locator(".say").first).to_contain_text("Run 2 of 8")
    expect(zoo.locator(".score")).to_contain_text("1 of 1 right so far")


def drag_from_edge(page, chart):
    """Drag the edge of what a chart shows to a third of the run, and return the chart's place."""
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    left, across, y = box["x"] + 44, box["width"] - 52, box["y"] + 50
    page.mouse.move(left + across / 8, y)
    page.mouse.down()
    page.mouse.move(left + across / 3, y, steps=3)
    page.mouse.up()
    return box


def stop(training):
    training.get_by_role("button", name="stop, and keep everything").click()
    expect(training.locator(".say").first).to_contain_text("stopped; what was done so far is kept")


def steps_of(training):
    """Return the first and the last step of the title."""
    title = training.get_by_role("heading").first.inner_text()
    return [int(step) for step in re.findall(r"at step (\d+)", title)]


def wait_for_step_after(notebook, training, last):
    """Wait until the title names a later step than the last one of an earlier run."""
    for _ in range(600):
        if steps_of(training)[-1:] > [last]:
            return
        notebook.page.wait_for_timeout(100)
    pytest.fail(f"no step after {last} within a minute")


def test_a_run_is_heard_while_it_runs_stopped_and_kept_when_it_is_resumed(notebook, heard):
    notebook.start("with TrainingView")
    training = notebook.output("with TrainingView").locator(".training-view")
    deck = training.locator(".deck")
    expect(deck.get_by_role("option")).to_have_count(3)  # start, now, original
    expect(deck.get_by_role("option").nth(0)).to_contain_text("step 1")
    expect(training.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d left of 5:00"))

    deck.get_by_role("listbox").focus()
    notebook.page.keyboard.press("1")
    notebook.page.keyboard.press("Space")
    assert heard(notebook.page)[0] == pytest.approx(440, abs=10)
    notebook.page.keyboard.press("2")
    assert heard(notebook.page)[0] == pytest.approx(880, abs=10)
    expect(training.locator(".charts figure")).to_have_count(4)
    expect(training.locator(".distributions canvas")).to_have_count(3)
    expect(training.locator(".distributions canvas").first).to_have_attribute(
        "aria-label", re.compile(r"mpd 1: real scores around .*, generated around −")
    )
    stop(training)
    expect(training.get_by_role("button", name="stop")).to_have_count(0)
    notebook.wait_for("with TrainingView")
    _, last = steps_of(training)

    slider = training.get_by_role("slider", name="step that is shown")
    slider.focus()
    notebook.page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 1")

    notebook.start("with TrainingView")  # resumed, by the same cell
    expect(training.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d left of 5:00"))
    wait_for_step_after(notebook, training, last)
    stop(training)
    notebook.wait_for("with TrainingView")
    first, newest = steps_of(training)
    assert (first, newest > last) == (1, True)
    expect(deck.get_by_role("option").nth(0)).to_contain_text("step 1")
    expect(slider).to_have_attribute("aria-valuetext", "step 1")  # what was chosen is kept, too
    training.get_by_role("button", name="newest").click()
    expect(slider).to_have_attribute("aria-valuetext", f"step {newest}")


def test_a_chart_is_dragged_to_an_earlier_step(notebook):
    training = notebook.output("with TrainingView").locator(".training-view")
    chart = training.get_by_role("slider", name="step, in the chart: Reconstruction")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    notebook.page.mouse.click(box["x"] + 30, box["y"] + 60)
    expect(chart).to_have_attribute("aria-valuenow", "1")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("At step 1: recon 1.00"))
    chart.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(chart).not_to_have_attribute("aria-valuenow", "1")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_readable_and_axe_finds_nothing_serious(notebook, axe_finds, mode):
    notebook.use_theme(mode)
    assert axe_finds(notebook.page) == []


def test_the_page_logged_nothing(notebook):
    notebook.is_clean()
