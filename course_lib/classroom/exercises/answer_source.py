"""Read the answer cells of ``exercises.py`` as text, and run changed copies of them.

The file is a module and a notebook in jupytext's percent format at once. Jupytext itself is not
needed: a cell runs from one ``# %%`` line to the next.
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
    """Find the answer cell of an exercise and return its code without the course's markers."""
    text = file.read_text(encoding="utf-8")
    cells = _CELL.split(text)
    wanted = f"# @answer {exercise}"
    found = [cell for cell in cells if wanted in (line.strip() for line in cell.splitlines())]
    if len(found) != 1:
        raise AuthoringError(
            f"{file.name}: {len(found)} cells have the line '{wanted}'; exactly one must."
        )
    lines = found[0].splitlines()[1:]  # the first is the rest of the cell's own header
    return "\n".join(line for line in lines if not _MARKER.match(line)).strip("\n") + "\n"


def edited(source: str, edit: Mapping[str, str], who: str) -> str:
    """Replace each old text by its new one; each must stand in the source exactly once."""
    for old, new in edit.items():
        count = source.count(old)
        if count != 1:
            raise AuthoringError(
                f"{who}: the text {old!r} stands {count} times in the answer cell; an edit needs "
                "a text that stands there exactly once."
            )
        source = source.replace(old, new)
    return source


def run_answer(source: str, namespace: Mapping[str, object], answer: str, who: str) -> object:
    """Run an answer's source in a copy of the exercise file's names, and return the answer."""
    file = f"<{who}>"
    # a traceback, and inspect.getsource, look the lines up here
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names = dict(namespace)
    names.pop(answer, None)
    try:
        exec(compile(source, file, "exec"), names)
    except Exception as fault:
        raise AuthoringError(f"{who} does not run: {type(fault).__name__}: {fault}") from fault
    if answer not in names:
        raise AuthoringError(f"{who} does not define {answer}.")
    return names[answer]


def source_of(alternative: object, answer: str) -> str:
    """Turn an alternative in the exercise file into the text of an answer cell."""
    if not inspect.isfunction(alternative) and not inspect.isclass(alternative):
        raise AuthoringError(f"{alternative!r} has no source: it is no function or class.")
    lines = dedent(inspect.getsource(alternative)).splitlines()
    node = ast.parse("\n".join(lines)).body[0]
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        raise AuthoringError(f"{alternative.__name__} must be written with def or class.")
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "alternative":
            last = mark.end_lineno or mark.lineno
            lines[mark.lineno - 1 : last] = [""] * (last - mark.lineno + 1)
    code = "\n".join(lines).strip("\n")
    return f"{code}\n{answer} = {alternative.__name__}\n"
