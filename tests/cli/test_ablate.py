"""``course ablate``: arguments in, tables out, one line for what went wrong."""

import pytest


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--seeds", "0,one"], "--seeds must be whole numbers, such as 0,1,2, got 0,one"),
        (["--modes", "none,mppd"], "Did you mean 'mpd'"),
        (["--html", "/no/such/folder/page.html"], "there is no folder /no/such/folder"),
        (["--preset", "tyni"], "Did you mean 'tiny'"),
        (["--processes", "0"], "processes must be 1 or more, got 0"),
    ],
)
def test_wrong_use_is_one_line(course, tmp_path, words, complaint):
    code, out, err = course("ablate", "--out", tmp_path / "a", *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--modes", 'none,small=msd:{"filters":4,"max_filters":4},msd'], "or accept any size"),
        (["--modes", "none,wide=mppd:{}"], "Did you mean 'mpd'"),
        (["--modes", "none,mpd", "--options", 'mpd={"filter":4}'], "did you mean 'filters'"),
        (["--modes", "none,mpd", "--options", "mppd={}"], "Did you mean 'mpd'"),
    ],
)
def test_options_are_checked_before_anything_is_trained(course, tmp_path, words, complaint):
    code, out, err = course("ablate", "--out", tmp_path / "a", *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert not (tmp_path / "a").exists()
