#!/usr/bin/env python3
"""Set up this course and start it. Standard library only: it runs before anything is installed.

    python3 course.py lab           set up, then open JupyterLab at the first lesson    (make lab)
    python3 course.py lab FOLDER    open your own copy, which `course.py start FOLDER` made
    python3 course.py lab --check   start the server, request that lesson, stop it again
    python3 course.py test          set up, then run every test                         (make test)
    python3 course.py setup         set up, and nothing else
    python3 course.py WORD ...      set up, then run `course WORD ...` inside the environment

Words after `lab` are passed to JupyterLab, and words after `test` to pytest.
--here            installs into the Python that runs this (conda), not into a new environment
COURSE_VENV=/dir  puts the environment into that folder, not into .venv
"""

import contextlib
import hashlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (3.6 gets here: no newer syntax in this file)
    sys.exit(
        f"This course needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.\n"
        "Install one (https://www.python.org/downloads/) and run: make lab PYTHON=python3.11"
    )

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("COURSE_VENV") or ROOT / ".venv").expanduser().absolute()
SCRIPTS, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
INPUTS = ("pyproject.toml", "constraints.txt", "jupyterlab_settings/overrides.json")
PIP_FAULTS = {
    ("Retrying (Retry", "NewConnectionError", "ConnectTimeout", "ProxyError"): """
pip could not reach the package index: there is no network, or a proxy blocks it.
Only the set-up needs the network: connect, and run the same command again. Behind a proxy, set
HTTPS_PROXY first; for a mirror of your own, PIP_INDEX_URL.""",
    ("No space left",): "The disk is full: free 1.5 GB (6 GB with CUDA), and run it again.",
    ("",): """
pip could not install the course: see its messages above. If it found no matching version, this
Python may be too new for the tested ones: choose another, as in make lab PYTHON=python3.11.""",
}


def main(words: list[str]) -> int:
    """Set up the environment, then run the command; return the exit status."""
    for stream in (sys.stdout, sys.stderr):  # a folder's name may not fit the console's encoding
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    here = "--here" in words
    words = [word for word in words if word != "--here"]
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if words else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that our child processes end too
    try:
        python = set_up(here)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run starts the set-up again.")
    if words[0] in ("lab", "test"):
        return (lab if words[0] == "lab" else test)(python, words[1:])
    return 0 if words == ["setup"] else call([python.parent / ("course" + EXE), *words])


def set_up(here: bool) -> Path:
    """Return the Python of the environment, which is made or repaired if needed."""
    home = Path(sys.prefix) if here else VENV
    python = Path(sys.executable) if here else VENV / SCRIPTS / ("python" + EXE)
    stamp = home / ".course-setup"
    inputs = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in INPUTS)).hexdigest()
    built = stamp.read_text().split() if stamp.is_file() else []
    in_place = built[:1] == [identity(python)]
    if in_place and built[1:] == [inputs]:
        return python
    print("Setting up", home, "(once: a few minutes, 1.5 GB; 6 GB with CUDA)", flush=True)
    if not here:
        check_place()
    stamp.unlink(missing_ok=True)  # if anything stops us from here on, the next run starts again
    if not here and not in_place:
        make_environment(python)
    install(python, home, here and "COLAB_RELEASE_TAG" in os.environ)
    stamp.write_text(f"{identity(python)} {inputs}")
    print("Set up.", flush=True)
    return python


def install(python: Path, home: Path, colab: bool) -> None:
    """Install the course with the tested versions, copy JupyterLab's settings, try an import."""
    ours = ["-c", "constraints.txt", "-e", ".[course]"]
    pip(python, "install", *(["--no-deps", "-e", "."] if colab else ours))  # Colab keeps its own
    shutil.copytree(
        ROOT / "jupyterlab_settings", home / "share/jupyter/lab/settings", dirs_exist_ok=True
    )
    if subprocess.call([python, "-I", "-c", "import course_lib"]):
        sys.exit("Everything is installed, but the course cannot be imported: see the lines above.")


def identity(python: Path) -> str:
    """Return a hash of this folder and of the prefix and version of that Python, if it runs."""
    ask = [str(python), "-I", "-X", "utf8", "-c", "import sys; print(sys.prefix, sys.version)"]
    answer = b""
    with contextlib.suppress(OSError):
        answer = subprocess.run(ask, capture_output=True).stdout
    return hashlib.sha256(bytes(ROOT) + answer).hexdigest()


