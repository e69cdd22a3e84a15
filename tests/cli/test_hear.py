"""``course hear``: arguments in, tables out, one line for what went wrong."""

import json

import pytest


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--seeds", "0,one"], "--seeds must be whole numbers, such as 0,1,2, got 0,one"),
        (["--discriminators", "mppd"], "Did you mean 'mpd'"),
        (["--artefacts", "click"], "Did you mean 'clicks'"),
        (["--html", "/no/such/folder/page.html"], "there is no folder /no/such/folder"),
        (["--preset", "tyni"], "Did you mean 'tiny'"),
    ],
)
def test_wrong_use_is_one_line(course, tmp_path, words, complaint):
    code, out, err = course("hear", "--out", tmp_path / "a", *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert err.startswith("course hear: ")


@pytest.mark.slow
def test_it_prints_the_tables_and_writes_the_page_and_json_has_every_score(course, tmp_path):
    words = ["hear", "--out", tmp_path / "a", "--discriminators", "msstftd", "--seeds", "0"]
    words += ["--artefacts", "clicks", "--steps", "3"]

    code, out, err = course(*words)
    again, as_json, _ = course(*words, "--json")

    assert (code, again) == (0, 0)
    assert "| clicks 3 |" in out
    assert "clicks, msstftd, seed 0:" in err
    assert (tmp_path / "a" / "page.html").is_file()
    assert len(json.loads(as_json)["cells"][0]["scores"]["0"]) == 30
