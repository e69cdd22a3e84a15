"""Read the answer cells of ``exercises.py`` as text, and run edited copies of them.

The file is both a module and a notebook in jupytext's percent format. Reading it doesn't need
jupytext: a cell runs from one ``# %%`` line to the next.
"""

import ast
import inspect
import linecache
import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from course_lib.classroom.exercises.errors import AuthoringError

_CELL = re.compile(r"^# %%", re.MULTILINE)
_MARKER = re.compile(r"^\s*# (@answer\b.*|BEGIN SOLUTION|END SOLUTION|STUB:.*)$")


def answer_cell(file: Path, exercise: str) -> str:
    """Return the code of an exercise's answer cell, without the course's markers."""
    text = file.read_text(encoding="utf-8")
    marker = f"# @answer {exercise}"
    cells = [cell for cell in _CELL.split(text) if marker in cell]  # few, so few lines are read
    found = [cell for cell in cells if marker in (line.strip() for line in cell.splitlines())]
    if len(found) != 1:
        raise AuthoringError(
            f"{file.name}: exactly one cell must have the line '{marker}', got {len(found)}."
        )
    lines = found[0].splitlines()[1:]  # the first is the rest of the cell's own header
    return "\n".join(line for line in lines if not _MARKER.match(line)).strip("\n") + "\n"


def edited(source: str, edit: Mapping[str, str], where: str) -> str:
    """Return the source with each old text replaced by its new one.

    Args:
        source: The code of an answer cell.
        edit: Replacements {old: new}. Each old text must occur exactly once.
        where: The exercise and the mutant, for the error message.
    """
    for old, new in edit.items():
        count = source.count(old)
        if count != 1:
            raise AuthoringError(
                f"{where}: the text {old!r} must occur exactly once in the answer cell, "
                f"got {count} times."
            )
        source = source.replace(old, new)
    return source


def run_answer(source: str, namespace: Mapping[str, object], answer: str, where: str) -> object:
    """Run an answer's source in a copy of the exercise file's names, and return the answer."""
    file = f"<{where}>"
    # a traceback, and inspect.getsource, look the lines up here
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names = dict(namespace)
    names.pop(answer, None)
    try:
        exec(compile(source, file, "exec"), names)
    except Exception as error:
        raise AuthoringError(f"{where} does not run: {type(error).__name__}: {error}") from error
    if answer not in names:
        raise AuthoringError(f"{where} does not define {answer}.")
    return names[answer]


def source_of(alternative: object, answer: str) -> str:
    """Return an alternative of the exercise file as the text of an answer cell."""
    if not inspect.isfunction(alternative) and not inspect.isclass(alternative):
        raise AuthoringError(f"an alternative must be a function or a class, got {alternative!r}.")
    lines = dedent(inspect.getsource(alternative)).splitlines()
    node = ast.parse("\n".join(lines)).body[0]
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        raise AuthoringError(f"{alternative.__name__} must be written with def or class.")
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "alternative":
            last = decorator.end_lineno or decorator.lineno
            lines[decorator.lineno - 1 : last] = [""] * (last - decorator.lineno + 1)
    code = "\n".join(lines).strip("\n")
    return f"{code}\n{answer} = {alternative.__name__}\n"
