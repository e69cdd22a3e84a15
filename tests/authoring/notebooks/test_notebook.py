import json

import nbformat
import pytest

from course_lib.authoring.notebooks.notebook import NotebookCell, notebook_text
from course_lib.authoring.source.expected_outputs import displayed, stdout

CELLS = [
    NotebookCell("text", "markdown", "# Ünïcode\n\n→"),
    NotebookCell("silent", "code", "x = 1"),
    NotebookCell("prints", "code", "print(x)", ("t",), {"id": "02.1"}, stdout("1\n2\n")),
    NotebookCell("shows", "code", "verdict()", output=displayed("02.1 PASS")),
]


def test_the_text_is_a_valid_notebook_in_the_form_that_jupyter_saves():
    text = notebook_text(CELLS, name="a.ipynb")

    notebook = nbformat.reads(text, as_version=4)

    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == text


def test_cells_with_stored_outputs_have_a_count_and_others_have_none():
    cells = json.loads(notebook_text(CELLS, name="a.ipynb"))["cells"]

    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]

    assert counts == [None, 2, 3]


def test_colab_lends_an_accelerator_only_where_one_is_asked_for():
    plain = json.loads(notebook_text(CELLS, name="a.ipynb"))["metadata"]
    gpu = json.loads(notebook_text(CELLS, name="a.ipynb", accelerator="GPU"))["metadata"]

    assert "accelerator" not in plain
    assert "gpuType" not in plain["colab"]
    assert (gpu["accelerator"], gpu["colab"]["gpuType"]) == ("GPU", "T4")


def test_two_cells_of_one_id_are_refused():
    with pytest.raises(ValueError, match=r"a\.ipynb: two cells have the id 'text'"):
        notebook_text([*CELLS, CELLS[0]], name="a.ipynb")
