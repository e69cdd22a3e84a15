"""Which statements may change places, or run twice, without any effect."""

import ast

import pytest

from course_lib.authoring.mutation.order import is_repeatable, order_is_free


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
