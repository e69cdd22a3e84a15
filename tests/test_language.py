"""The project speaks plain English with the field's own terms: a list of words that it doesn't use.

docs/style.md explains the rules. They cover what people read: documents, docstrings, comments,
messages, names, templates, and the prose of the lessons.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

# pattern: what to write instead
WORDS = {
    r"judges?|judged|judging|judgements?": "discriminator, sub-discriminator; score; comparator",
    r"committees?": "multi-discriminator, sub-discriminators",
    r"whoever|whosoever|whomever": "anything that, anyone who, you",
    r"dice": "random generator, rng, seed",
    r"haste": "fast mode",
    r"transplant\w*|grafts?|grafted": "merge",
    r"made (?:sounds?|clips?|waves?)": "generated sound",
    r"it is no": "it isn't a",
    r"stands? (?:in|at|beside|behind|above|below|under|there|here)": "is in, is at",
    r"stood (?:in|at|beside|behind|above|below|under)": "was in, was at",
    r"(?:lies|lie|lay) (?:in|at|on|beside|behind|above|below|under|between|outside|inside)": "is in",
    r"to tell (?:apart|whether|from)": "to distinguish, to find out whether",
    r"tells? (?:apart|whether)|can tell": "distinguishes, says whether",
    r"who (?:hears|has|wants|reads|writes|looks|guesses)": "anyone who; you",
    r"in one go|at one go": "at once",
    r"manieth": "every N-th",
}
BANNED = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in WORDS), re.IGNORECASE)
NAMES = re.compile(
    r"(?:^|_)(?:judge[sd]?|judging|committee|dice|haste|told|crew|desk|graft|transplant)(?:_|$)"
    r"|Judge|Committee|Dice|Haste|Crew|Desk|Graft"
)
# Names that version 0.1 made public: they keep working beside the new ones.
KEPT_NAMES = {"judge", "judge_by_ear"}
QUOTED = re.compile(r"``.*?``|`[^`\n]*`|https?://\S+")  # code and addresses aren't prose


def advice(word: str) -> str:
    """Return what to write instead of a word on the list."""
    return next(say for pattern, say in WORDS.items() if re.fullmatch(pattern, word, re.IGNORECASE))


def found_in(text: str, place: str, first_line: int = 1) -> Iterator[str]:
    """Yield each word of the list in a text, with its place and what to write instead."""
    for number, line in enumerate(text.splitlines(), first_line):
        for match in BANNED.finditer(QUOTED.sub(lambda m: " " * len(m[0]), line)):
            yield f"{place}:{number}: {match[0]!r}: write {advice(match[0])}"


def prose_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the comments and the strings of three or more words, with their first lines."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if len(node.value.split()) >= 3:
                yield node.lineno, node.value


def names_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the names of functions, classes and arguments that a file defines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg


def python_files(root: Path) -> list[Path]:
    folders = [path for name in ("course_lib", "scripts", "examples") for path in [root / name]]
    return [root / "course.py", *(p for folder in folders for p in sorted(folder.rglob("*.py")))]


def test_documents_use_the_fields_words(root):
    documents = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("examples/*/*.md")]
    found = [
        line
        for path in documents
        if path.name != "CHANGELOG.md" and path.parent.name != "reviews"  # records of their day
        for line in found_in(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    ]

    assert found == []


def test_docstrings_comments_and_messages_use_the_fields_words(root):
    found = [
        line
        for path in python_files(root)
        for number, text in prose_of(path.read_text(encoding="utf-8"))
        for line in found_in(text, str(path.relative_to(root)), number)
    ]

    assert found == []


def test_pages_use_the_fields_words(root):
    found = [
        line
        for path in (root / "course_lib").rglob("*.j2")
        for line in found_in(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    ]

    assert found == []


def test_lessons_use_the_fields_words(root):
    found = [
        line
        for path in sorted((root / "lessons").rglob("*.py"))
        for number, text in prose_of(path.read_text(encoding="utf-8"))
        for line in found_in(text, str(path.relative_to(root)), number)
    ]

    assert found == []


def test_names_use_the_fields_words(root):
    found = [
        f"{path.relative_to(root)}:{number} {name}"
        for path in python_files(root)
        for number, name in names_of(path.read_text(encoding="utf-8"))
        if NAMES.search(name) and name not in KEPT_NAMES
    ]

    assert found == []


@pytest.mark.parametrize("word", ["judge", "Whoever", "stands in", "lies on", "it is no", "graft"])
def test_the_list_finds_a_word_in_a_sentence(word):
    assert list(found_in(f"Here {word} something.", "here"))


@pytest.mark.parametrize("text", ["an underlying idea", "`judge`", "it stands for", "Judgeford"])
def test_the_list_leaves_other_words_alone(text):
    assert list(found_in(text, "here")) == []
