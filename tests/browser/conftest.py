"""A JupyterLab server for all tests of this folder, and notebooks opened in a real browser.

A page costs five seconds of work, and a kernel with PyTorch two and a half. So there is one page
for all tests: a notebook is opened in it in place of the one before, as in a browser tab that stays
open. The tests of one file share a notebook that more than one of them looks at.

A lesson's sentences change often. A test finds a cell by a call in its code, an instrument by its
class, and what a check should say in the exercise bank.

The server has settings, progress and a folder of its own; the folder's name has a space and letters
outside ASCII. It differs from a learner's in two settings: cells that are scrolled out of sight
stay in the page, so that a test finds them; and JupyterLab doesn't start Node.js for each page, to
check whether its extensions need a build.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import bank

TOKEN = "listen"
ALL_CELLS = {"windowingMode": "none"}
SLOW = 60_000  # ms: two busy cores
POLLING = 200  # ms between two looks
expect.set_options(timeout=SLOW)
RAN = re.compile(r"^\[\d+\]:$")
# in command mode JupyterLab gives each run cell a number; a cell that waits or runs has a star
RUNNING = "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
WITHOUT_ALT = """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
  .filter(image => !image.alt.trim()).length"""
# JupyterLab has no command that closes a changed notebook and asks nothing.
CLOSE = "() => [...jupyterapp.shell.widgets('main')].forEach(widget => widget.dispose())"
OPEN = """async path => {
  const panel = await jupyterapp.commands.execute('docmanager:open', {path});
  await panel.revealed;
  await panel.sessionContext.ready;
  jupyterapp.shell.activateById(panel.id);
}"""
# the status bar says so too, but not always for the first notebook of a page
IDLE = """() => [...jupyterapp.shell.widgets('main')]
  .some(({sessionContext}) => sessionContext?.kernelDisplayStatus === 'idle')"""
FAULTS = r"Error displaying widget|Traceback"
ALL_RAN = RUNNING + ".every(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim()))"


@dataclass
class Lab:
    """A running server, and its folder."""

    address: str
    folder: Path
    progress: Path

    def copy(self, source: Path) -> str:
        """Copy a notebook into the folder, and return its name there."""
        name = f"{len(list(self.folder.iterdir()))} {source.parent.name} für Hörer.ipynb"
        shutil.copy(source, self.folder / name)
        return name

    def write(self, *sources: str) -> str:
        """Write a notebook with these cells of code, and return its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        name = f"{len(list(self.folder.iterdir()))} Ü.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.folder / name)
        return name

    def as_from_elsewhere(self, name: str) -> str:
        """Copy a saved notebook so that this server has not signed it: its scripts do not run."""
        notebook = nbformat.read(self.folder / name, as_version=4)
        shown = next(cell for cell in notebook.cells if cell.outputs)
        shown.outputs[0].metadata["saved"] = "elsewhere"
        nbformat.write(notebook, self.folder / f"from elsewhere {name}")
        return f"from elsewhere {name}"

    def end_kernels(self) -> None:
        """End every kernel: the next page starts its own."""
        for session in json.loads(self.ask("/api/sessions")):
            self.ask(f"/api/sessions/{session['id']}", "DELETE")

    def ask(self, path: str, method: str = "GET") -> bytes:
        """Ask the server."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.address + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


# the frequency and the level of the strongest bin of what the page plays
HEARD = """async () => {
  const { context, output } = globalThis.courseAudio;
  const meter = context.createAnalyser();
  meter.fftSize = 8192;
  output.connect(meter);
  await new Promise(done => setTimeout(done, 500));
  const levels = new Float32Array(meter.frequencyBinCount);
  meter.getFloatFrequencyData(levels);
  output.disconnect(meter);
  const best = levels.reduce((most, level, i) => level > levels[most] ? i : most, 0);
  return [best * context.sampleRate / meter.fftSize, levels[best]];
}"""
AXE = """async () => {
  const found = await axe.run('.ci', { resultTypes: ['violations'] });
  return found.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 90)}`);
}"""


@dataclass
class Notebook:
    """A notebook in a browser, with what went wrong in its page."""

    name: str
    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)  # addresses on other hosts

    def cell(self, source: str) -> Locator:
        """Find the cell of code whose source has these words."""
        code = self.page.locator(".jp-CodeCell")
        return code.filter(has=self.page.locator(".jp-InputArea", has_text=source)).first

    def output(self, source: str) -> Locator:
        """Find what the cell shows."""
        return self.cell(source).locator(".jp-OutputArea").first

    def instrument(self, css: str) -> Locator:
        """Find the output of the first cell that shows the instrument with this class."""
        cells = self.page.locator(".jp-CodeCell").filter(has=self.page.locator(f".{css}"))
        return cells.first.locator(".jp-OutputArea").first

    def use_theme(self, mode: str) -> None:
        """Switch to "light" or "dark", and wait until JupyterLab has followed."""
        self.page.emulate_media(color_scheme=mode)
        self.page.wait_for_function(
            f"() => document.body.dataset.jpThemeLight === '{mode == 'light'}'.toLowerCase()"
        )

    def start_all(self) -> None:
        """Choose Run, Run All Cells."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def run_all(self) -> None:
        """Run all cells, and wait until each cell of code has a new number."""
        last = self.page.locator(".jp-CodeCell .jp-InputPrompt").last
        before = last.inner_text()
        self.start_all()
        expect(last).not_to_have_text(before, timeout=2 * SLOW)
        self.wait_for_all()

    def wait_for_all(self) -> None:
        """Wait until no cell runs or waits."""
        # without a pause, it would look sixty times a second, and slow down what it waits for
        self.page.wait_for_function(ALL_RAN, timeout=2 * SLOW, polling=POLLING)

    def wait_for(self, source: str) -> None:
        """Wait until a cell that was started has run."""
        prompt = self.cell(source).locator(".jp-InputPrompt")
        expect(prompt).to_have_text(RAN, timeout=SLOW)

    def run(self, source: str) -> Locator:
        """Run one cell, wait for it, and return its output."""
        prompt = self.cell(source).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.start(source)
        expect(prompt).not_to_have_text(before, timeout=SLOW)
        self.wait_for(source)
        return self.output(source)

    def start(self, source: str) -> None:
        """Run one cell, and don't wait for it."""
        self.edit(self.cell(source))
        self.page.keyboard.press("Control+Enter")

    def fill(self, cell: Locator, source: str) -> None:
        """Replace the source of a cell, as a person who pastes does."""
        self.edit(cell)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def edit(self, cell: Locator) -> None:
        """Put the cursor into a cell."""
        cell.locator(".cm-content").click()

    def save(self) -> None:
        """Save, and wait until the tab says that nothing is left to save."""
        self.page.keyboard.press("Control+S")
        expect(self.page.locator(".jp-mod-dirty")).to_have_count(0)

    def shows_no_faults(self, prints_errors: bool = False) -> None:
        """Fail if an output is an error, or has a picture without a text that replaces it.

        Args:
            prints_errors: If true, the cells may print errors that they have caught.
        """
        faults = FAULTS if prints_errors else f"{FAULTS}|Error:"
        expect(self.page.get_by_text(re.compile(faults))).to_have_count(0)
        assert self.page.evaluate(WITHOUT_ALT) == 0

    def is_clean(self) -> None:
        """Fail if the page logged an error or asked another host for anything."""
        assert self.errors == []
        assert self.foreign == []


@dataclass
class Sheet(Notebook):
    """The exercise notebook of a lesson."""

    lesson: str = ""

    def answer(self, exercise: Exercise, source: str) -> None:
        """Write an answer into its cell."""
        cell = self.cell(f"# @answer {exercise.id}")
        self.fill(cell, f"# @answer {exercise.id}\n{source}")

    def answer_all(self) -> None:
        """Write the right answer to every exercise."""
        for exercise in bank(self.lesson).exercises.values():
            self.answer(exercise, exercise.answer_cell_source())

    def check_mistake(self, number: str, mutant: str) -> Locator:
        """Make a mistake that the bank knows, run the check, and wait for what the bank says."""
        exercise = bank(self.lesson).exercises[number]
        self.answer(exercise, exercise.mutant_source(mutant))
        self.run(f"# @answer {number}")
        output = self.run(f'check("{number}"')
        says = exercise.mutants[mutant].says.replace("`", "")  # code has its own font there
        expect(output.get_by_role("status")).to_contain_text(says)
        return output

    def has_nothing_attempted(self) -> None:
        """Fail unless every verdict says that there is no answer yet."""
        for card in load_course().lesson(self.lesson).exercises:
            line = f"{card.id} NOT ATTEMPTED · 0/{card.points:g} points"
            expect(self.output(f'verdict("{card.id}"')).to_have_text(re.compile(rf"^{line}?$"))

    def has_all_points(self) -> None:
        """Fail unless every verdict gives all its points."""
        for card in load_course().lesson(self.lesson).exercises:
            line = rf"^{card.id} PASS · {card.points:g}/{card.points:g} points?$"
            expect(self.output(f'verdict("{card.id}"')).to_have_text(re.compile(line))


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start one server for all tests."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "Kurs für Hörer"
    folder.mkdir()
    env = _environment(home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += [f"--ServerApp.token={TOKEN}", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.expose_app_in_browser=True"]  # for OPEN and CLOSE
    command += ["--ServerApp.port_retries=0", *["--allow-root"] * (os.name == "posix")]
    log = home / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT, cwd=home)
        try:
            lab = Lab(f"http://127.0.0.1:{port}", folder, Path(env["COURSE_PROGRESS"]))
            _wait_for(lab, server, log)
            yield lab
        finally:
            server.terminate()  # its kernels end with it
            server.wait(30)


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Page:
    """Return the page of all tests; the first file that needs it opens it."""
    (context,) = browser.contexts
    opened = [page for page in context.pages if page.url.startswith(lab.address)]
    page = opened[0] if opened else context.new_page()
    page.set_viewport_size({"width": 1300, "height": 1000})
    page.set_default_timeout(SLOW)
    if not opened:
        page.goto(f"{lab.address}/doc?token={TOKEN}")
        page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('docmanager:open')")
    return page


@pytest.fixture(scope="module")
def open_notebook(lab: Lab, page: Page) -> Iterator[Callable[..., Notebook]]:
    """Return a function that opens a notebook by its name, or the exercise sheet of a lesson.

    It closes the notebook that is open, and opens all code of the new one, so that a test finds
    cells by their code; ``collapsed`` leaves it as a learner finds it. The kernels are ended after
    the last test of the file.
    """

    def open_it(name: str, lesson: str = "", collapsed: bool = False) -> Notebook:
        page.evaluate(CLOSE)
        # The page outlives a file: without this, no test could see that nothing plays by itself.
        page.evaluate("() => { delete globalThis.courseAudio; }")
        page.emulate_media(color_scheme="light")
        notebook = Sheet(name, page, lesson=lesson) if lesson else Notebook(name, page)
        page.on("console", lambda line: _note_error(line.type, line.text, notebook))
        page.on("pageerror", lambda error: notebook.errors.append(str(error)))
        page.on("request", lambda request: _note_foreign(request.url, notebook, lab))
        page.evaluate(OPEN, name)
        page.locator(".jp-CodeCell").first.wait_for()
        # earlier, Run All finds no kernel, and does nothing
        page.wait_for_function(IDLE, polling=POLLING)
        if not collapsed:
            page.evaluate("() => jupyterapp.commands.execute('notebook:show-all-cell-code')")
        return notebook

    yield open_it
    page.evaluate(CLOSE)
    lab.end_kernels()


@pytest.fixture(scope="session")
def heard() -> Callable[[Page], tuple[float, float]]:
    """Return a function that measures what a page plays: its strongest frequency in Hz, in dB."""
    return lambda page: tuple(page.evaluate(HEARD))


@pytest.fixture(scope="session")
def axe_finds(root: Path) -> Callable[[Page], list[str]]:
    """Return a function that lists what axe finds serious or critical in a page's instruments."""
    axe = root / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("no axe-core: npm ci")

    def find(page: Page) -> list[str]:
        page.evaluate(axe.read_text("utf-8"))
        return page.evaluate(AXE)

    return find


@pytest.fixture
def open_sheet(
    lab: Lab, root: Path, open_notebook: Callable[..., Notebook]
) -> Callable[[str], Sheet]:
    """Return a function that opens the exercise sheet of a lesson, with no progress stored."""

    def open_it(lesson: str) -> Sheet:
        lab.progress.unlink(missing_ok=True)
        (path,) = (root / "exercises").glob(f"{lesson}_*.ipynb")
        return open_notebook(lab.copy(path), lesson)

    return open_it


@pytest.fixture
def run_lesson(
    lab: Lab, root: Path, open_notebook: Callable[..., Notebook]
) -> Callable[..., Notebook]:
    """Return a function that opens a lesson, runs all its cells, and looks for faults."""

    def open_it(lesson: str, prints_errors: bool = False) -> Notebook:
        lab.progress.unlink(missing_ok=True)
        (path,) = (root / "notebooks").glob(f"{lesson}_*.ipynb")
        notebook = open_notebook(lab.copy(path))
        notebook.run_all()
        notebook.shows_no_faults(prints_errors)
        return notebook

    return open_it


def _environment(home: Path) -> dict[str, str]:
    own = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "COURSE_PROGRESS": home / "progress.json",
    }
    settings = home / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(ALL_CELLS))
    page_config = home / "config/labconfig/page_config.json"
    page_config.parent.mkdir(parents=True)
    page_config.write_text(json.dumps({"buildCheck": False, "buildAvailable": False}))
    left_out = ("COURSE_PREDICT", "COURSE_STATIC", "COURSE_GRADING")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {name: str(path) for name, path in own.items()}


def _wait_for(lab: Lab, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            lab.ask("/api/status")
            return
        except OSError:
            time.sleep(0.2)  # a port has nothing that can be awaited
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


def _note_error(kind: str, text: str, notebook: Notebook) -> None:
    if kind == "error":
        notebook.errors.append(text)


def _note_foreign(url: str, notebook: Notebook, lab: Lab) -> None:
    if not url.startswith((lab.address, "data:", "blob:", "about:")):
        notebook.foreign.append(url)
