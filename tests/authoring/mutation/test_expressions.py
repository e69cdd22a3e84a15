"""Each operator on expressions makes the change it names, and no other."""

import pytest

from course_lib.authoring.mutation.expressions import (
    arguments,
    arithmetic,
    axes,
    calls_dropped,
    comparisons,
    constants,
    counts,
    numbers,
)


@pytest.mark.parametrize(
    ("operator", "name", "before", "after"),
    [
        (constants, "off by one", "x[2]", ["x[3]", "x[1]"]),
        (constants, "another constant", "x * 0.5", ["x * 1.0", "x * 0.0"]),
        (constants, "another constant", "x * 0.0", ["x * 1.0", "x * -1.0"]),
        (constants, "another constant", "f(x, y=True)", ["f(x, y=False)"]),
        (constants, "another constant", "zip(x, y, strict=True)", []),  # it only adds an error
        (constants, "another constant", "f('a', None)", []),
        (
            numbers,
            "another number",
            "[2, 100]",
            ["[3, 100]", "[1, 100]", "[2, 125.0]", "[2, 75.0]"],
        ),
        (numbers, "another number", "0.0", ["1.0", "-1.0"]),
        (numbers, "another number", "True", []),
        (counts, "off by one", "range(x)", ["range(x + 1)", "range(x - 1)"]),
        (counts, "off by one", "range(0, x)", ["range(0, x + 1)", "range(0, x - 1)"]),
        (counts, "off by one", "len(x)", ["len(x) + 1", "len(x) - 1"]),
        (counts, "off by one", "range(3)", []),  # its number is changed already
        (axes, "another axis", "x.sum(dim=1)", [f"x.sum(dim={k})" for k in (-2, -1, 0, 2)]),
        (axes, "another axis", "x.sum(-1)", ["x.sum(0)", "x.sum(1)"]),
        (axes, "another axis", "x.sum(keepdim=1)", []),
        (comparisons, "another comparison", "x < y", ["x <= y", "x > y"]),
        (comparisons, "another comparison", "x >= y", ["x > y", "x < y"]),
        (comparisons, "another comparison", "x == y", ["x != y", "x <= y", "x >= y"]),
        (comparisons, "another comparison", "x != y", ["x == y"]),
        (comparisons, "another comparison", "x is y", ["x is not y"]),
        (comparisons, "another comparison", "x not in y", ["x in y"]),
        (
            comparisons,
            "another comparison",
            "0 < x > y",
            ["0 <= x > y", "0 > x > y", "0 < x >= y", "0 < x < y"],
        ),
        (arithmetic, "another operator", "x + y", ["x - y"]),
        (arithmetic, "another operator", "x * y", ["x / y"]),
        (arithmetic, "another operator", "x // y", ["x % y", "x * y"]),
        (arithmetic, "another operator", "x % y", ["x // y"]),
        (arithmetic, "another operator", "x ** y", ["x * y"]),
        (arithmetic, "drop sign", "-x", ["x"]),
        (arithmetic, "drop sign", "not x", ["x"]),
        (arithmetic, "and for or", "x and y", ["x or y"]),
        (arithmetic, "and for or", "x or y", ["x and y"]),
        (arguments, "swap arguments", "g(x)", []),
        (arguments, "swap arguments", "max(*x)", []),
        (arguments, "swap items", "(x, y, z)", ["(y, x, z)", "(x, z, y)"]),
        (arguments, "drop argument", "g(x, a=1, b=2)", ["g(x, b=2)", "g(x, a=1)"]),
        (arguments, "drop argument", "max(x, y)", ["max(x)"]),  # the order of these two is free
        (arguments, "drop argument", "zip(x, strict=True)", []),
        (calls_dropped, "drop call", "x.clone()", ["x"]),
        (calls_dropped, "drop call", "x.abs().sum()", ["x.abs()", "x.sum()"]),
        (calls_dropped, "drop call", "len(x)", ["x"]),
        (calls_dropped, "drop call", "g(x, y)", []),
        (calls_dropped, "drop call", "super().forward(x)", []),
    ],
)
def test_an_operator_makes_each_change_it_names_and_no_other(
    changed_by, operator, name, before, after
):
    found = changed_by(operator, f"value = {before}")

    assert found == [(name, f"value = {text}") for text in after]


def test_two_arguments_are_swapped_or_the_last_one_is_left_out(changed_by):
    assert changed_by(arguments, "g(x, y, z)") == [
        ("swap arguments", "g(y, x, z)"),
        ("swap arguments", "g(x, z, y)"),
        ("drop argument", "g(x, y)"),
    ]


def test_a_step_takes_the_other_sign_or_becomes_an_assignment(changed_by):
    assert changed_by(arithmetic, "x += y") == [
        ("another operator", "x -= y"),
        ("assign for add", "x = y"),
    ]


def test_the_items_that_are_assigned_to_keep_their_order(changed_by):
    assert changed_by(arguments, "x, y = z") == []


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("return x[2]", "off by one: - return x[2] | + return x[3]"),
        ("return range(x)", "off by one: - return range(x) | + return range(x - 1)"),
        ("return x < y", "another comparison: - return x < y | + return x <= y"),
        ("return x * 0.5", "another constant: - return x * 0.5 | + return x * 1.0"),
        ("return x.sum(dim=1)", "another axis: - return x.sum(dim=1) | + return x.sum(dim=-1)"),
        ("return g(x, y)", "swap arguments: - return g(x, y) | + return g(y, x)"),
        ("return x.clone()", "drop call: - return x.clone() | + return x"),
        ("return -x", "drop sign: - return -x | + return x"),
    ],
)
def test_the_key_of_a_change_names_what_was_done(body, key, keys):
    assert key in keys(f"def f(x, y):\n    {body}")
