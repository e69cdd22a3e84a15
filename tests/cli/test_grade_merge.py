"""``course grade merge``: the shards of a class become one folder of results."""

import pytest


def test_shards_are_graded_merged_and_exported(
    course, broken_hand_ins, tmp_path, bubblewrap, gradebook
):
    shards = [tmp_path / name for name in ("one", "two")]
    for number, folder in enumerate(shards, start=1):
        words = ["--exercise", "02", "--out", folder, "--shard", f"{number}/2"]
        assert course("grade", broken_hand_ins, *words)[0] == 0
    parts = [set(gradebook(folder)) for folder in shards]
    out = tmp_path / "all"

    assert course("grade", "merge", *shards, "--exercise", "02", "--out", out)[0] == 0
    assert course("grade", "export", out, "--nbgrader")[0] == 0

    assert set(gradebook(out)) == parts[0] | parts[1]
    assert len(parts[0]) + len(parts[1]) == 6
    assert (out / "nbgrader.csv").read_text().count("\n") == 7


@pytest.mark.parametrize(
    ("words", "report"),
    [
        (["--exercise", "02", "--out", "o"], "course grade ./merge"),
        (["a", "b", "--exercise", "02", "--out", "o"], "a has no results"),
        (["a", "--exercise", "02"], "--out"),
    ],
)
def test_wrong_use_gets_one_line(course, words, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, _, err = course("grade", "merge", *words)

    assert code == 2
    assert report in err
    assert err.count("\n") == 1
