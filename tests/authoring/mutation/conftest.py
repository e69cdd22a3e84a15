import ast
from textwrap import dedent

import pytest

from course_lib.authoring.mutation import expressions, statements, tensors
from course_lib.authoring.mutation.syntax import changes

OPERATORS = (*statements.OPERATORS, *expressions.OPERATORS, *tensors.OPERATORS)


@pytest.fixture
def changed_by():
    """Return a function: the name and the source of every change an operator makes to code."""

    def apply(operator, code):
        tree = ast.parse(dedent(code))
        before = ast.dump(tree)
        found = [
            (name, ast.unparse(ast.fix_missing_locations(changed)))
            for name, changed in operator(tree)
        ]
        assert ast.dump(tree) == before, "the operator changed the tree it was given"
        for _, source in found:
            compile(source, "a mutant", "exec")
        return found

    return apply


@pytest.fixture
def keys():
    """Return a function: the keys of all changes that all operators make to code."""

    def apply(code):
        tree = ast.parse(dedent(code))
        found = list(changes(tree, (pair for operator in OPERATORS for pair in operator(tree))))
        for change in found:
            compile(change.source, "a mutant", "exec")
        return [change.key for change in found]

    return apply
