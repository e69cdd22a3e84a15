"""A change of one place of a syntax tree, and the line that describes it."""

import ast

import pytest

from course_lib.authoring.mutation.syntax import (
    blocks,
    changes,
    code_nodes,
    difference,
    replaced,
    top_level_names,
)

ANSWER = '''
@cached(1)
class Scale(nn.Module[2]):
    """Three, 3."""

    width: Literal[4] = 5

    def __init__(self, x: Literal[6] = 7) -> Literal[8]:
        """Nine, 9."""
        assert x > 10, 11
        raise ValueError(12)
'''


def test_a_copy_differs_from_the_tree_in_the_replaced_nodes_alone():
    tree = ast.parse("a = 1\nb = [2, 3]")
    first, second = tree.body

    changed = replaced(tree, (first.value, ast.Constant(4)), (second.value.elts, []))

    assert ast.unparse(changed) == "a = 4\nb = []"
    assert ast.unparse(tree) == "a = 1\nb = [2, 3]"
    assert changed.body[1] is not second


def test_the_constants_that_change_an_answer_are_in_its_code():
    found = {node.value for node in code_nodes(ast.parse(ANSWER), ast.Constant)}

    # not of decorators, bases, docstrings, annotations, or the messages of errors and assertions
    assert found == {5, 7, 10}


@pytest.mark.parametrize(
    "code",
    [
        'def f(x):\n    """One, 2, 3."""\n    return x.shape',  # a docstring has no behaviour
        "def f(x: Tensor = None) -> tuple[int, ...]:\n    return x.shape",  # nor has an annotation
    ],
)
def test_docstrings_and_annotations_are_left_alone(code, keys):
    assert not [key for key in keys(code) if "off by one" in key or "swap items" in key]


def test_the_blocks_of_a_tree_are_bodies_and_branches_but_not_those_of_classes():
    code = """
    class A:
        def __init__(self):
            first()

        def run(self):
            if x:
                second()
            else:
                third()
    """
    tree = ast.parse("if True:" + code)
    texts = [ast.unparse(ast.Module(block, [])) for block in blocks(tree.body[0].body[0])]
    without_init = [
        ast.unparse(ast.Module(block, [])) for block in blocks(tree.body[0].body[0], but="__init__")
    ]

    assert texts == [
        "first()",
        ast.unparse(tree.body[0].body[0].body[1].body[0]),
        "second()",
        "third()",
    ]
    assert without_init == texts[1:]


def test_the_names_of_a_cell_are_those_it_defines_at_its_top_level():
    cell = "import os\na, b = 1, 2\nc: int = a\nos.x = d[0] = 3\ndef f():\n    e = 1\nclass G: pass"

    assert top_level_names(cell) == {"a", "b", "c", "f", "G"}


def test_each_change_counts_once_and_one_that_reads_as_before_does_not_count():
    tree = ast.parse("a = 1")
    found = [("one", ast.parse("a = 2")), ("two", ast.parse("a = 2")), ("three", ast.parse("a=1"))]

    assert [change.operator for change in changes(tree, iter(found))] == ["one"]
    again = changes(tree, iter(found), allow_same=True)
    assert [change.operator for change in again] == ["one", "three"]


def test_the_same_line_in_two_places_gets_two_keys(keys):
    found = keys("def f(x):\n    x.append(1)\n    g(x)\n    x.append(1)\n    h(x)")

    assert len(found) == len(set(found))
    assert [key for key in found if key.endswith("(2)")]


def test_a_key_stays_when_another_line_changes(keys):
    shared = set(keys("def f(x, y):\n    x.abs_()\n    return x + y"))

    assert "another operator: - return x + y | + return x - y" in shared
    assert "another operator: - return x + y | + return x - y" in keys(
        "def f(x, y):\n    x.sin_()\n    return x + y"
    )


def test_of_a_long_line_a_key_shows_the_changed_part():
    before, after = (f"value = [{'0, ' * 90}{n}, {'1, ' * 90}]" for n in (4, 5))

    assert len(difference(before, after)) < 200
    assert "0, 4, 1" in difference(before, after)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("a = 1", "a = 2", "- a = 1 | + a = 2"),
        ("a = 1\nb = 2", "b = 2", "- a = 1"),
        ("f()\ng()", "with x:\n    f()\ng()", "+ with x: | = f()"),
    ],
)
def test_a_difference_lists_the_lines_that_changed(before, after, line):
    assert difference(before, after) == line
