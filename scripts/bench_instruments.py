"""Measure how long each control of each instrument takes, from its event to the drawn frame.

python scripts/bench_instruments.py              one line for each instrument
python scripts/bench_instruments.py --controls   one line for each control

A headless Chromium shows the static form of each instrument. A time has the listeners of the event
and the frame that follows, to its paint, but not the wait for the start of the frame, which the
screen sets. CPU is the time of the page's main thread, which a busy machine hardly changes.
A question to the kernel goes to this process, so Jupyter's messages are not in it; then the time
has everything from the event to the drawn reply. Ten frames pass between two changes. The first
change of a control compiles, and isn't counted.
"""

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, cast

import torch
from matplotlib.axes import Axes
from playwright.sync_api import CDPSession, Page, sync_playwright
from torch import Tensor, nn

from course_lib import MultiScaleDiscriminator
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.gan.training.presets import preset
from course_lib.instruments import (
    EarTest,
    RocCurves,
    TrainingView,
    abx,
    artefact_zoo,
    explore,
    failure_zoo,
    fold_explorer,
    gradient_mixer,
    listen,
    logit_inspector,
    resolution_trade,
    scale_listener,
    scale_playhead,
    time_machine,
    tug_of_war,
)
from course_lib.sounds import beat, noise, tone, vowel