def check_place() -> None:
    """Exit if VENV contains other things than an environment, or cannot be written."""
    ours = VENV == ROOT / ".venv" or (VENV / "pyvenv.cfg").is_file()
    if not ours and VENV.is_dir() and any(VENV.iterdir()):
        sys.exit(f"COURSE_VENV={VENV} contains other things: choose a new folder.")
    try:
        VENV.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=VENV).close()  # permission bits don't show a read-only disk
    except OSError:
        sys.exit(
            f"{VENV} cannot be written: the folder is read-only, or belongs to someone else.\n"
            "Copy the course into a folder of your own, or put only its environment elsewhere:\n"
            "    COURSE_VENV=~/discriminator-venv python3 course.py lab"
        )


def make_environment(python: Path) -> None:
    """Make an empty virtual environment in VENV, in place of what it contains."""
    venv, ensurepip, has_pip = map(importlib.util.find_spec, ("venv", "ensurepip", "pip"))
    borrow_pip = bool(has_pip and not ensurepip)  # Debian packages these separately
    options = ["--clear", "--without-pip"] if borrow_pip else ["--clear"]
    command = [sys.executable, "-m", "venv", *options, str(VENV)]
    if venv and (ensurepip or has_pip) and subprocess.call(command) == 0:
        if borrow_pip:
            pip(Path(sys.executable), "--python", str(python), "install", "pip")
        return
    sys.exit(
        f"{sys.executable} cannot create a virtual environment: its module venv or ensurepip\n"
        "is missing. On Debian or Ubuntu run: sudo apt install python3-venv. Then try again."
    )


def pip(python: Path, *words: str) -> None:
    """Run pip; if it fails, exit with a paragraph that says what to do."""
    command = [str(python), "-m", "pip", *words, *([] if sys.stdout.isatty() else ["-q"])]
    messages = ""
    with tempfile.TemporaryDirectory() as notes:  # for setuptools, which would write into ROOT
        config = Path(notes, "setup.cfg")
        config.write_text(f"[egg_info]\negg_base = {notes}\n", encoding="utf-8")
        env = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        env["DIST_EXTRA_CONFIG"] = str(config)
        with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE) as process:
            for line in process.stderr or ():
                messages += line.decode("utf-8", "replace")
                sys.stderr.write(line.decode("utf-8", "replace"))
    if process.returncode:
        sys.exit(
            next(
                advice for signs, advice in PIP_FAULTS.items() if any(s in messages for s in signs)
            )
        )


def lab(python: Path, words: list[str]) -> int:
    """Open JupyterLab at the first lesson; with --check, only check that it would open."""
    named = bool(words) and Path(words[0]).is_dir()
    place = Path(words.pop(0)).absolute() if named else ROOT
    os.chdir(ROOT)
    lesson = min((path.name for path in place.glob("notebooks/*.ipynb")), default=None)
    page = "/lab/tree/notebooks/" + urllib.parse.quote(lesson) if lesson else "/lab"
    options = [f"--ServerApp.root_dir={place}", f"--LabApp.default_url={page}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container; Jupyter refuses otherwise
        options += ["--allow-root"]
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        options += ["--no-browser"]  # print the address instead of opening a text browser
    command = [python, "-m", "jupyterlab", *options]
    if "--check" in words:
        command = [python, "scripts/check_lab.py", page, *command]
    words = [word for word in words if word != "--check"]
    return call([*command, *words], JUPYTER_PREFER_ENV_PATH="1")  # prefer our kernel


def test(python: Path, words: list[str]) -> int:
    """Run the tests and the notebooks in one pytest run; a test runs the lessons (course run)."""
    os.chdir(ROOT)
    values = {value for option, value in itertools.pairwise(words) if option in ("-k", "-m")}
    named = any(Path(word.split("::")[0]).exists() for word in words if word not in values)
    folders = [] if named else filter(os.path.isdir, ("tests", "exercises", "solutions"))
    options = ["--nbval-lax", "--nbval-current-env", "--nbval-kernel-startup-timeout=120"]
    if not named and not {"--pdb", "--trace"} & set(words):  # a file's tests run in one process
        options += [f"--numprocesses={min(4, os.cpu_count() or 1)}", "--dist=loadfile"]
        options += ["--no-loadscope-reorder"]  # tests/conftest.py puts long files first
    env = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}  # the same rounding everywhere
    env["PYTHONDONTWRITEBYTECODE"] = ""  # or each process compiles the course again
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env |= {"COURSE_PREDICT": "skip", "COURSE_PROGRESS": f"{folder}/progress.json"}
        env["COURSE_FAST"] = "1"  # shortened training
        return call([python, "-m", "pytest", *options, *folders, *words], MPLBACKEND="agg", **env)


def call(command: Sequence[object], **env: str) -> int:
    """Run a command and return its exit status. Ctrl-C goes to the command; it ends when we end."""
    process = subprocess.Popen([str(word) for word in command], env={**os.environ, **env})
    try:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                code = process.wait()
                return code if code >= 0 else 128 - code
    finally:
        process.terminate()  # does nothing if it has ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
