"""Each operator on statements makes the change it names, and no other."""

import pytest

from course_lib.authoring.mutation.statements import (
    arguments_ignored,
    dropped,
    negated,
    repeated,
    swapped,
    without_gradients,
)


def function(*lines):
    return "\n".join(["def f(x, y):", *(f"    {line}" for line in lines)])


@pytest.mark.parametrize(
    ("operator", "name", "before", "after"),
    [
        (dropped, "drop statement", ["x.zero_()"], [["pass"]]),
        (
            dropped,
            "drop statement",
            ['"""Doc."""', "x.zero_()", "return y"],
            [['"""Doc."""', "return y"], ['"""Doc."""', "x.zero_()"]],
        ),
        (dropped, "drop statement", ["pass"], []),
        (
            swapped,
            "swap statements",
            ["x += 1", "x *= 2", "return x"],
            [["x *= 2", "x += 1", "return x"], ["x += 1", "return x", "x *= 2"]],
        ),
        (swapped, "swap statements", ["a = x", "b = y"], []),  # the order is free
        (
            repeated,
            "repeat statement",
            ["x.append(y)", "return x"],
            [["x.append(y)", "x.append(y)", "return x"]],
        ),
        (repeated, "repeat statement", ["a = g(x)"], []),  # twice is the same as once
        (
            without_gradients,
            "no_grad",
            ["a = x", "return g(x)"],
            [["a = x", "with torch.no_grad():", "    return g(x)"]],
        ),
        (without_gradients, "no_grad", ["raise g(x)"], []),
    ],
)
def test_an_operator_on_blocks_changes_one_statement(changed_by, operator, name, before, after):
    expected = [(name, function(*lines)) for lines in after]

    assert changed_by(operator, function(*before)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return f if x else y", "return f if not x else y"),
        ("assert x > y", "assert not x > y"),
        ("while x:\n        y()", "while not x:\n        y()"),
        ("if x:\n        y()", "if not x:\n        y()"),
    ],
)
def test_a_condition_is_negated(changed_by, before, after):
    assert changed_by(negated, function(before)) == [("negate condition", function(after))]


def test_an_argument_is_replaced_by_its_default(changed_by):
    before = 'def f(x, step=3, *, dim=-1):\n    """Doc."""\n    return x[::step]'
    after = 'def f(x, step=3, *, dim=-1):\n    """Doc."""\n    {} = {}\n    return x[::step]'

    assert changed_by(arguments_ignored, before) == [
        ("ignore argument step", after.format("step", 3)),
        ("ignore argument dim", after.format("dim", -1)),
    ]


def test_a_constructor_keeps_its_gradients(changed_by):
    assert changed_by(without_gradients, "def __init__(self):\n    self.a = g()") == []


@pytest.mark.parametrize("operator", [dropped, swapped, repeated, without_gradients])
def test_definitions_and_imports_are_left_alone(changed_by, operator):
    code = "import a\nfrom b import c\ndef f():\n    pass\nclass D:\n    pass"

    assert changed_by(operator, code) == []


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("x.zero_()", "drop statement: - x.zero_() | + pass"),
        ("x += 1; x *= 2", "swap statements: = x *= 2"),
        ("x.append(y)", "repeat statement: + x.append(y)"),
        ("return g(x)", "no_grad: + with torch.no_grad(): | = return g(x)"),
        (
            "return f if x else y",
            "negate condition: - return f if x else y | + return f if not x else y",
        ),
    ],
)
def test_the_key_of_a_change_names_what_was_done(body, key, keys):
    assert key in keys(f"def f(x, y):\n    {body}")


def test_the_key_of_an_ignored_argument_names_it(keys):
    assert "ignore argument step: + step = 3" in keys("def f(x, step=3):\n    return x[::step]")
