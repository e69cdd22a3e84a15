"""Load the zoo of broken discriminators; test files cannot import their neighbours."""

import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

from course_lib.discriminators.contract import check_contract


def _zoo():
    path = Path(__file__).with_name("broken_discriminators.py")
    spec = importlib.util.spec_from_file_location("broken_discriminators", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ZOO = _zoo()


def pytest_generate_tests(metafunc):
    if "broken_kind" in metafunc.fixturenames:
        metafunc.parametrize("broken_kind", list(ZOO.BROKEN))


@pytest.fixture
def zoo():
    return ZOO


@cache
def _report(kind):
    return check_contract(ZOO.BROKEN[kind][0]())


@pytest.fixture
def report_of():
    """Return the function that gives the report of a broken kind, made once for all tests."""
    return _report
