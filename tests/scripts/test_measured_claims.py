"""The script that writes the tables of docs/measured-claims.md."""

import runpy
import shutil


def test_without_an_argument_it_writes_the_tables_again_and_leaves_the_rest_alone(
    root, tmp_path, monkeypatch
):
    document, measured = tmp_path / "measured-claims.md", tmp_path / "measured"
    shutil.copytree(root / "docs" / "measured", measured)
    before = (root / "docs" / "measured-claims.md").read_text(encoding="utf-8")
    document.write_text(before.replace("| FD-fine", "| spoilt"), encoding="utf-8")
    script = runpy.run_path(str(root / "scripts" / "measured_claims.py"))
    monkeypatch.setitem(script["main"].__globals__, "DOCUMENT", document)
    monkeypatch.setitem(script["main"].__globals__, "MEASURED", measured)

    script["main"]([])

    assert document.read_text(encoding="utf-8") == before
