"""Everything that a learner reads in a lesson, as passages with their places in the source.

    lesson.py      paragraphs, list items and table rows of the markdown cells; printed strings
    exercises.py   the same, and the bank: questions, options, diagnoses, hints, reasons
    course.toml    titles, objectives, the text of the lesson's card

Each passage also has the code beside it, because a paragraph may state a value of that code.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from course_lib.authoring.source.cells import Cell, read_cells

ROOT = Path(__file__).resolve().parents[2]
BANK_CALLS = {"Question", "Option", "Later"}
EXERCISE_CALLS = {"property", "mutant", "alternative", "hints", "why", "leads_to", "wrong_turn"}
NOT_READ = {"edit", "source", "answer", "kind", "misconception", "id"}  # arguments without prose
LISTED = re.compile(r"\s*([-*]|\d+\.)\s")


@dataclass(frozen=True)
class Passage:
    """A text that no sentence crosses: a paragraph, a table row, one string."""

    path: str  # from the root of the course
    line: int  # of the first line of ``text``
    text: str
    code: str = ""  # the code beside it
    kind: str = "text"  # or "heading", "wrong option", "further reading"
    of: str = ""  # the exercise or question it belongs to: "02.1", "02.p1"

    def line_of(self, position: int) -> int:
        """Return the line of the source that has the character at ``position``."""
        return self.line + self.text.count("\n", 0, position)

    def sentence_around(self, position: int) -> str:
        """Return the sentence that has the character at ``position``, on one line."""
        ends = [0, *(m.end() for m in re.finditer(r"[.?!:]\s|\|", self.text)), len(self.text)]
        start = max(end for end in ends if end <= position)
        stop = min(end for end in ends if end > position)
        return " ".join(self.text[start:stop].split())


def passages(about: str) -> tuple[Passage, ...]:
    """Return the passages of a lesson, "02", or of one of its exercises or questions, "02.p1"."""
    whole = passages_of_lesson(about[:2])
    return whole if len(about) == 2 else tuple(p for p in whole if p.of == about)


@cache
def passages_of_lesson(lesson: str) -> tuple[Passage, ...]:
    """Return the passages of the lesson with this number."""
    (folder,) = (ROOT / "lessons").glob(f"{lesson}_*")
    path = f"lessons/{folder.name}"
    cells = read_cells(ROOT, f"{path}/lesson.py")
    asked = code_that_asks(cells)
    bank = read_cells(ROOT, f"{path}/exercises.py")
    return (
        *lesson_passages(cells),
        *(passage for group in exercises(bank) for passage in exercise_passages(group, asked)),
        *card_passages(lesson),
    )


def lesson_passages(cells: tuple[Cell, ...]) -> Iterator[Passage]:
    """Yield the passages of the markdown cells, with the code cells before and after each."""
    runs = [(kind, list(run)) for kind, run in groupby(cells, key=lambda cell: cell.kind)]
    code = ["\n".join(executed(c) for c in run) if kind == "code" else "" for kind, run in runs]
    for k, (kind, run) in enumerate(runs):
        if kind == "code":
            for cell in run:
                yield from printed(cell)
        else:
            beside = "\n".join([*code[max(k - 1, 0) : k], *code[k + 1 : k + 2]])
            for cell in run:
                yield from paragraphs(cell, beside)


def executed(cell: Cell) -> str:
    """Return the numbers that a code cell computes with, and its lines of compared output.

    Strings and comments are left out: they are prose.
    """
    return "\n".join(
        [*literals(ast.parse(cell.source)), *re.findall(r"^# →.*$", cell.source, re.MULTILINE)]
    )


def printed(cell: Cell) -> Iterator[Passage]:
    """Yield the plain strings that a cell prints, without f-strings: their values are computed."""
    code = executed(cell)
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and name_of(node) == "print":
            for text in node.args:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield Passage(cell.path, cell.line + text.lineno - 1, text.value, code)


def paragraphs(cell: Cell, code: str, of: str = "") -> Iterator[Passage]:
    """Divide a markdown cell at empty lines, list items, table rows and headings, without code."""
    lines: list[str] = []
    first, fenced, section = 0, False, "text"

    def finish() -> Iterator[Passage]:
        if lines:
            kind = "heading" if lines[0].startswith("#") else section
            yield Passage(cell.path, cell.line + first, "\n".join(lines), code, kind, of)
            lines.clear()

    for offset, line in cell.lines():
        bare = line.strip()
        if bare.startswith(("```", "$$")):
            fenced = fenced != (bare.count("$$") != 2)
        opens = bare.startswith(("|", "#", "```", "$$")) or LISTED.match(line)
        if not bare or opens or (lines and lines[0].startswith(("|", "#"))):
            yield from finish()
        if bare.startswith("#"):
            section = "further reading" if "further reading" in bare.lower() else "text"
        if bare and not fenced and not bare.startswith(("```", "$$")):
            if not lines:
                first = offset
            lines.append(line)
    yield from finish()


def code_that_asks(cells: tuple[Cell, ...]) -> dict[str, str]:
    """Return the code around ``predict("02.p1")`` and ``reveal("02.p1", ...)``, for each id."""
    found: dict[str, str] = {}
    for kind, run in groupby(cells, key=lambda cell: cell.kind):
        if kind == "code":
            beside = list(run)
            source = "\n".join(cell.source for cell in beside)
            code = "\n".join(executed(cell) for cell in beside)
            for asked in re.findall(r"(?:predict|reveal)\(\s*\"(\d\d\.\w+)\"", source):
                found[asked] = found.get(asked, "") + "\n" + code
    return found


def exercises(cells: tuple[Cell, ...]) -> Iterator[list[Cell]]:
    """Yield the cells of a bank in groups: those before the first exercise, then each exercise."""
    group: list[Cell] = []
    for cell in cells:
        if "exercise" in cell.tags or "Question(" in cell.source:
            yield group
            group = []
        group.append(cell)
    yield group


def exercise_passages(group: list[Cell], asked: dict[str, str]) -> Iterator[Passage]:
    """Yield the passages of one exercise, or the questions of the lesson."""
    fences = "\n".join("\n".join(re.findall(r"```.*?```", c.source, re.S)) for c in group)
    code = "\n".join([fences, *(c.source for c in group if c.kind == "code")])
    values = "\n".join([fences, *(program_of(c.source) for c in group if c.kind == "code")])
    named = re.search(r"Exercise\(\s*\"([^\"]+)", code)
    of = named[1] if named else ""
    for cell in group:
        if cell.kind == "markdown":
            yield from paragraphs(cell, values, of)
        elif "Question(" in code:
            yield from question_passages(cell, asked)
        else:
            for call in calls(ast.parse(cell.source)):
                yield from strings(cell, call, values, of)


def program_of(source: str) -> str:
    """Return the numbers that a bank computes with, and the code of its mutants."""
    tree = ast.parse(source)
    given = [k.value for call in calls(tree) for k in call.keywords if k.arg in {"edit", "source"}]
    texts = [n.value for code in given for n in ast.walk(code) if isinstance(n, ast.Constant)]
    return "\n".join([*literals(tree), *map(str, texts)])


def literals(tree: ast.AST) -> list[str]:
    """Return the numbers that are written in a piece of code, outside strings and comments."""
    values = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return [str(value) for value in values if type(value) in (int, float)]


def question_passages(cell: Cell, asked: dict[str, str]) -> Iterator[Passage]:
    """Yield questions and options, with the code of the lesson that asks and reveals them."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and name_of(node) == "Question":
            of = ast.literal_eval(node.args[0])
            for call in calls(node):
                yield from strings(cell, call, asked.get(of, ""), of)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls whose strings learners read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            bank = isinstance(node.func, ast.Name) and node.func.id in BANK_CALLS
            method = isinstance(node.func, ast.Attribute) and node.func.attr in EXERCISE_CALLS
            if bank or method:
                yield node


