"""The list of mutants that pass their check, with the reasons: lessons/NN_slug/survivors.toml.

[sources]                        # what the list was made from, one number an exercise
"02.1" = "5a0c…"

[[equivalent]]                   # mutants that are right answers
exercise = "02.1"
reason = "A tuple may have a list's place."
mutants = ["list for tuple: - (a, b) | + [a, b]"]

[[open]]                         # wrong answers that pass: the check needs a property
exercise = "02.1"
reason = "The gradient to the wave isn't measured."
mutants = ["detach: - wave | + wave.detach()"]

[[refused]]                      # variants that the contract forbids
exercise = "02.1"
reason = "The contract asks for a list."
mutants = ["tuple for list: - [a] | + (a,)"]
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.authoring.source.bank import ids_in
from course_lib.authoring.source.cells import Cell, read_cells
from course_lib.authoring.source.solution_and_stub import answer_id
from course_lib.authoring.source.source_finding import SourceError, SourceFinding
from course_lib.classroom.exercises.course_records import LessonCard

KINDS = ("equivalent", "open", "refused")


@dataclass(frozen=True)
class Entry:
    """A group of mutants or variants of one exercise, with one reason for all of them."""

    kind: str
    exercise: str
    reason: str
    mutants: tuple[str, ...]


@dataclass
class SurvivorList:
    """What is known of one lesson's mutants and variants."""

    sources: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def keys(self, exercise: str, *kinds: str) -> set[str]:
        """Return the keys that are listed for an exercise with a reason, of the kinds given."""
        return {
            key
            for entry in self.entries
            if entry.exercise == exercise and entry.kind in kinds and entry.reason.strip()
            for key in entry.mutants
        }

    def update(self, exercise: str, source: str, survivors: set[str], refused: set[str]) -> None:
        """Drop what passes or fails as it should by now; add what is new, without a reason."""
        kept = []
        for entry in self.entries:
            found = refused if entry.kind == "refused" else survivors
            left = tuple(key for key in entry.mutants if key in found)
            if entry.exercise != exercise:
                kept.append(entry)
            elif left:
                kept.append(Entry(entry.kind, exercise, entry.reason, left))
        known = {
            (e.kind == "refused", k) for e in kept if e.exercise == exercise for k in e.mutants
        }
        new = sorted(key for key in survivors if (False, key) not in known)
        unwanted = sorted(key for key in refused if (True, key) not in known)
        kept += [Entry("open", exercise, "", tuple(new))] if new else []
        kept += [Entry("refused", exercise, "", tuple(unwanted))] if unwanted else []
        self.entries = sorted(kept, key=lambda entry: (entry.exercise, KINDS.index(entry.kind)))
        self.sources[exercise] = source


def path_of(root: Path, lesson: LessonCard) -> Path:
    """Return where the list of a lesson is."""
    return root / "lessons" / lesson.slug / "survivors.toml"


def read(root: Path, lesson: LessonCard) -> SurvivorList:
    """Read the list of a lesson; a lesson without a file has an empty one.

    Raises:
        SourceError: The file isn't a list of survivors.
    """
    path = path_of(root, lesson)
    if not path.is_file():
        return SurvivorList()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [
            Entry(kind, row["exercise"], row["reason"], tuple(row["mutants"]))
            for kind in KINDS
            for row in table.get(kind, [])
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        message = f"this isn't a list of survivors ({type(error).__name__}: {error}): correct it"
        raise SourceError(SourceFinding(str(path.relative_to(root)), 0, message)) from error
    return SurvivorList(dict(table.get("sources", {})), entries)


def write(root: Path, lesson: LessonCard, listed: SurvivorList) -> None:
    """Write the list of a lesson. Comments of the old file are lost."""
    lines = ["# Mutants that pass, with reasons. See docs/lesson-format.md.", "", "[sources]"]
    lines += [f'"{name}" = "{source}"' for name, source in sorted(listed.sources.items())]
    for entry in listed.entries:
        lines += ["", f"[[{entry.kind}]]", f'exercise = "{entry.exercise}"']
        lines += [f"reason = {_text(entry.reason)}", "mutants = ["]
        lines += [*(f"    {_text(key)}," for key in entry.mutants), "]"]
    path_of(root, lesson).write_text("\n".join(lines) + "\n", encoding="utf-8")


def source_numbers(root: Path, lesson: LessonCard) -> dict[str, str]:
    """Return a number for each exercise of a lesson that changes when its source does.

    The source of an exercise is its answer cell, its bank cell, and every cell that belongs to no
    exercise: imports and helpers.
    """
    cells = read_cells(root, f"lessons/{lesson.slug}/exercises.py")
    owned = [(cell, _owners(cell)) for cell in cells if cell.kind == "code"]
    numbers = {}
    for card in lesson.exercises:
        parts = (cell.source for cell, owners in owned if not owners or card.id in owners)
        numbers[card.id] = _digest(parts)
    return numbers


def _owners(cell: Cell) -> list[str]:
    if "answer" in cell.tags:
        return [answer_id(cell)]
    return ids_in(cell) if "bank" in cell.tags else []


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON text is a TOML text
