"""The script that writes the tables of docs/measured-claims.md and docs/audiogram.md."""

import json
import runpy
import shutil

import pytest


@pytest.fixture
def script(root):
    return runpy.run_path(str(root / "scripts" / "measured_claims.py"))


def test_without_an_argument_it_writes_tables_and_picture_again_and_leaves_the_rest_alone(
    root, tmp_path, monkeypatch, script
):
    names = ("measured-claims.md", "audiogram.md", "images/audiogram.svg")
    (tmp_path / "images").mkdir()
    shutil.copytree(root / "docs" / "measured", tmp_path / "measured")
    before = {name: (root / "docs" / name).read_text(encoding="utf-8") for name in names}
    for name, text in before.items():
        spoilt = text.replace("| FD-fine", "| spoilt").replace("| clicks", "| spoilt")
        (tmp_path / name).write_text(spoilt if name.endswith(".md") else "", encoding="utf-8")
    monkeypatch.setitem(script["main"].__globals__, "DOCS", tmp_path)

    script["main"]([])

    for name, text in before.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_the_folder_of_an_audiogram_becomes_its_results(root, tmp_path, script):
    stored = json.loads((root / "docs" / "measured" / "audiogram.json").read_bytes())
    folder = tmp_path / "run" / "clicks"
    folder.mkdir(parents=True)
    cell = stored["cells"][0]
    (folder / "mpd-seed-0.json").write_text(json.dumps(cell))
    (tmp_path / "run" / "audiogram.json").write_text(json.dumps(stored["settings"]))

    script["write_results"](tmp_path / "new.json", tmp_path / "run")

    written = json.loads((tmp_path / "new.json").read_bytes())
    assert (written["settings"], written["cells"]) == (stored["settings"], [cell])