CHANGES = 15  # of each control that has so many
PAUSE = 10  # frames before each change
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--mute-audio"]
OPTIONS += ["--autoplay-policy=no-user-gesture-required"]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><script>{script}</script>
<body>{body}</body></html>"""
# `ask` needs a model that sends: questions go to the function `answer` of this process
SCRIPT = """
let asked = null;
function withKernel(render) {
  return view => {
    const { model } = view, on = model.on, listeners = new Set();
    model.on = (event, hear) => event === 'msg:custom' ? listeners.add(hear) : on(event, hear);
    model.send = question => {
      asked = answer(question).then(reply => {
        for (const hear of [...listeners]) hear({ ...reply, id: question.id });
      });
    };
    return render(view);
  };
}
function painted(done) {
  const { port1, port2 } = new MessageChannel();  // in a frame, its message comes after the paint
  port1.onmessage = done;
  port2.postMessage(0);
}
const drawn = () => new Promise(done => requestAnimationFrame(() => painted(done)));
const CONTROLS = '.ci :is(input, select, button, [role=slider], [role=option])';
function controls() {
  return [...document.querySelectorAll(CONTROLS)].filter(el => el.checkVisibility());
}
function nameOf(el) {
  return el.getAttribute('aria-label') || el.closest('label')?.textContent || el.textContent
    || el.type || el.tagName;
}
function change(el, i, changes) {
  if (el.type === 'range') {
    const [low, high, step] = [Number(el.min), Number(el.max), Number(el.step) || 1];
    const places = Math.round((high - low) / step) + 1;
    const place = Math.round(((i * 7) % changes) / changes * (places - 1));
    el.value = String(low + place * step);
    el.dispatchEvent(new Event('input', { bubbles: true }));
    el.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (el instanceof HTMLSelectElement) {
    el.selectedIndex = (el.selectedIndex + 1) % el.options.length;
    el.dispatchEvent(new Event('input', { bubbles: true }));
    el.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (el.getAttribute('role') === 'slider') {
    const key = Math.floor(i / 4) % 2 ? 'ArrowLeft' : 'ArrowRight';
    el.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  } else el.click();
}
let el;
function pick(index) {
  el = controls()[index];
  return el ? nameOf(el).trim() : null;
}
// milliseconds of the listeners and of the frame that follows, without the wait for its start; if
// Python is asked, from the event to the drawn reply
async function time(i, changes) {
  if (!el.isConnected || el.disabled) return null;
  await drawn();
  asked = null;
  let frame = 0;
  const end = new Promise(done => requestAnimationFrame(() => {  // before those of the instrument
    frame = performance.now();
    painted(done);
  }));
  const start = performance.now();
  change(el, i, changes);
  const heard = performance.now();
  await end;
  const took = heard - start + performance.now() - frame;
  if (!asked) return { kernel: false, took };
  await asked;
  await drawn();
  return { kernel: true, took: performance.now() - start };
}"""


@dataclass(frozen=True)
class Control:
    """A control, and the milliseconds of each of its changes."""

    instrument: str
    name: str
    kernel: bool  # whether it asks Python
    took: tuple[float, ...]
    busy: tuple[float, ...]  # CPU time of the page's main thread


def instruments(folder: Path) -> dict[str, BrowserInstrument]:
    """Return every instrument, as lessons show it.

    Args:
        folder: An empty folder, for the run of the training view.
    """
    voice = vowel(f0=160)
    low, high = tone(500), tone(2000)
    clips = [tone(440 + 40 * k, 1.0) for k in range(3)], [noise(seconds=1.0) for _ in range(3)]
    msd = MultiScaleDiscriminator(filters=4, max_filters=8)
    return {
        "listen": listen({"low": low, "high": high, "voice": voice}),
        "abx": abx(low, high, trials=16),
        "ear test": EarTest(*clips, seed=1),
        "artefact zoo": artefact_zoo(voice),
        "time machine": time_machine({"tone": tone(440, 1.2, sample_rate=16_000)}),
        "ROC curves": RocCurves({"you": ([2, 1, -1], [1, -1, -2]), "net": ([3, 2], [1, 4])}, {}),
        "fold explorer": fold_explorer(voice),
        "scale listener": scale_listener(clip="tone"),
        "scale playhead": scale_playhead(msd, beat().crop(0, 1.2)),
        "resolution trade": resolution_trade(),
        "logit inspector": logit_inspector(voice),
        "tug of war": tug_of_war(),
        "gradient mixer": _mixer(),
        "training view": _training_view(folder),
        "failure zoo": failure_zoo(),
        "explorer": explore(_line, title="Lines", slope=range(10)),
    }


def _line(axes: Axes, slope: int) -> str:
    axes.plot([0, 1], [0, slope])
    return f"A line with slope {slope}."


def _mixer() -> BrowserInstrument:
    layer = nn.Linear(1, 1)
    sounds = [tone(hertz, 1.0, sample_rate=16_000).wave for hertz in (440.0, 1760.0)]
    output = layer(sounds[0][..., None])[..., 0]
    losses = {"loud": (output * sounds[0]).mean(), "quiet": (output * sounds[1]).mean() / 1000}
    weights = {"loud": 1.0, "quiet": 1.0}
    return gradient_mixer(losses, output, layer.parameters(), weights, 16_000)


class _Snapshot:
    """What a trainer shows of its model: here, a tone that rises."""

    held_out = tone(1760.0, 1.0, sample_rate=16_000).wave

    def __init__(self, step: int) -> None:
        self.step = step

    def __call__(self) -> Tensor:
        return tone(440.0 + 10 * self.step, 1.0, sample_rate=16_000).wave

    def logits(self) -> dict[str, list[tuple[Tensor, Tensor]]]:
        scores = torch.randn(4, 30)
        return {"mpd": [(scores + 1, scores - 1)] * 3}


def _training_view(folder: Path) -> BrowserInstrument:
    config = TrainConfig(preset("tiny").replace(warm_steps=0, steps=2000), ("mpd",))
    with TrainingView(config, folder, minutes=5) as view:
        for step in range(1, 30):
            shares = {"share_parameters_recon": 0.6, "share_parameters_adv_mpd": 0.4}
            view(step, {"recon": 1 / step, "d_mpd": 1.9, **shares}, cast(Snapshot, _Snapshot(step)))
    return view


def time_controls(page: Page, name: str, shown: BrowserInstrument) -> list[Control]:
    """Return the times of all controls of an instrument.

    Args:
        page: An empty page, on which no function ``answer`` is exposed yet.
        name: What the instrument is called.
        shown: The instrument.
    """

    def answer(question: Mapping[str, Any]) -> object:
        try:
            return shown.answer(question)
        except ValueError as error:  # as a widget replies
            return {"error": str(error)}

    page.expose_function("answer", answer)
    body = shown.static_html().replace(".mount(render,", ".mount(withKernel(render),")
    page.set_content(PAGE.format(script=SCRIPT, body=body))
    page.locator(".ci h4").first.wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    idle = min(_cost_of_looking(page, session) for _ in range(5))
    timed = []
    for index in range(page.evaluate("() => controls().length")):
        if label := page.evaluate(f"() => pick({index})"):
            changes = list(_changes(page, session, idle))
            if took := [ms for _, ms, _ in changes]:
                kernel = any(asked for asked, _, _ in changes)
                cpu = tuple(busy for _, _, busy in changes)
                timed.append(Control(name, label, kernel, tuple(took), cpu))
    return timed


def _cost_of_looking(page: Page, session: CDPSession) -> float:
    """Return the CPU time of two frames in which nothing changes, in ms."""
    before = _busy(session)
    page.evaluate("async () => { await drawn(); await drawn(); }")
    return _busy(session) - before


def _changes(page: Page, session: CDPSession, idle: float) -> Iterator[tuple[bool, float, float]]:
    """Change the control that is picked; yield whether it asks Python, and both times, in ms."""
    for i in range(CHANGES + 1):
        page.evaluate(f"async () => {{ for (let k = 0; k < {PAUSE}; k++) await drawn(); }}")
        before = _busy(session)
        found = page.evaluate(f"() => time({i}, {CHANGES})")
        if found is None:
            return
        if i:
            yield found["kernel"], found["took"], max(0.0, _busy(session) - before - idle)


def _busy(session: CDPSession) -> float:
    """Return the CPU time of the page's main thread so far, in ms."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def high_end(values: list[float]) -> float:
    """Return the value that 95 % of the values don't exceed."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def table(timed: list[Control], each_control: bool) -> str:
    """Return a Markdown table: a line for each instrument and kind, or for each control."""
    lines = [
        "| instrument | where | controls | changes | median, ms | 95 %, ms | CPU, median | "
        "CPU, 95 % | slowest control: median |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|---|")
    groups: dict[tuple[str, ...], list[Control]] = {}
    for control in timed:
        key = (control.instrument, "Python" if control.kernel else "browser")
        groups.setdefault((*key, control.name) if each_control else key, []).append(control)
    for (instrument, where, *_), controls in groups.items():
        took = [ms for control in controls for ms in control.took]
        busy = [ms for control in controls for ms in control.busy]
        slowest = max(controls, key=lambda control: median(control.took))
        lines.append(
            f"| {instrument} | {where} | {len(controls)} | {len(took)} | {median(took):.1f} | "
            f"{high_end(took):.1f} | {median(busy):.1f} | {high_end(busy):.1f} | "
            f"{slowest.name[:40]}: {median(slowest.took):.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Time all instruments, or those that are named, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="such as 'resolution trade'; all if left out")
    parser.add_argument("--controls", action="store_true", help="one line for each control")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    timed: list[Control] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        for name, shown in instruments(Path(folder) / "run").items():
            if not arguments.names or name in arguments.names:
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                timed += time_controls(page, name, shown)
                page.close()
        version = browser.version
        browser.close()
    load = os.getloadavg()[0]
    print(table(timed, arguments.controls))
    print(
        f"\n{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, "
        f"Chromium {version}, torch {torch.__version__}"
    )


if __name__ == "__main__":
    main()
