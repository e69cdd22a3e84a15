"""Run every notebook headless with the front-end versions that Colab has, from the zip for Colab.

    python3 course.py setup
    .venv/bin/python scripts/colab_frontend.py [notebook ...]

Colab brings its own, older ipywidgets, IPython and ipykernel, and a lesson may not upgrade them.
This makes a throw-away environment with those versions and lets it borrow everything else (torch
above all) from the environment that runs this, but not the course: as on Colab, each notebook's
set-up cell has to find the zip that `course bundle` makes, and install it. Lessons and sheets come
out of that zip, solutions from the checkout. One line is printed per notebook; the exit status is 0
if no cell raised. It does not test Colab's JavaScript, its Python 3.13, nor its GPU.

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
from course_lib.authoring.notebooks.project import COLAB_HOME

ROOT = Path(__file__).resolve().parent.parent
COLAB = ("ipywidgets==7.7.1", "IPython==7.34.0", "ipykernel==6.17.1", "matplotlib==3.10.0")
SECONDS = 900  # for one cell
WHERE = "import course_lib\nprint(course_lib.__file__)"
NAMES = ("IPython", "ipykernel", "ipywidgets", "matplotlib", "torch")


def main(names: list[str]) -> int:
    """Run the notebooks; return how many failed, at most 1."""
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
    """Unpack the notebooks of the bundle; return those that were named, or all with solutions."""
    place = bundle.parent / "notebooks-of-the-bundle"
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(place, [name for name in archive.namelist() if name.endswith(".ipynb")])
    every = sorted(place.glob("*/*.ipynb")) + sorted((ROOT / "solutions").glob("*.ipynb"))
    requested = {Path(name).resolve().relative_to(ROOT).parts[-2:] for name in names}
    found = [path for path in every if not requested or path.parts[-2:] in requested]
    if not found or requested - {path.parts[-2:] for path in found}:
        raise SystemExit(f"not all of these are notebooks of the course: {', '.join(names)}")
    return found


def make_environment(folder: Path) -> Path:
    """Make the throw-away environment and its kernel; return its Python."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.check_call([python, "-m", "pip", "install", "-q", *COLAB])
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.check_output([python, "-c", where], text=True).strip()
    # paths in a .pth come after the environment's own packages: what is missing here is borrowed
    # This brings the packages alone: the .pth files among them, such as this course's, don't count.
    borrowed = f"{sysconfig.get_path('purelib')}\n"
    Path(own, "borrowed.pth").write_text(borrowed, encoding="utf-8")
    kernel = folder / "kernels" / "colab"
    kernel.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Colab's front end", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger need not say it is slow
    os.environ["JUPYTER_PATH"] = str(folder)
    os.environ["COURSE_PROGRESS"] = str(folder / "progress.json")
    os.environ["COURSE_PREDICT"] = "skip"
    os.environ["COLAB_RELEASE_TAG"] = "simulated"
    os.environ.pop("COURSE_ROOT", None)
    return python


def run(path: Path, home: Path) -> str:
    """Run one notebook with ``home`` as Colab's folder, and print a line; return its fault."""
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
        problem = f"the course came from elsewhere: {notebook.cells[-1].outputs}"
    cells = sum(cell.cell_type == "code" for cell in notebook.cells) - 1
    name = "/".join(path.parts[-2:])
    seconds = time.monotonic() - started
    print(f"{name}  {cells} cells  {seconds:.0f} s  {problem or 'fine'}", flush=True)
    return problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
