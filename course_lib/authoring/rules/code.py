"""Rules on code: it parses, uses the library instead of copying it, and plays sound fairly."""

import ast
from collections.abc import Iterator

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import definitions, imports_from, parse, public_names
from course_lib.authoring.source.expected_outputs import ARROW
from course_lib.authoring.source.lesson_source import LessonSource
from course_lib.authoring.source.solution_and_stub import solution_source, stub_source
from course_lib.authoring.source.source_finding import SourceFinding

# a lesson may not define a function or class with a public name of these
PACKAGES = ("course_lib", *(f"course_lib.{name}" for name in ("sounds", "instruments", "plots")))
_OWN = {"answer", "derivation", "bank"}  # cells in which a learner or the author builds it again


def code_parses(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Each cell is plain Python without magics, so the source also runs as a program."""
    for cell in lesson.all_cells():
        if cell.kind != "code":
            continue
        halves = {"": cell.source}
        if "answer" in cell.tags:
            halves = {"the stub: ": stub_source(cell), "the solution: ": solution_source(cell)}
        for half, source in halves.items():
            try:
                ast.parse(source)
            except SyntaxError as error:
                offset = 0 if half else (error.lineno or 1) - 1
                message = f"{half}this is not Python ({error.msg}): correct it"
                yield cell.fault(f"{message}; a notebook here has no % and ! lines", offset)


def library_is_not_redefined(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A name of the library means the same thing everywhere in a notebook."""
    library = public_names(*PACKAGES)
    for cells in (lesson.cells, lesson.exercise_cells):
        shown = [cell for cell in cells if cell.kind == "code" and "bank" not in cell.tags]
        imported = {name for cell in shown for name in imports_from(cell.source, "course_lib")}
        imported |= public_names("course_lib")
        for cell in shown:
            if not _OWN & set(cell.tags):
                yield from _redefinitions(cell, library, imported)


def _redefinitions(cell: Cell, library: set[str], imported: set[str]) -> Iterator[SourceFinding]:
    for name, offset, is_definition in definitions(cell.source):
        if name in imported or (is_definition and name in library):
            message = f'"{name}" is a name of course_lib: use another one'
            yield cell.fault(
                f'{message}, or tag the cell "derivation" and prove that both are equal', offset
            )


def sound_is_played_by_listen(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Sound is played by ``listen``: `IPython.display.Audio` scales each clip to its own peak."""
    for cell in lesson.all_cells():
        for node in ast.walk(parse(cell.source)) if cell.kind == "code" else ():
            if _is_bare_audio(node):
                message = "IPython.display.Audio changes loudness"
                offset = getattr(node, "lineno", 1) - 1
                yield cell.fault(f"{message}: use listen of course_lib.instruments", offset)


def _is_bare_audio(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        from_ipython = (node.module or "").split(".")[0] == "IPython"
        return from_ipython and any(alias.name == "Audio" for alias in node.names)
    if isinstance(node, ast.Attribute) and node.attr == "Audio":
        return ast.unparse(node.value) in ("display", "IPython.display", "ipd")
    return False


def derivations_prove_themselves(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A cell that rebuilds a part of the library proves that both agree."""
    for cell in lesson.cells:
        if "derivation" in cell.tags and not _calls_assert_close(cell.source):
            message = (
                "a derivation without proof: end it with torch.testing.assert_close(mine, theirs)"
            )
            yield cell.fault(message)


def _calls_assert_close(source: str) -> bool:
    calls = [node.func for node in ast.walk(parse(source)) if isinstance(node, ast.Call)]
    return any(ast.unparse(call).split(".")[-1] == "assert_close" for call in calls)


def printed_text_is_claimed_by_its_cell(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A line that says what a cell prints is in a check-output cell, so it is compared."""
    for cell in lesson.all_cells():
        for offset, line in cell.lines() if cell.kind == "code" else ():
            if line.startswith(ARROW) and "check-output" not in cell.tags:
                message = f'"{ARROW}" says what the cell prints, but nothing checks it'
                yield cell.fault(f'{message}: give the cell the tag "check-output"', offset)


RULES = (
    code_parses,
    library_is_not_redefined,
    sound_is_played_by_listen,
    derivations_prove_themselves,
    printed_text_is_claimed_by_its_cell,
)
