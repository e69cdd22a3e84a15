"""Make all mutants of an exercise: its solution with one thing changed, which should be refused."""

import ast
from collections.abc import Iterator

import course_lib
from course_lib.authoring.mutation import expressions, statements, tensors
from course_lib.authoring.mutation.syntax import Change, changes
from course_lib.classroom.exercises.exercise import Exercise

_OPERATORS = (*statements.OPERATORS, *expressions.OPERATORS, *tensors.OPERATORS)
_DATA_OPERATORS = (
    statements.dropped,
    expressions.numbers,
    expressions.arithmetic,
    expressions.arguments,
)


def mutants_of(exercise: Exercise) -> Iterator[Change]:
    """Yield the changed copies of a solution, each once.

    An answer that is a value is changed in its numbers and in the order of its items: how it is
    computed is up to the learner.

    Args:
        exercise: The exercise needs its solution, in a file.
    """
    tree = ast.parse(exercise.answer_cell_source())
    operators = _DATA_OPERATORS if exercise.takes == "data" else _OPERATORS
    yield from changes(tree, (found for operator in operators for found in operator(tree)))
    yield from _from_the_library(exercise)


def _from_the_library(exercise: Exercise) -> Iterator[Change]:
    """Yield the library's own class or function, handed in as an answer."""
    if exercise.takes == "data" or not hasattr(course_lib, exercise.answer):
        return
    line = f"from course_lib import {exercise.answer}"
    yield Change("library's own", f"{line}\n", f"library's own: + {line}")
