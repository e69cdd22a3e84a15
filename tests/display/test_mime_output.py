from types import SimpleNamespace

import pytest

from course_lib.display import mime_output as display
from course_lib.display.mime_output import has_kernel, publish

BUNDLE = {"text/html": "<b>3</b>", "text/plain": "three"}


@pytest.fixture
def notebook(monkeypatch):
    shown = []
    monkeypatch.setattr(display, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(
        display, "display", lambda bundle, **options: shown.append((bundle, options)) or "handle"
    )
    return shown


def test_a_terminal_prints_the_text_only(capsys):
    assert not has_kernel()
    assert publish(BUNDLE, updatable=True) is None
    assert capsys.readouterr().out == "three\n"


def test_a_terminal_ipython_counts_as_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(display, "get_ipython", lambda: SimpleNamespace())
    publish(BUNDLE)
    assert capsys.readouterr().out == "three\n"


def test_a_notebook_gets_the_whole_bundle(notebook, capsys):
    publish(BUNDLE)
    assert publish(BUNDLE, updatable=True) == "handle"

    assert notebook == [
        (BUNDLE, {"raw": True, "display_id": None}),
        (BUNDLE, {"raw": True, "display_id": True}),
    ]
    assert capsys.readouterr().out == ""


def test_a_bundle_without_text_is_refused():
    with pytest.raises(ValueError, match="add the text that a terminal prints"):
        publish({"text/html": "<b>3</b>"})
