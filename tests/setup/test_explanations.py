"""If course.py can't go on, it says in a few lines what is wrong and what to do."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

# A module that is None in sys.modules cannot be found: what Debian's bare python3 looks like.
NO_ENSUREPIP = "sys.modules['ensurepip'] = None"
NO_PIP = "sys.modules['pip'] = None"
NO_VENV = "sys.modules['venv'] = None"
NO_NETWORK = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def test_an_old_python(course):
    done = course("lab", status=1, before="sys.version_info = (3, 8, 10)")

    assert "needs Python 3.11 or newer" in done.stderr
    assert "make lab PYTHON=python3.11" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", [f"{NO_ENSUREPIP}; {NO_PIP}", NO_VENV])
def test_no_way_to_make_an_environment(course, missing):
    done = course("lab", status=1, before=missing)

    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_if_only_ensurepip_is_missing_the_systems_pip_is_used(course):
    assert "CALLED" in course("list", before=NO_ENSUREPIP).stdout


def needs_wheel(miniature: Path) -> None:
    """Let the set-up ask for a package of an index."""
    project = miniature / "pyproject.toml"
    project.write_text(project.read_text().replace("requires = []", 'requires = ["wheel"]'))


def test_no_network(ready_course, used_miniature):
    needs_wheel(used_miniature)

    done = ready_course("lab", status=1, **NO_NETWORK)

    assert "could not reach the package index" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (used_miniature / ".venv/.course-setup").exists()


def test_a_package_that_does_not_exist(ready_course, used_miniature):
    needs_wheel(used_miniature)

    done = ready_course("lab", status=1, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)

    assert "pip could not install the course" in done.stderr
    assert "could not reach" not in done.stderr


@contextmanager
def read_only(folder):
    """Make a folder read-only for the user who runs this; permission bits don't stop root."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    if subprocess.call(["mount", "--bind", folder, folder]):
        pytest.skip("root can mount nothing here: run the tests as another user")
    try:
        subprocess.check_call(["mount", "-o", "remount,bind,ro", folder])
        yield
    finally:
        subprocess.check_call(["umount", folder])


@pytest.mark.skipif(sys.platform != "linux", reason="read-only folders are made Linux's way")
def test_a_read_only_folder(course, miniature, tmp_path):
    with read_only(miniature):
        refused = course("lab", status=1)
        accepted = course("list", COURSE_VENV=str(tmp_path / "venv"))

    assert "cannot be written" in refused.stderr
    assert "COURSE_VENV=" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "CALLED" in accepted.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="no make: apt install make")
def test_a_machine_without_python(miniature, tmp_path):
    (tmp_path / "bin").mkdir()
    for tool in ("make", "sh"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))

    done = subprocess.run(
        ["make", "lab"],
        cwd=miniature,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "No Python found" in done.stderr
