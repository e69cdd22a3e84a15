"""Fill in the forms that a notebook shows, as the browser does."""

import pytest
from ipywidgets import widget

from course_lib.display.three_forms import WIDGET_VIEW


def _form_of(bundle):
    instances = getattr(widget, "_instances", None) or widget.Widget._active_widgets
    return instances[bundle[WIDGET_VIEW]["model_id"]]


def _press(form, button="store", **filled):
    form._handle_custom_msg({"press": button, "chosen": "", "sure": "", "text": "", **filled}, [])


@pytest.fixture
def form_of():
    """Return the function that finds the form of an output."""
    return _form_of


@pytest.fixture
def press():
    """Return the function that presses a button of a form: ``press(form, "store", chosen="a")``."""
    return _press
