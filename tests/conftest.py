"""What every test can rely on: fixed seeds, one thread, its own progress file.

`make test ARGS="-m fast"` runs the tests to repeat after each change. A test is fast unless it is
marked `slow` (alone, or its whole file by `pytestmark = pytest.mark.slow`), is in one of
SLOW_FOLDERS, or uses one of SLOW_FIXTURES. A test marked `in_ci` shows for another lesson, or for
another kind of kernel, what a test beside it shows: it only runs in CI (COURSE_CI=1 or CI=true).

Some tests need more than Python packages: a browser, a sandbox, recordings. If one is missing, its
tests are skipped with a line that says what to install. Under COURSE_CI=1 (see .ci/run) a skip is a
failure, so nothing is skipped unnoticed.
"""

import csv
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORDINGS = Path("/usr/share/sonic-pi/samples")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
BROWSER_OPTIONS += ("--autoplay-policy=no-user-gesture-required", "--mute-audio", "--no-first-run")
# No page is ever "in the background", and Chromium fetches nothing for itself.
BROWSER_OPTIONS += ("--disable-background-timer-throttling", "--disable-renderer-backgrounding")
BROWSER_OPTIONS += ("--disable-backgrounding-occluded-windows", "--disable-background-networking")
BROWSER_OPTIONS += ("--disable-component-update", "--disable-sync", "--disable-extensions")
SEED = 20_240_521
# Here most tests start processes, browsers or kernels, train, or measure what the lessons state.
SLOW_FOLDERS = {"authoring", "browser", "claims", "exercises", "grading", "plugins", "setup"}
SLOW_FOLDERS |= {"experiments", "notebooks", "scripts", "solutions"}
SLOW_FIXTURES = {"browser", "bubblewrap"}
NOT_FAST = {"slow", "speech_metrics"}
IN_CI = bool({os.environ.get("CI"), os.environ.get("COURSE_CI")} & {"1", "true"})

# Before torch is imported: the same rounding on every machine, and no threads that spin.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("MPLBACKEND", "agg")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file of a slow folder for `-m fast`: half of the time would go into that."""
    if config.option.markexpr == "fast" and collection_path.name in SLOW_FOLDERS:
        return True
    return None  # let others decide


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the fast tests; put the files with slow ones first, so no core idles at the end."""
    if not IN_CI and (left_out := list(filter(_is_for_ci, items))):
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _is_for_ci(item)]
    slow_files = {item.path for item in items if item.get_closest_marker("slow")}
    for item in items:
        folders = item.nodeid.partition("::")[0].split("/")  # from the root of the course
        slow = any(map(item.get_closest_marker, NOT_FAST)) or SLOW_FOLDERS & set(folders)
        slow = slow or SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if not slow:
            item.add_marker(pytest.mark.fast)
    items.sort(key=lambda item: item.path not in slow_files)


def _is_for_ci(item: pytest.Item) -> bool:
    """Return True for what only CI repeats: nbval of all sheets and solutions but lesson 02's, too.

    The self-test of each lesson runs the same cells with nbval, as the grader does.
    """
    folder, _, name = item.nodeid.partition("/")
    notebook = folder in ("exercises", "solutions") and not name.startswith("02_")
    return notebook or item.get_closest_marker("in_ci") is not None


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Start each test from the same random numbers, in whatever order the tests run."""
    random.seed(SEED)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(SEED)
    if "torch" in sys.modules:  # a test that needs torch imported it at the top
        torch = sys.modules["torch"]
        # torch.manual_seed would also store a call, with its stack, for each kind of accelerator
        torch.default_generator.manual_seed(SEED)
        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def progress_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for the progress files of all tests."""
    return tmp_path_factory.mktemp("progress")


@pytest.fixture(autouse=True)
def own_progress(progress_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its own progress file, separate from that of the person who runs it."""
    file = progress_folder / f"{uuid4()}.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    return file


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the whole course."""
    return Path(__file__).resolve().parent.parent


class NotebookOutput:
    """What a notebook would show: the bundles in order, including those of updates."""

    def __init__(self) -> None:
        self.bundles: list[dict] = []

    def display(self, bundle: dict, **options: object) -> SimpleNamespace | None:
        self.bundles.append(bundle)
        return SimpleNamespace(update=self.display) if options.get("display_id") else None


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> NotebookOutput:
    """Pretend that a kernel runs this test, and return what it shows."""
    from course_lib.display import mime_output

    output = NotebookOutput()
    monkeypatch.setattr(mime_output, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(mime_output, "display", output.display)
    return output


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Return a folder with real recordings (CC0): guitars, drums, voices, as FLAC."""
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings in {RECORDINGS}: apt install sonic-pi-samples")
    return RECORDINGS


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of an installed Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no browser: apt install chromium")
    return found


@pytest.fixture(scope="session")
def chromium_address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one Chromium for all tests, and return the address at which Playwright finds it."""
    profile = tmp_path_factory.mktemp("chromium")
    own = [f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    with (profile / "log").open("w") as log:
        process = subprocess.Popen([chromium, *BROWSER_OPTIONS, *own], stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{_debugging_port(process, profile)}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def browser(chromium_address: str) -> Iterator["Browser"]:
    """Connect to the browser for the tests of one file.

    Not for the session: as long as Playwright lives, its event loop counts as running, and whatever
    else starts one in this process fails.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(chromium_address)
        yield browser
        browser.close()


def _debugging_port(process: "subprocess.Popen[bytes]", profile: Path) -> str:
    """Wait until Chromium has written the port on which it listens, and return it."""
    written = profile / "DevToolsActivePort"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if written.is_file() and (lines := written.read_text().splitlines()):
            return lines[0]
        time.sleep(0.1)  # a file that another process writes has nothing that can be awaited
    raise RuntimeError(f"Chromium did not start:\n{(profile / 'log').read_text()}")


@pytest.fixture(scope="session")
def bubblewrap() -> str:
    """Return the path of bwrap, the sandbox in which submissions are graded."""
    found = shutil.which("bwrap")
    if found is None:
        pytest.skip("no sandbox: apt install bubblewrap")
    return found


@pytest.fixture(scope="session")
def gradebook() -> Callable[[Path], dict[str, dict[str, str]]]:
    """Return a function that reads a gradebook: student -> row."""

    def read(folder: Path) -> dict[str, dict[str, str]]:
        with (folder / "gradebook.csv").open(newline="", encoding="utf-8-sig") as file:
            return {row["student"]: row for row in csv.DictReader(file)}

    return read


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Look at the report of each test."""
    report: pytest.TestReport = yield
    return fail_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Look at the report of each file, which may skip itself as a whole."""
    report = yield
    return fail_if_skipped(report)


def fail_if_skipped(report):
    """Turn a skip into a failure, under COURSE_CI=1 only; an expected failure stays one.

    COURSE_NO_NPM=1, of a machine that can't reach npm's registry, excuses what needs its packages.
    """
    excused = os.environ.get("COURSE_NO_NPM") == "1" and "npm ci" in str(report.longrepr)
    in_ci = os.environ.get("COURSE_CI") == "1" and not excused
    if report.skipped and in_ci and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"COURSE_CI=1 allows no skips: {report.longrepr}"
    return report