def name_of(call: ast.Call) -> str:
    """Return the name of the called function, without its module or object."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def read_strings(call: ast.Call) -> Iterator[ast.Constant]:
    """Yield the string arguments of a bank's call that learners read."""
    skipped = 1 if name_of(call) in {"mutant", "Option", "Question"} else 0  # an id or a letter
    given = [*call.args[skipped:], *(k.value for k in call.keywords if k.arg not in NOT_READ)]
    for argument in given:
        listed = argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
        for node in listed:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node


def strings(cell: Cell, call: ast.Call, code: str, of: str) -> Iterator[Passage]:
    """Yield the strings of one call as passages."""
    right = any(k.arg == "right" for k in call.keywords)
    wrong = name_of(call) == "Option" and not right
    for node in read_strings(call):
        offered = wrong and node in call.args
        kind = "wrong option" if offered else "text"
        yield Passage(cell.path, cell.line + node.lineno - 1, node.value, code, kind, of)


def card_passages(lesson: str) -> Iterator[Passage]:
    """Yield the texts of the lesson in course.toml."""
    path = "lessons/course.toml"
    text = (ROOT / path).read_text(encoding="utf-8")
    (entry,) = (e for e in tomllib.loads(text)["lesson"] if e["id"] == lesson)
    texts = [entry["title"], entry.get("hear", ""), entry.get("gives", "")]
    texts += [o["text"] for o in entry.get("objective", ())]
    texts += [e["title"] for e in entry.get("exercise", ())]
    for words in filter(None, texts):
        at = text.index(f'"{words}"')
        yield Passage(path, text.count("\n", 0, at) + 1, words)
