"""A locked demo is shown by the answer, as the output of the cell that asked for it."""

import sys
from types import SimpleNamespace

import pytest
from IPython.core.getipython import get_ipython

from course_lib.classroom.notebook import locked_demos
from course_lib.classroom.notebook.predictions import predict, reveal, skip

CELL, FORM = {"header": {"msg_id": "the cell"}}, {"header": {"msg_id": "the form"}}


@pytest.fixture
def cells(notebook, monkeypatch):
    """Give the shell the parents of a kernel; what it shows is noted with the cell's message."""
    shell, shown = get_ipython(), []
    monkeypatch.setattr(shell, "request", CELL, raising=False)
    monkeypatch.setattr(type(shell), "get_parent", lambda self: self.request, raising=False)
    monkeypatch.setattr(
        type(shell), "set_parent", lambda self, message: setattr(self, "request", message),
        raising=False,
    )  # fmt: skip
    publish = shell.display_pub.publish
    monkeypatch.setattr(
        shell.display_pub,
        "publish",
        lambda data, *rest, **more: (shown.append((shell.request, data)), publish(data)),
    )
    yield shell, shown
    locked_demos._locked.clear()


def texts(shown, cell):
    return [data["text/plain"] for at, data in shown if at is cell]


def test_storing_shows_demo_explanation_and_text_in_the_demos_cell(cells, capsys):
    shell, shown = cells
    reveal("01.p2", lambda: print("THE DEMO"))
    assert "THE DEMO" not in capsys.readouterr().out
    assert "Predict first" in texts(shown, CELL)[0]

    shell.request = FORM
    predict("01.p2", "b", "certain")

    assert capsys.readouterr().out == "THE DEMO\n"
    (stored,) = texts(shown, FORM)
    assert stored.startswith("01.p2: You said b, certain. Stored. The result is below.")
    _, emptied, explained, after = texts(shown, CELL)
    assert emptied == ""
    assert explained.startswith("You said b, certain.")
    assert after == "Numbers are in order, as **the text** after the demo says.\n\nTwo cells of it."
    assert shell.request is FORM


def test_skipping_shows_it_in_place_too(cells, capsys):
    shell, shown = cells
    reveal("01.p1", lambda: print("THE DEMO"))
    shell.request = FORM
    skip("01.p1")
    assert capsys.readouterr().out == "THE DEMO\n"
    assert texts(shown, FORM)[0].startswith("01.p1: skipped. The result is below.")


def test_a_demo_is_shown_once_however_often_its_cell_ran_before(cells, capsys):
    reveal("01.p1", lambda: print("OLD"))
    reveal("01.p1", lambda: print("NEW"))
    predict("01.p1", "a", "certain")
    predict("01.p1", "b", "certain", again=True)
    assert capsys.readouterr().out == "NEW\n"


def test_an_answer_before_the_demos_cell_has_run_points_to_it(cells):
    _, shown = cells
    predict("01.p1", "a", "certain")
    assert "Now run the next cell." in texts(shown, CELL)[0]


def test_an_error_of_the_demo_is_shown_in_its_cell_and_the_answer_stays(cells, capsys):
    reveal("01.p1", lambda: 1 / 0)
    predict("01.p1", "a", "certain")
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_newer_kernels_change_the_parent_of_the_thread_alone(cells, monkeypatch):
    shell, _ = cells
    calls = []
    monkeypatch.setattr(
        type(shell), "set_thread_parent", lambda self, to: calls.append(to) or "token",
        raising=False,
    )  # fmt: skip
    monkeypatch.setattr(
        type(shell), "reset_thread_parent", lambda self, token: calls.append(token), raising=False
    )
    reveal("01.p1", lambda: None)
    shell.request = FORM
    predict("01.p1", "a", "certain")
    assert calls == [CELL, "token"]


def test_without_a_kernel_nothing_waits(capsys):
    reveal("01.p1", lambda: print("THE DEMO"))
    predict("01.p1", "a", "certain")
    assert "THE DEMO" not in capsys.readouterr().out


@pytest.mark.parametrize(("backend", "shown"), [("inline", [True]), ("agg", [])])
def test_figures_are_shown_before_the_explanation_where_a_notebook_shows_them(
    monkeypatch, backend, shown
):
    flushed = []
    inline = SimpleNamespace(flush_figures=lambda: flushed.append(True))
    monkeypatch.setitem(sys.modules, "matplotlib_inline.backend_inline", inline)
    monkeypatch.setitem(sys.modules, "matplotlib", SimpleNamespace(get_backend=lambda: backend))

    locked_demos.show_figures()

    assert flushed == shown
