import json

import pytest

from course_lib.authoring import build


@pytest.fixture
def more_practice(small_course):
    """Leave exercise 01.1 of the small course for more practice; ask for it before `cells`."""
    place = 'title = "Add an echo"\n'
    small_course.replace("course", place, f"{place}  practice = true\n")


@pytest.fixture
def cells(small_course):
    """Build the small course, and return the cells of its notebooks by folder and id."""
    build(small_course.root)

    def read(folder):
        path = small_course.root / folder / "01_echo.ipynb"
        found = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {cell["id"]: {**cell, "source": "".join(cell["source"])} for cell in found}

    return read
