"""Find the widgets of a form that a notebook shows."""

import ipywidgets
import pytest
from ipywidgets import widget

from course_lib.display.forms import WIDGET_VIEW


def _widgets_in(view, kind):
    found = [view] if type(view).__name__ == kind else []
    for child in getattr(view, "children", ()):
        found += _widgets_in(child, kind)
    assert isinstance(view, ipywidgets.Widget)
    return found


def _form_of(bundle):
    instances = getattr(widget, "_instances", None) or widget.Widget._active_widgets
    return instances[bundle[WIDGET_VIEW]["model_id"]]


@pytest.fixture
def widgets_in():
    """Return the function that finds the parts of a form that are of one kind."""
    return _widgets_in


@pytest.fixture
def form_of():
    """Return the function that finds the form of an output."""
    return _form_of
