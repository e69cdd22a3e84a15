"""Run every notebook headless from the zip for Colab, with Colab's versions of the front end.

    python3 course.py setup
    .venv/bin/python scripts/colab_frontend.py [notebook ...]

Colab has its own, older versions of ipywidgets, IPython and ipykernel, and a lesson may not upgrade
them. This script makes a temporary environment with those versions. All other packages, torch above
all, come from the environment that runs the script, except the course itself: as on Colab, the
set-up cell of each notebook has to find the zip that `course bundle` makes, and install it. Lessons
and sheets are taken from that zip, solutions from the checkout. The script prints one line per
notebook, and the exit status is 0 if no cell raised. It doesn't test Colab's JavaScript, its
Python 3.13 or its GPU.

Source of the versions: https://github.com/googlecolab/backend-info (August 2026).
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
import zipfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course_lib.authoring.notebooks.bundle import write_bundle
from course_lib.authoring.notebooks.colab_cell import COLAB_HOME

ROOT = Path(__file__).resolve().parent.parent
COLAB = (
    "ipywidgets==7.7.1",
    "IPython==7.34.0",
    "ipykernel==6.17.1",
    "matplotlib==3.10.0",
    "traitlets==5.7.1",
    "anywidget==0.9.21",
)
SECONDS = 900  # for one cell
WHERE = "import course_lib\nprint(course_lib.__file__)"
NAMES = ("IPython", "ipykernel", "ipywidgets", "anywidget", "traitlets", "matplotlib", "torch")


def main(names: list[str]) -> int:
    """Run the notebooks; return 1 if any of them failed, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "content")  # what Colab calls /content
        home.mkdir()
        bundle = write_bundle(ROOT, home)
        print(f"{bundle.name}  {bundle.stat().st_size / 1e6:.1f} MB", flush=True)
        python = make_environment(Path(folder))
        ask = f"from importlib.metadata import version as v; print({{n: v(n) for n in {NAMES}}})"
        subprocess.check_call([python, "-c", ask])
        failures = [problem for path in chosen(names, bundle) if (problem := run(path, home))]
    return 1 if failures else 0


def chosen(names: list[str], bundle: Path) -> list[Path]:
    """Unpack the notebooks of the bundle; return the named ones, or all, with the solutions."""
    place = bundle.parent / "notebooks-of-the-bundle"
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(place, [name for name in archive.namelist() if name.endswith(".ipynb")])
    every = sorted(place.glob("*/*.ipynb")) + sorted((ROOT / "solutions").glob("*.ipynb"))
    requested = {Path(name).resolve().relative_to(ROOT).parts[-2:] for name in names}
    found = [path for path in every if not requested or path.parts[-2:] in requested]
    if not found or requested - {path.parts[-2:] for path in found}:
        raise SystemExit(f"some of these are not notebooks of the course: {', '.join(names)}")
    return found


def make_environment(folder: Path) -> Path:
    """Make the temporary environment and its kernel; return its Python."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.check_call([python, "-m", "pip", "install", "-q", *COLAB])
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.check_output([python, "-c", where], text=True).strip()
    # A path in a .pth file comes after the environment's own packages, so it adds those that are
    # missing. It adds packages only: the .pth files in it, such as this course's, are not read.
    borrowed = f"{sysconfig.get_path('purelib')}\n"
    Path(own, "borrowed.pth").write_text(borrowed, encoding="utf-8")
    kernel = folder / "kernels" / "colab"
    kernel.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Colab's front end", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # no warning that the debugger is slow
    os.environ["JUPYTER_PATH"] = str(folder)
    os.environ["COURSE_PROGRESS"] = str(folder / "progress.json")
    os.environ["COURSE_PREDICT"] = "skip"
    os.environ["COLAB_RELEASE_TAG"] = "simulated"
    os.environ.pop("COURSE_ROOT", None)
    return python


def run(path: Path, home: Path) -> str:
    """Run one notebook with ``home`` as Colab's folder; print a line, and return the fault."""
    notebook = nbformat.read(path, as_version=4)
    set_up = next(cell for cell in notebook.cells if "colab" in cell.metadata.get("tags", ()))
    set_up.source = set_up.source.replace(json.dumps(COLAB_HOME), json.dumps(str(home)))
    notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
    place = {"metadata": {"path": str(home)}}
    client = NotebookClient(
        notebook, kernel_name="colab", timeout=SECONDS, resources=place, store_widget_state=False
    )
    started = time.monotonic()
    problem = ""
    try:
        client.execute()
    except CellExecutionError as error:
        problem = f"{error.ename}: {error.evalue}"
    if not problem and str(home) not in str(notebook.cells[-1].outputs):
        problem = f"the course was imported from elsewhere: {notebook.cells[-1].outputs}"
    cells = sum(cell.cell_type == "code" for cell in notebook.cells) - 1
    name = "/".join(path.parts[-2:])
    seconds = time.monotonic() - started
    print(f"{name}  {cells} cells  {seconds:.0f} s  {problem or 'fine'}", flush=True)
    return problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
