"""Make the pictures of the instruments for the README: docs/images/instruments/*.webp.

    .venv/bin/python scripts/instrument_pictures.py            all of them, in some minutes
    .venv/bin/python scripts/instrument_pictures.py time-machine

Each lesson is exported as one page, which needs no kernel, and each instrument is photographed
there in the light and the dark theme, two pixels for one. It needs Chromium, as browser tests do.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from matplotlib.image import imread, imsave
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images" / "instruments"
WIDTH, SCALE, QUALITY = 1000, 2, 70


@dataclass(frozen=True)
class Picture:
    """An instrument of a lesson, and the button to press before it is photographed."""

    lesson: str
    css: str
    press: str = ""


PICTURES = (
    Picture("00", "time-machine"),
    Picture("00", "roc-curves"),
    Picture("02", "fold-explorer", press="true period"),
    Picture("03", "scale-listener"),
    Picture("04", "resolution-trade"),
    Picture("04", "turning-arrows"),
    Picture("05", "tug-of-war"),
    Picture("05", "gradient-mixer"),
    Picture("07", "failure-zoo"),
)


def chromium() -> str:
    """Return the path of a Chromium or Chrome that is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        sys.exit("no browser: apt install chromium")
    return found


def photograph(page: Page, picture: Picture) -> None:
    """Write both pictures of one instrument."""
    place = page.locator(f".ci.{picture.css}").first
    place.scroll_into_view_if_needed()
    if picture.press:
        place.get_by_role("button", name=picture.press).first.click()
    page.mouse.move(0, 0)
    for mode in ("light", "dark"):
        page.emulate_media(color_scheme=mode)
        page.wait_for_timeout(500)  # until the canvases are drawn again
        image = imread(io.BytesIO(place.screenshot()))
        file = FOLDER / f"{picture.css}-{mode}.webp"
        imsave(file, image, pil_kwargs={"quality": QUALITY, "method": 6})


def main(names: list[str]) -> int:
    """Make the pictures of the named instruments, or of all."""
    chosen = [p for p in PICTURES if not names or p.css in names]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE)
        for lesson in sorted({p.lesson for p in chosen}):
            file = Path(folder) / f"{lesson}.html"
            command = [sys.executable, "-m", "course_lib", "export", lesson, "--html"]
            subprocess.run([*command, "--out", str(file)], cwd=ROOT, check=True)
            page.goto(file.as_uri())
            for picture in (p for p in chosen if p.lesson == lesson):
                page.locator(f".ci.{picture.css} canvas").first.wait_for()
                photograph(page, picture)
                print(picture.css, flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
