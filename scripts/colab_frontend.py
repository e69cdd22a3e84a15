"""Run every notebook headless with the front-end versions that Colab has.

    python3 course.py setup
    .venv/bin/python scripts/colab_frontend.py [notebook ...]

Colab brings its own, older ipywidgets, IPython and ipykernel, and a lesson may not upgrade them.
This makes a throw-away environment with those versions, lets it borrow everything else (torch above
all) from the environment that runs this, and prints one line per notebook. The exit status is 0 if
no cell raised. It does not test Colab's JavaScript, its Python 3.13, nor its GPU.

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
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
COLAB = ("ipywidgets==7.7.1", "IPython==7.34.0", "ipykernel==6.17.1", "matplotlib==3.10.0")
SECONDS = 900  # for one cell
NAMES = ("IPython", "ipykernel", "ipywidgets", "matplotlib", "torch")


def main(names: list[str]) -> int:
    """Run the notebooks; return how many failed, at most 1."""
    folders = ("notebooks", "exercises", "solutions")
    found = [path for folder in folders for path in sorted((ROOT / folder).glob("*.ipynb"))]
    notebooks = [Path(name).resolve() for name in names] or found
    with tempfile.TemporaryDirectory() as folder:
        python = make_environment(Path(folder))
        ask = f"from importlib.metadata import version as v; print({{n: v(n) for n in {NAMES}}})"
        subprocess.check_call([python, "-c", ask])
        failures = [problem for path in notebooks if (problem := run(path))]
    return 1 if failures or not notebooks else 0


def make_environment(folder: Path) -> Path:
    """Make the throw-away environment and its kernel; return its Python."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.check_call([python, "-m", "pip", "install", "-q", *COLAB])
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.check_output([python, "-c", where], text=True).strip()
    # paths in a .pth come after the environment's own packages: what is missing here is borrowed
    borrowed = f"{sysconfig.get_path('purelib')}\n{ROOT}\n"
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
    return python


def run(path: Path) -> str:
    """Run one notebook from its own folder, and print a line; return what went wrong, if it did."""
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, kernel_name="colab", timeout=SECONDS, resources=place, store_widget_state=False
    )
    started = time.monotonic()
    problem = ""
    try:
        client.execute()
    except CellExecutionError as error:
        problem = f"{error.ename}: {error.evalue}"
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    seconds = time.monotonic() - started
    print(f"{name}  {cells} cells  {seconds:.0f} s  {problem or 'fine'}", flush=True)
    return problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
