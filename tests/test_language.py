"""The project is written in plain English with the terms of its field: words that it doesn't use.

docs/style.md has the rules; this list catches what a pattern can catch. It covers documents,
docstrings, comments, messages, names, page templates, and the prose of the lessons. Code in
backticks and addresses are skipped, so a document can quote a word of the list.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

IS = "is, are"
VERBS = (
    "can(?:not)?|could|do(?:es)?|gets?|guess(?:es)?|has|hears?|knows?|looks?|needs?|reads?|wants?"
)
PLACES = "above|among|at|behind|below|beside|between|in|inside|near|on|outside|under"
THINGS = "cell|checkpoint|dict|file|folder|line|list|module|notebook|object|page|report|row|table"

# pattern of a word or phrase: what to write instead
WORDS = {
    # terms
    r"judges?|judged|judging|judge?ments?": "discriminator, sub-discriminator; score, grade",
    r"committees?": "multi-discriminator, sub-discriminators",
    r"dice": "rng, random generator, seed",
    r"haste": "fast mode",
    r"crews?": "workers",
    r"transplant\w*|grafts?|grafted|grafting": "merge",
    r"made (?:sounds?|clips?|waves?)": "generated sound, generated clip",
    r"at the doors?|through (?:one|this|that) door|doors? leads?": "at the boundary; entry point",
    # to be
    rf"(?:stands?|stood) (?:{PLACES}|here|there)(?! for)": IS,
    # values may lie in [-1, 1] and between two numbers: mathematics says so
    rf"(?:lies?|lay) (?:{PLACES})(?! \[|(?<=between) \S*\d)": IS,
    r"(?:it|this|that|which) is no(?! (?:better|less|longer|matter|more|wider|worse)\b)": "isn't a",
    rf"(?:{THINGS}) holds?": "contains",
    # to distinguish, to report
    r"(?:tells?|told|telling) (?:\w+ )?apart|to tell from": "distinguish",
    r"(?:can|to) tell (?:whether|which|if)|tells? whether": "return True if, report whether, know",
    r"looks? whether": "check whether",
    # who
    r"who(?:so)?ever|whomever": "anyone who, anything that, you",
    rf"(?-i:Who) (?:{VERBS})(?![^.]*\?)": "if you; anyone who",
    rf"(?:and|for|of|or|to) who (?:{VERBS})": "of anyone who; of someone who",
    # constructions
    r"(?:whether|why|where) (?:it|this|that) is so": "whether that's true, the reason",
    r", for (?:it|nobody|nothing|there|they) (?!to\b)\w+": "because",
    r"(?:in|at) one go": "at once",
    r"\w*manieth": "every N-th",
    r"mend(?:s|ed|ing)?(?! clocks)": "fix, repair, correct",
    r"speaks? of": "mentions, is about",
    r"knows? nothing of": "doesn't depend on, ignores",
    r"gives? back": "returns",
}
BANNED = [(re.compile(rf"\b(?:{p})(?!\w)", re.IGNORECASE), say) for p, say in WORDS.items()]
NOT_PROSE = re.compile(r"``.*?``|`[^`\n]*`|https?://\S+|(?<=\])\([^)\s]*\)")

# part of a name: what to write instead
NAME_PARTS = {
    "judge": "discriminator, sub_discriminator; score, comparator",
    "judges": "sub_discriminators",
    "judged": "scored",
    "judging": "scoring",
    "committee": "multi_discriminator",
    "dice": "rng, made by seeded_generator",
    "haste": "fast_mode",
    "told": "message, on_result",
    "crew": "workers",
    "desk": "session",
    "graft": "merged",
    "grafted": "merged",
    "transplant": "merge",
    "beginnings": "start_or_resume",
    "door": "torchaudio_compat",
}
WHOLE_NAMES = {"heard": "estimate", "wanted": "target, expected"}
# Names that version 0.1 made public, still defined beside the new ones.
PUBLIC_IN_0_1 = {"judge", "judge_by_ear", "judge_real", "judge_fake", "told"}


def found_in(text: str, place: str, first_line: int = 1) -> Iterator[str]:
    """Yield each word of the list in a text, with its place and what to write instead."""
    for number, line in enumerate(text.splitlines(), first_line):
        prose = NOT_PROSE.sub(lambda match: " " * len(match[0]), line)
        for pattern, advice in BANNED:
            for match in pattern.finditer(prose):
                yield f'{place}:{number}: "{match[0]}": write {advice}'


def prose_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the comments and the strings of three or more words, with their first lines."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [(node.lineno, node.value)] if len(node.value.split()) >= 3 else []


def names_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the names of functions, classes, arguments and variables that a file defines.

    An assignment of one name to another at the top of a module is an alias for an old name.
    """
    tree = ast.parse(source)
    aliases = {
        id(target)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute)
        for target in node.targets
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield from [] if id(node) in aliases else [(node.lineno, node.id)]


