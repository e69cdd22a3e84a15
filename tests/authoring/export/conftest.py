"""A course with one lesson of a few cells, to export."""

import pytest

from course_lib.authoring.export import export_lesson
from course_lib.authoring.running.results import Settings
from course_lib.authoring.running.time_limits import TimeLimits

SLUG = "01_small"


class SmallLesson:
    """A checkout with a lesson, written from text and code."""

    def __init__(self, root):
        self.root = root
        (root / "lessons").mkdir(parents=True)
        (root / "notebooks").mkdir()
        toml = f'title = "Course"\n[[lesson]]\nid = "01"\nslug = "{SLUG}"\ntitle = "Small"\n'
        (root / "lessons" / "course.toml").write_text(toml)
        project = '[tool.course]\nrepository = "https://github.com/me/course"\nbranch = "main"\n'
        (root / "pyproject.toml").write_text(project)
        self.cells = []

    def text(self, source):
        self.cells.append({"cell_type": "markdown", "source": source, "metadata": {}})
        return self

    def code(self, source, *tags, hidden=False):
        metadata = {"tags": list(tags)} | ({"jupyter": {"source_hidden": True}} if hidden else {})
        code = {"cell_type": "code", "source": source, "metadata": metadata}
        self.cells.append(code | {"outputs": [], "execution_count": None})
        return self

    def write(self):
        import nbformat

        cells = [cell | {"id": f"c{number}"} for number, cell in enumerate(self.cells)]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path = self.root / "notebooks" / f"{SLUG}.ipynb"
        path.write_text(nbformat.writes(nbformat.from_dict(notebook)), encoding="utf-8")

    def page(self):
        """Run the lesson and return its page."""
        self.write()
        return export_lesson(self.root, "01", Settings(limits=TimeLimits(timeout=120)))


@pytest.fixture(scope="module")
def new_lesson(tmp_path_factory):
    """Return a function that starts an empty lesson."""
    return lambda: SmallLesson(tmp_path_factory.mktemp("course") / "Kurs ü")
