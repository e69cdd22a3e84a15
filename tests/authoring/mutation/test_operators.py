"""What the operators make of small pieces of code."""

import ast
from textwrap import dedent

import pytest

from course_lib.authoring.mutation import expressions, statements, tensors
from course_lib.authoring.mutation.order import is_repeatable, order_is_free
from course_lib.authoring.mutation.syntax import changes, difference

OPERATORS = (*statements.OPERATORS, *expressions.OPERATORS, *tensors.OPERATORS)


def keys(code):
    tree = ast.parse(dedent(code))
    found = list(changes(tree, (pair for operator in OPERATORS for pair in operator(tree))))
    for change in found:
        compile(change.source, "a mutant", "exec")
    return [change.key for change in found]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("x.zero_()", "drop statement: - x.zero_() | + pass"),
        ("x += 1; x *= 2", "swap statements: = x *= 2"),
        ("x.append(y)", "repeat statement: + x.append(y)"),
        ("return g(x)", "no_grad: + with torch.no_grad(): | = return g(x)"),
        ("return g(x)", "detach: - return g(x) | + return g(x).detach()"),
        ("return g(x)", "detach: - return g(x) | + return g(x.detach())"),
        ("return x[2]", "off by one: - return x[2] | + return x[3]"),
        ("return range(x)", "off by one: - return range(x) | + return range(x - 1)"),
        ("return x < y", "another comparison: - return x < y | + return x <= y"),
        ("return x * 0.5", "another constant: - return x * 0.5 | + return x * 1.0"),
        ("return x.sum(dim=1)", "another axis: - return x.sum(dim=1) | + return x.sum(dim=-1)"),
        ("return x.abs()", "in place: - return x.abs() | + return x.abs_()"),
        ("return x + y", "in place: - return x + y | + return x.add_(y)"),
        ("return 1, [x]", "tuple for list: - return (1, [x]) | + return (1, (x,))"),
        (
            "return [x for x in y]",
            "generator for list: - return [x for x in y] | + return (x for x in y)",
        ),
        (
            "return f if x else y",
            "negate condition: - return f if x else y | + return f if not x else y",
        ),
        ("return g(x, y)", "swap arguments: - return g(x, y) | + return g(y, x)"),
        ("return x.clone()", "drop call: - return x.clone() | + return x"),
        ("m = nn.ModuleList(x)", "plain list of modules: - m = nn.ModuleList(x) | + m = list(x)"),
        ("return -x", "drop sign: - return -x | + return x"),
    ],
)
def test_an_operator_changes_one_place(body, key):
    assert key in keys(f"def f(x, y):\n    {body}")


def test_an_argument_is_replaced_by_its_default():
    assert "ignore argument step: + step = 3" in keys("def f(x, step=3):\n    return x[::step]")


@pytest.mark.parametrize(
    "code",
    [
        'def f(x):\n    """One, 2, 3."""\n    return x.shape',  # a docstring has no behaviour
        "def f(x: Tensor = None) -> tuple[int, ...]:\n    return x.shape",  # nor has an annotation
    ],
)
def test_words_and_annotations_are_left_alone(code):
    assert not [key for key in keys(code) if "off by one" in key or "swap items" in key]


def test_the_same_line_in_two_places_gets_two_keys():
    found = keys("def f(x):\n    x.append(1)\n    g(x)\n    x.append(1)\n    h(x)")

    assert len(found) == len(set(found))
    assert [key for key in found if key.endswith("(2)")]


def test_a_key_stays_when_another_line_changes():
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
    ("one", "other", "free"),
    [
        ("a = f(x)", "b = g(x)", True),
        ("a = f(x)", "b = g(a)", False),
        ("a = 1", "a = 2", False),
        ("a = x.add_(1)", "b = x + 1", False),
        ("self.a = 1", "b = self.run()", False),
        ("self.a = 1", "self.b = 2", True),
        ("f(x)", "g(y)", False),
        ("assert x > 0", "assert y > 0", True),
    ],
)
def test_the_order_is_free_where_nothing_depends_on_it(one, other, free):
    first, second = ast.parse(f"{one}\n{other}").body

    assert order_is_free(first, second) is free
    assert order_is_free(second, first) is free


@pytest.mark.parametrize(
    ("statement", "same"),
    [("a = f(b)", True), ("a = f(a)", False), ("a.append(1)", False), ("a = next(b)", False)],
)
def test_a_statement_may_run_twice_if_it_only_sets_what_it_does_not_read(statement, same):
    assert is_repeatable(ast.parse(statement).body[0]) is same