def name_faults(source: str, place: str) -> Iterator[str]:
    """Yield each name that is on a list or has a part on it, and what to write instead."""
    for number, name in names_of(source):
        parts = map(str.lower, re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name))
        advice = [NAME_PARTS[part] for part in parts if part in NAME_PARTS]
        advice += [WHOLE_NAMES[name]] if name in WHOLE_NAMES else []
        if advice and name not in PUBLIC_IN_0_1:
            yield f'{place}:{number}: the name "{name}": write {"; ".join(advice)}'


def texts(root: Path, paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the text of each file with its path from the root."""
    for path in sorted(paths):
        yield path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()


def python_files(root: Path) -> list[Path]:
    """Return the Python files that people read, except sentences for a speech synthesiser."""
    folders = [root / name for name in ("course_lib", "scripts", "examples")]
    found = {root / "course.py", *(path for folder in folders for path in folder.rglob("*.py"))}
    return sorted(found - {root / "scripts" / "make_recordings.py"})


def fail_if_any(faults: Iterable[str]) -> None:
    """Fail with all faults, a line each."""
    lines = list(faults)
    if lines:
        pytest.fail("\n".join([f"{len(lines)} faults:", *lines]), pytrace=False)


def test_documents_use_the_terms_of_the_field(root):
    found = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("examples/*/*.md")]
    records = {root / "CHANGELOG.md", *root.glob("docs/reviews/*.md")}  # of their day
    documents = texts(root, set(found) - records)

    fail_if_any(f for text, place in documents for f in found_in(text, place))


def test_docstrings_comments_and_messages_use_the_terms_of_the_field(root):
    fail_if_any(python_faults(root, python_files(root)))


def test_pages_and_widgets_use_the_terms_of_the_field(root):
    package = root / "course_lib"
    pages = texts(root, [*package.rglob("*.j2"), *package.rglob("*.js")])

    fail_if_any(f for text, place in pages for f in found_in(text, place))


def test_lessons_use_the_terms_of_the_field(root):
    fail_if_any(python_faults(root, (root / "lessons").rglob("*.py")))


def test_names_use_the_terms_of_the_field(root):
    files = texts(root, python_files(root))

    fail_if_any(f for source, place in files for f in name_faults(source, place))


def test_tests_use_the_terms_of_the_field_too(root):
    """What a learner heard or wanted may be called so in a test; only the package can't."""
    old = root / "tests" / "compatibility"  # has the names of version 0.1
    paths = {p for p in (root / "tests").rglob("*.py") if old not in p.parents}
    paths -= {root / "tests" / "test_language.py"}
    names = [
        fault
        for source, place in texts(root, paths)
        for fault in name_faults(source, place)
        if not any(f'"{name}"' in fault for name in WHOLE_NAMES)
    ]

    fail_if_any([*names, *python_faults(root, paths)])


def python_faults(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    for source, place in texts(root, paths):
        for number, text in prose_of(source):
            yield from found_in(text, place, number)


@pytest.mark.parametrize(
    "text",
    [
        "Every judge sees the wave.",
        "Whoever reads it",
        "The numbers stand in limits.py.",
        "what lies above it",
        "It is no parameter.",
        "the file holds two lines",
        "nobody can tell them apart",
        "Tell whether it ran",
        "Who has seen that expects less.",
        "the diagonal of who guesses",
        "left alone, for it may be yours",
        "mended",
        "checked at the door",
    ],
)
def test_the_list_finds_a_word_in_a_sentence(text):
    [fault] = found_in(f"first line\n{text}", "a.md")

    assert fault.startswith('a.md:2: "')
    assert ": write " in fault


@pytest.mark.parametrize(
    "text",
    [
        "an underlying idea",
        "`judge` is quoted, and so is ``committee``",
        "[door](adr/0006-at-the-door.md)",
        "M stands for the mean",
        "samples lie in [-1, 1], and periods lie between 2 and 11",
        "it is no longer slow",
        "a teacher who looks over a shoulder",
        "Who hears a difference?",
        "household",
        "amended, recommend",
        "useful for their users, for example",
    ],
)
def test_the_list_leaves_plain_english_alone(text):
    assert list(found_in(text, "a.md")) == []


def test_an_old_name_is_found_wherever_it_is_defined():
    source = "def f(dice):\n    desk = dice\nclass JudgePage: pass\n"

    assert sorted(f.split(":")[1] for f in name_faults(source, "a.py")) == ["1", "2", "3"]


def test_an_alias_for_an_old_name_may_stay():
    assert list(name_faults("made_by_dice = seeded_generator\n", "a.py")) == []
