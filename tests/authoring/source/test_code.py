import pytest

from course_lib.authoring.source.code import (
    bare_calls,
    definitions,
    globals_used,
    imports_from,
    line_count,
)


def test_blank_lines_comments_and_docstrings_do_not_count():
    source = 'def f(x):\n    """Say\n    much."""\n\n    # why\n    return g(\n        x\n    )\n'

    assert line_count(source) == 4


def test_a_text_over_three_lines_counts_as_three():
    assert line_count('x = """a\nb\nc"""\n') == 3


def test_definitions_are_what_the_cell_binds_for_the_cells_below_it():
    source = (
        "import a\nfrom b import c\nx, (y, *z) = f()\nfor i in z:\n    j: int = i\n"
        "with g() as h:\n    pass\nif (k := 1):\n    pass\n"
        "def m(inner):\n    local = 1\nclass N:\n    attribute = 1\n"
        "[hidden for hidden in z]\nx.attribute = 1\nlambda unseen: unseen\n"
    )

    found = {name: is_definition for name, _, is_definition in definitions(source)}

    assert {name for name, is_definition in found.items() if is_definition} == {"m", "N"}
    assert set(found) == {"x", "y", "z", "i", "j", "h", "k", "m", "N"}


def test_calls_come_from_top_to_bottom_with_their_first_text():
    source = 'a("1", b("2"))\nc.d("3")\ne(f, "4")\n'

    found = [(call.name, call.first, call.offset) for call in bare_calls(source)]

    assert found == [("a", "1", 0), ("b", "2", 0), ("e", None, 2)]


def test_imports_are_found_by_package():
    source = "from course_lib.sounds import tone as t, beat\nfrom course_library import x\n"

    assert imports_from(source, "course_lib") == {"t", "beat"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b + 1", {"b"}),
        ("def f(x):\n    y = x\n    return y + z", {"z"}),
        ("y = [x for x in rows]", {"rows"}),
        (
            "class C(Base):\n    size = width\n    def f(self):\n        return outer",
            {"Base", "width", "outer"},
        ),
        ("thing.attribute", {"thing"}),
        ("def f(x):\n    return lambda: x", set()),
        ("a = (", set()),
    ],
)
def test_names_from_outside_are_those_that_no_function_or_class_defines(source, names):
    assert globals_used(source) == names
