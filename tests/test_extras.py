"""What isn't installed is named in one sentence; other errors pass unchanged."""

import sys
from importlib import import_module

import pytest

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


def test_what_is_required_is_found_without_importing_it():
    missing = next(name for name in ("turtledemo", "lib2to3", "idlelib") if name not in sys.modules)

    require("grading", "this", "json", missing)

    assert missing not in sys.modules
    with pytest.raises(MissingExtraError, match="this needs no_such_package, which"):
        require("grading", "this", "json", "no_such_package")
