"""``course release``: wrong use is answered in one line, and nothing is overwritten."""

import pytest


@pytest.mark.parametrize("words", [["99", "--to", "x"], ["02", "--to", "."]])
def test_wrong_use_gets_one_line_and_leaves_files_alone(course, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").write_text("")

    code, _, err = course("release", *words)

    assert code == 2
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
