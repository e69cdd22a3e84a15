"""`lab --check`, with the real JupyterLab of this environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lesson = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00 é.ipynb").write_text(json.dumps(lesson))
    return tmp_path


def check_lab(root: Path, folder: Path, page: str, *options: str):
    server = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", *options]
    if os.geteuid() == 0:
        server.append("--allow-root")
    command = [sys.executable, root / "scripts" / "check_lab.py", page, *server]
    return subprocess.run(command, capture_output=True, text=True)


def test_it_gets_the_lab_and_the_lesson_and_leaves_no_server_behind(root, folder):
    done = check_lab(root, folder, "/lab/tree/notebooks/00%20%C3%A9.ipynb")

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["200"] * 3 + ["JupyterLab"]
    assert servers(folder) == []


def test_a_lesson_that_is_not_there_is_a_failure(root, folder):
    done = check_lab(root, folder, "/lab/tree/notebooks/01.ipynb")

    assert done.returncode == 1
    assert "404 http" in done.stdout
    assert servers(folder) == []


def test_a_server_that_does_not_start_is_a_failure_with_its_own_words(root, folder):
    done = check_lab(root, folder, "/lab", "--no-such-option-at-all=1")

    assert done.returncode == 1
    assert "The server ended" in done.stdout
    assert "no-such-option-at-all" in done.stdout


def servers(folder: Path) -> list[str]:
    said = subprocess.check_output([sys.executable, "-m", "jupyter_server", "list", "--json"])
    found = map(json.loads, said.decode().splitlines())
    return [server["url"] for server in found if server["root_dir"] == str(folder)]
