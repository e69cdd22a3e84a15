import re

import pytest
from ipywidgets import Widget

from course_lib.display.three_forms import WIDGET_VIEW
from course_lib.instruments import ab, abx, explore, fold_explorer, listen
from course_lib.sounds import pluck, tone, vowel


def draw(ax, steepness):
    ax.plot([0, 1], [0, steepness])
    return f"A line that rises by {steepness}."


def live_instruments():
    return [
        explore(draw, title="A line", steepness=range(1, 6)),
        abx(tone(440.0), tone(445.0), seed=1),
        fold_explorer(vowel(f0=150.0)),
        listen(pluck(), vowel()),
        ab(pluck(), vowel()),
    ]


@pytest.mark.parametrize("instrument", live_instruments(), ids=lambda i: type(i).__name__)
def test_one_output_holds_the_widget_the_page_and_the_text(notebook, instrument):
    instrument._ipython_display_()

    (bundle,) = notebook.bundles
    assert set(bundle) == {WIDGET_VIEW, "text/html", "text/plain"}
    assert bundle[WIDGET_VIEW]["model_id"] in {w.model_id for w in all_widgets()}
    assert bundle["text/plain"] == instrument.text()


@pytest.mark.parametrize("instrument", live_instruments(), ids=lambda i: type(i).__name__)
def test_course_static_leaves_the_widget_out(notebook, monkeypatch, instrument):
    monkeypatch.setenv("COURSE_STATIC", "1")
    instrument._ipython_display_()
    assert set(notebook.bundles[0]) == {"text/html", "text/plain"}


def test_course_static_0_asks_for_widgets(notebook, monkeypatch):
    monkeypatch.setenv("COURSE_STATIC", "0")
    live_instruments()[0]._ipython_display_()
    assert WIDGET_VIEW in notebook.bundles[0]


@pytest.mark.parametrize("instrument", live_instruments(), ids=lambda i: type(i).__name__)
def test_a_terminal_shows_the_text(capsys, instrument):
    instrument._ipython_display_()
    assert capsys.readouterr().out == instrument.text() + "\n"
    assert str(instrument) == repr(instrument) == instrument.text()


@pytest.mark.parametrize("instrument", live_instruments(), ids=lambda i: type(i).__name__)
def test_the_page_needs_no_other_host_and_names_all_it_shows(instrument):
    page = instrument.static_html()

    assert not re.search(r'\b(?:src|href)="(?!data:)', page)
    for image in re.findall(r"<img [^>]*>", page):
        assert re.search(r'alt="[^"]{20,}"', image)
    for player in re.findall(r"<audio [^>]*>", page):
        assert re.search(r'aria-label="[^"]+"', player)
    assert 'class="course-card' in page
    assert "background:#fff" not in page  # a white island in the dark


def all_widgets():
    # ipywidgets 8.1 keeps its registry in a module; 7 and 8.0 keep it on the class
    from ipywidgets.widgets import widget

    registry = getattr(widget, "_instances", None)
    return (registry if registry is not None else Widget.widgets).values()
