"""A course of notebooks of a few lines, so that a whole run takes seconds."""

import json

import pytest

from course_lib.authoring.running.course_run import run_course
from course_lib.authoring.running.notebooks_to_run import choose
from course_lib.authoring.running.results import Settings
from course_lib.authoring.running.time_limits import TimeLimits


class RecordedProgress:
    """Records what it is notified of."""

    def __init__(self):
        self.cells, self.endings, self.results = [], [], []

    def cell(self, run, number):
        self.cells.append((run.id, number))

    def ended(self, run):
        self.endings.append((run.id, run.state))


class LittleCourse:
    """A checkout with a lesson for every list of cells."""

    def __init__(self, root):
        self.root = root
        (root / "lessons").mkdir(parents=True)
        (root / "notebooks").mkdir()
        self.toml = ['title = "A course for the tests"']
        self.progress = RecordedProgress()

    def lesson(self, lesson_id, *cells, planned=False, exercises=False):
        """Add a lesson; a cell is its source, or (source, stored outputs)."""
        slug = f"{lesson_id}_lesson"
        self.toml += ["[[lesson]]", f'id = "{lesson_id}"', f'slug = "{slug}"']
        self.toml += [f'title = "Lesson {lesson_id}"', f"planned = {str(planned).lower()}"]
        if exercises:
            card = {"id": f"{lesson_id}.1", "title": "One", "kind": "fill in"}
            numbers = {"points": 1, "minutes": 1, "difficulty": 1}
            self.toml += ["[[lesson.exercise]]"]
            self.toml += [f"{k} = {json.dumps(v)}" for k, v in (card | numbers).items()]
        (self.root / "lessons" / "course.toml").write_text("\n".join(self.toml))
        if not planned:
            self.notebook(f"notebooks/{slug}.ipynb", *cells)
        return self

    def notebook(self, place, *cells):
        """Write a notebook."""
        written = [{"cell_type": "markdown", "id": "text", "metadata": {}, "source": ["# Text"]}]
        for number, cell in enumerate(cells, 1):
            source, outputs = (cell, None) if isinstance(cell, str) else cell
            tags = [] if outputs is None else ["nbval-check-output"]
            written.append(
                {
                    "cell_type": "code",
                    "id": f"c-{number:02}",
                    "metadata": {"tags": tags},
                    "source": source.splitlines(keepends=True),
                    "execution_count": None if outputs is None else number,
                    "outputs": outputs or [],
                }
            )
        file = self.root / place
        file.parent.mkdir(exist_ok=True)
        notebook = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        file.write_text(json.dumps(notebook), encoding="utf-8")

    def run(self, *lessons, solutions=False, seconds=60.0, **settings):
        """Run lessons, all if none is named."""
        chosen = choose(self.root, lessons, solutions=solutions)
        return self.run_chosen(chosen, seconds, **settings)

    def run_chosen(self, chosen, seconds=60.0, **settings):
        """Run notebooks that were chosen."""
        settings = Settings(limits=TimeLimits(1.0, seconds), **settings)
        return run_course(self.root, chosen, settings, self.progress, self.progress.results.append)


@pytest.fixture
def course(tmp_path):
    return LittleCourse(tmp_path / "kleiner Kurs ü")
