import re
from pathlib import Path

import pytest

import course_lib.display
from course_lib.display.html_pieces import CARD
from course_lib.display.read_page_colours import GROUND, INK, page_colour


def test_cards_have_the_colours_of_the_style_sheet():
    assert f"background:{GROUND};color:{INK};" in CARD


def test_a_colour_is_jupyterlabs_or_one_for_each_scheme():
    for colour in (GROUND, INK):
        assert re.fullmatch(r"var\(--lab-\w+,light-dark\(#\w+,#\w+\)\)", colour)


def test_a_colour_that_the_style_sheet_lacks_is_named():
    with pytest.raises(LookupError, match=r"theme\.css has no property '--ci-mauve'"):
        page_colour("--ci-mauve")


def test_no_python_file_of_the_package_writes_the_two_colours_again():
    written = set(re.findall(r"#\w+", GROUND + INK)) - {"#fff"}
    package = Path(course_lib.display.__file__).parents[1]
    for path in package.rglob("*.py"):
        assert not written & set(re.findall(r"#\w+", path.read_text("utf-8"))), path
