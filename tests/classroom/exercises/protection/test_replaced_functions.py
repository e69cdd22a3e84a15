"""Functions that a notebook puts in place of the session's are found."""

import json
import sys
from types import FunctionType

import pytest
import torch

from course_lib.classroom.exercises.protection.replaced_functions import replaced_functions


def of_the_notebook(name):
    """Return a function that a cell of the notebook could have defined."""
    code = compile(f"def {name}(*given): return True", "<cell>", "exec").co_consts[0]
    return FunctionType(code, vars(sys.modules["__main__"]))


def test_an_untouched_session_has_none(notebook):
    assert list(replaced_functions()) == []


@pytest.mark.parametrize(("where", "name"), [(json, "dumps"), (torch, "allclose")])
def test_a_replaced_function_of_a_module_is_named(monkeypatch, where, name):
    monkeypatch.setattr(where, name, of_the_notebook(name))
    assert f"{where.__name__}.{name}" in list(replaced_functions())


def test_a_replaced_method_is_named(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "tolist", of_the_notebook("tolist"))
    assert "Tensor.tolist" in list(replaced_functions())
