from course_lib.authoring.notebooks.classroom_imports import with_classroom
from course_lib.authoring.notebooks.notebook import NotebookCell

PUBLIC = ("NotAttempted", "check", "hint", "predict", "setup", "verdict")


def code(source, *tags):
    return NotebookCell("id", "code", source, tags)


def test_a_notebook_without_setup_gets_a_cell_with_the_names_that_it_uses():
    cells = with_classroom("07", [code('predict("07.p1")'), code("f(check)")], PUBLIC)

    assert cells[0].source == (
        'from course_lib.classroom import check, predict, setup\n\nsetup("07")'
    )
    assert (cells[0].id, cells[0].tags, len(cells)) == ("c07-setup", ("setup",), 3)


def test_an_import_of_the_author_is_completed_in_its_place():
    own = (
        "import torch\nfrom course_lib.classroom import (\n    setup,\n    quiet,\n)\n\nsetup('07')"
    )

    first, _ = with_classroom("07", [code(own), code("raise NotAttempted")], PUBLIC)

    assert first.source == (
        "import torch\nfrom course_lib.classroom import NotAttempted, quiet, setup\n\nsetup('07')"
    )


def test_an_import_that_is_complete_stays_as_its_author_wrote_it():
    own = "from course_lib.classroom import (\n    predict,\n    setup,\n)\nsetup('07')"

    assert with_classroom("07", [code(own)], PUBLIC)[0].source == own


def test_the_names_in_the_comments_of_a_help_cell_are_imported_too():
    cells = with_classroom("07", [code('# hint("07.1")   # remove', "help")], PUBLIC)

    assert "import hint, setup" in cells[0].source


def test_a_long_import_is_broken_into_lines():
    public = [f"name_number_{k}" for k in range(9)]
    cells = with_classroom("07", [code("\n".join(public))], public)

    compile(cells[0].source, "cell", "exec")
    assert max(map(len, cells[0].source.split("\n"))) <= 100
    assert cells[0].source.split("\n")[1] == "    name_number_0,"


def test_a_name_that_the_author_takes_from_elsewhere_is_not_imported_again():
    own = "from course_lib.display import hint\nfrom course_lib.classroom import setup\nsetup('07')"

    assert with_classroom("07", [code(own), code("hint(1)")], PUBLIC)[0].source == own
