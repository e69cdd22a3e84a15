import json

import pytest

from course_lib.authoring import build


@pytest.fixture
def cells(small_course):
    """Build the small course, and return the cells of its notebooks by folder and id."""
    build(small_course.root)

    def read(folder):
        path = small_course.root / folder / "01_echo.ipynb"
        found = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {cell["id"]: {**cell, "source": "".join(cell["source"])} for cell in found}

    return read
