"""Choose which of a student's notebooks counts, by its content and then by its time.

A notebook of this lesson wins over one of another lesson, an attempted one over the untouched
sheet, and a newer one over an older. If the choice wasn't obvious, it is flagged for the teacher.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from course_lib.grading.intake.answer_key import AnswerKey
from course_lib.grading.intake.errors import RejectedError
from course_lib.grading.intake.files import (
    MAX_NESTED,
    ReceivedFile,
    is_checkpoint,
    is_hidden,
    list_nested,
)
from course_lib.grading.intake.notebook import (
    Submission,
    kind_of,
    parse_untrusted,
    read_source,
)
from course_lib.grading.intake.student_names import readable

MAX_CANDIDATES = 40  # notebooks of one student that are opened
MAX_ZIPS = 5  # zip files of one student that are opened
MAX_PATH = 1_000  # bytes of a path that is shown
_ARCHIVES = {"zip", "7z", "rar", "gz", "tgz"}
_NOTEBOOK = re.compile(r".+\.ipynb(?:\.(?:txt|json|download))?", re.IGNORECASE | re.DOTALL)
_EXERCISE = re.compile(r'(?:# ?@answer[ \t]+|(?:check|verdict|hint)\(")(\d\d)\.(\d+)')
_ANSWER_ID = re.compile(r"\A(\d\d)-(\d+)-answer\Z")
_EXERCISE_ID = re.compile(r"\A(\d\d)\.(\d+)\Z")
_MARKED = re.compile(r"^[ \t]*# ?@answer[ \t]+(\S+)[ \t]*$", re.MULTILINE)

Dated = tuple[ReceivedFile, tuple[int, ...]]  # a file and its place in time


@dataclass(frozen=True)
class Candidate:
    """A notebook that may be the one that counts."""

    read: Callable[[int], bytes]
    shown: str  # its path, for people
    order: tuple[int, ...] = ()  # a later one is greater
    file: ReceivedFile | None = None  # None for a notebook inside a zip file


@dataclass(frozen=True)
class _Facts:
    """What decides between candidates."""

    lessons: frozenset[str] = frozenset()  # whose answers or checks it has
    here: int = 0  # exercises of this lesson that it has
    attempted: int = 0  # of these, the ones that differ from the stub
    fault: str = ""


@dataclass(frozen=True)
class Choice:
    """The notebook that counts, if there is one, and what the teacher should know."""

    chosen: Candidate | None
    reason: str = ""  # why nothing can be graded
    flags: tuple[str, ...] = field(default=())


def choose(files: Sequence[Dated], key: AnswerKey | None) -> Choice:
    """Choose a student's notebook.

    Args:
        files: All files from the student, each with its time.
        key: The answer key of the lesson; None accepts any lesson.
    """
    candidates, remarks = _candidates(files)
    if not candidates:
        return Choice(None, _nothing([file for file, _ in files], remarks))
    newest = sorted(candidates, key=lambda one: one.order, reverse=True)[:MAX_CANDIDATES]
    facts = [_read(candidate, key) for candidate in newest]
    best = max(range(len(newest)), key=lambda at: _rank(newest[at], facts[at]))
    flags = [*remarks, *_wrong(facts[best], key)]
    if newest[best].file is None:
        flags.append(f"taken out of a zip file: {newest[best].shown}")
    if len(candidates) > 1:
        flags.insert(0, _several(candidates, newest[best], facts[best], key))
    return Choice(newest[best], flags=tuple(flags))


def _candidates(files: Sequence[Dated]) -> tuple[list[Candidate], list[str]]:
    """Return the notebooks, zip files included, and remarks on what can't be opened."""
    found, remarks, zips = list[Candidate](), list[str](), 0
    for file, order in files:
        kind = _kind(file)
        if kind == "a zip file" and zips < MAX_ZIPS:
            zips += 1
            try:
                found += _from_zip(file, order)
            except RejectedError as refused:
                remarks.append(f"{shown(file)}: {refused}")
        elif kind in ("a 7z archive", "a RAR archive", "a gz archive"):
            remarks.append(f"{shown(file)}: {kind}, which isn't opened")
        elif is_notebook(file):
            found.append(Candidate(file.read, shown(file), order, file))
    if not found:
        found = [Candidate(f.read, shown(f), order, f) for f, order in files if _is_disguised(f)]
        remarks += [f"{candidate.shown}: read as a notebook" for candidate in found]
    return found, remarks


def _kind(file: ReceivedFile) -> str:
    """Return what a notebook or an archive is by its content, or "" if it may be a notebook."""
    suffix = file.name.lower().rpartition(".")[2]
    if is_hidden(file.parts[1:]) or not (is_notebook(file) or suffix in _ARCHIVES):
        return ""
    try:
        kind = kind_of(file.read(8))
    except RejectedError:  # reading it later says why
        kind = ""
    return kind or ("a zip file" if suffix == "zip" else "")


