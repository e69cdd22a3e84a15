"""`check`, as a notebook calls it."""

import re

import torch

from course_lib.classroom.checking.checks import check


def left(row, steps):
    if steps < 0:
        raise ValueError(steps)
    return row.roll(-steps)


def test_a_check_in_a_notebook_has_words_and_a_page_with_a_picture(notebook):
    check("01.1", left)
    [(bundle, _)] = notebook
    assert set(bundle) == {"text/plain", "text/html"}
    page = re.sub("<[^>]*>", "", bundle["text/html"])
    for form in (bundle["text/plain"], page):
        assert "01.1 WRONG" in form
        assert "You rotate to the left." in form
    assert "✗ fails: to the right" in bundle["text/plain"]
    assert "✗ fails to the right" in page
    assert 'alt="a row of six, rotated"' in bundle["text/html"]


def test_a_right_answer_gets_the_reason_why_it_is_right(capsys):
    check("01.1", lambda row, steps: torch.roll(row, steps) if steps >= 0 else int("x"))
    assert capsys.readouterr().out.startswith(
        "01.1 PASS · 4 of 4 properties pass\nAll 4 properties pass.\n"
        "Two slices that share one cut lose nothing."
    )
