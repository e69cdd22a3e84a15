"""What isn't installed is named in one sentence; other errors pass unchanged."""

import sys
import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement

from course_lib import extras
from course_lib.extras import MissingExtraError, extra, part_of_the_course, require

ABSENT = "no_such_package"


def test_a_missing_package_is_named_with_its_extra_and_the_command():
    with pytest.raises(MissingExtraError) as caught, extra("sounds", "reading files"):
        import_module(ABSENT)

    assert str(caught.value) == (
        "reading files needs no_such_package, which the extra 'sounds' installs: "
        "pip install 'what-does-a-discriminator-hear[sounds]'"
    )
    assert caught.value.name == "no_such_package"
    assert isinstance(caught.value, ModuleNotFoundError)


def test_a_missing_part_of_the_package_is_part_of_the_course():
    with pytest.raises(MissingExtraError) as caught, extra("notebooks", "this"):
        import_module("course_lib.no_such_part")

    assert str(caught.value) == part_of_the_course("this")
    assert "pip install -e '.[course]'" in str(caught.value)


def test_the_innermost_extra_is_the_one_that_is_named():
    with (
        pytest.raises(MissingExtraError, match=r"hear\[sounds\]"),
        extra("train", "training"),
        extra("sounds", "reading files"),
    ):
        import_module(ABSENT)


def test_another_error_passes_unchanged():
    with pytest.raises(ZeroDivisionError), extra("train", "training"):
        1 / 0  # noqa: B018


def test_what_is_required_is_found_without_importing_it(monkeypatch):
    absent = next(name for name in ("turtledemo", "idlelib") if name not in sys.modules)
    monkeypatch.setitem(extras.MODULES, "grading", ("json", absent))

    require("grading", "this")

    assert absent not in sys.modules
    monkeypatch.setitem(extras.MODULES, "grading", ("json", ABSENT))
    with pytest.raises(MissingExtraError, match="this needs no_such_package, which"):
        require("grading", "this")
    with pytest.raises(MissingExtraError, match="this is part of the course"):
        require("grading", "this", "course_lib.no_such_part")


def test_a_package_looks_for_what_its_extra_installs(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, modules in extras.MODULES.items():
        declared = {Requirement(text).name for text in project["optional-dependencies"][name]}
        owners = {packages_distributions()[module][0].lower() for module in modules}
        assert {owner.replace("_", "-") for owner in owners} <= declared, name