def _is_disguised(file: ReceivedFile) -> bool:
    """Return True for a notebook that lost its suffix, or has another one."""
    suffix = file.name.lower().rpartition(".")[2] if "." in file.name else ""
    if is_hidden(file.parts[1:]) or is_checkpoint(file.parts):
        return False
    if ".ipynb" not in file.name.lower() and suffix not in ("", "json", "txt"):
        return False
    try:
        return bool(parse_untrusted(read_source(file.read)).cells)
    except RejectedError:
        return False


def _from_zip(file: ReceivedFile, order: tuple[int, ...]) -> list[Candidate]:
    raw = file.read(MAX_NESTED + 1)
    if len(raw) > MAX_NESTED:
        raise RejectedError(f"a zip file of more than {MAX_NESTED >> 20} MB isn't opened")
    members = [member for member in list_nested(raw) if not is_hidden(member.parts)]
    found = [
        Candidate(member.read, f"{shown(file)}/{shown(member)}", (*order, *member.time))
        for member in members
        if is_notebook(member)
    ]
    if not found:
        inner = [shown(m) for m in members if m.name.lower().rpartition(".")[2] in _ARCHIVES]
        more = f"; {', '.join(inner[:3])} inside it isn't opened" if inner else ""
        raise RejectedError(f"has no notebook{more}")
    return found


def is_notebook(file: ReceivedFile) -> bool:
    """Return True if the file's name is that of a notebook that a person has saved."""
    if is_checkpoint(file.parts) or is_hidden(file.parts[1:]) or file.name.startswith("._"):
        return False
    return _NOTEBOOK.fullmatch(file.name) is not None


def shown(file: ReceivedFile) -> str:
    """Return a file's path in a form that can be printed."""
    return readable(file.shown, MAX_PATH)


def _read(candidate: Candidate, key: AnswerKey | None) -> _Facts:
    try:
        submission = parse_untrusted(read_source(candidate.read))
    except RejectedError as refused:
        return _Facts(fault=str(refused))
    found = set[tuple[str, str]]()
    for cell in submission.cells:
        found |= set(_EXERCISE.findall(cell.source))
        found |= set(_ANSWER_ID.findall(cell.cell_id or ""))
        found |= set(_EXERCISE_ID.findall(cell.exercise or ""))
    ids = {f"{lesson}.{number}" for lesson, number in found}
    here = ids & set(key.exercises) if key else ids
    lessons = frozenset(lesson for lesson, _ in found)
    return _Facts(lessons, len(here), _attempted(submission, key) if key else len(here))


def _attempted(submission: Submission, key: AnswerKey) -> int:
    """Count the answers that differ from the stub."""
    stubs = {_words(cell.source) for cell in key.cells if cell.role == "answer"}
    touched = set()
    for cell in submission.cells:
        mark = _MARKED.search(cell.source)
        exercise = mark[1] if mark else cell.exercise or (cell.cell_id or "").replace("-", ".", 1)
        id_ = exercise.removesuffix("-answer")
        if id_ in key.exercises and _is_answer(cell.source, cell.cell_id, bool(mark)):
            touched |= set() if _words(cell.source) in stubs else {id_}
    return len(touched)


def _is_answer(source: str, cell_id: str | None, marked: bool) -> bool:
    is_call = re.match(r'\s*(?:check|verdict|hint|solution)\("', source) is not None
    return marked or (not is_call and not (cell_id or "").endswith(("-check", "-verdict")))


def _words(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _rank(candidate: Candidate, facts: _Facts) -> tuple[object, ...]:
    plain = not re.search(r"\(\d+\)|copy|kopie|copie|copia", candidate.shown, re.IGNORECASE)
    content = (not facts.fault, facts.here > 0, facts.attempted > 0)
    depth = -candidate.shown.count("/")
    return (*content, candidate.order, facts.attempted, plain, depth, candidate.shown)


def _wrong(facts: _Facts, key: AnswerKey | None) -> list[str]:
    if facts.fault or key is None or facts.here:
        return []
    lesson = key.exercises[0].partition(".")[0]
    others = sorted(facts.lessons - {lesson})
    if others:
        return [f"a notebook of lesson {', '.join(others)}, not of {lesson}"]
    return [f"no cell of lesson {lesson} was found in it"]


def _several(
    candidates: Sequence[Candidate], best: Candidate, facts: _Facts, key: AnswerKey | None
) -> str:
    others = [candidate.shown for candidate in candidates if candidate is not best]
    left = f" and {len(others) - 5} more" if len(others) > 5 else ""
    which = "attempted notebook of this lesson" if key and facts.attempted else "notebook"
    return (
        f"{len(candidates)} notebooks: {best.shown} counts, the newest {which}; "
        f"not {', '.join(others[:5])}{left}"
    )[:600]


def _nothing(files: Sequence[ReceivedFile], remarks: Sequence[str]) -> str:
    if remarks:
        return "; ".join(["no notebook", *remarks])[:300]
    if any(is_checkpoint(file.parts) for file in files):
        return "no notebook, only a checkpoint that Jupyter saved: ask for the notebook itself"
    names = [shown(file) for file in files if file.name and not is_hidden(file.parts[1:])]
    if not names:
        return "the folder has no notebook"
    return f"no notebook: {', '.join(names[:5])}"[:300]
