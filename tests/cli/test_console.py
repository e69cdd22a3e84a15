"""Consoles of every encoding: no command dies of a sign, and each sign stays readable."""

import ast
import encodings
import io
import os
import pkgutil
import subprocess
import sys
from codecs import lookup
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import course_lib
from course_lib import cli
from course_lib.cli.console import SIGNS, handler, make_consoles_safe
from course_lib.gan.experiments.comparison.table import as_markdown, as_text
from course_lib.gan.metrics import METRICS
from course_lib.grading.grade_own_notebook import as_text as result_text
from course_lib.grading.results.ledger import GRADED, Result


def text_codecs():
    """Return the names of Python's text encodings that this system has."""
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            codec = lookup(module.name)
        except LookupError:  # not a codec, or one of Windows alone
            continue
        if codec._is_text_encoding:
            yield module.name


CODECS = sorted(text_codecs())


@pytest.fixture
def console(monkeypatch):
    """Replace stdout and stderr by one console of an encoding; return what it was sent."""

    def open_console(encoding, errors="strict"):
        sent = io.BytesIO()
        stream = io.TextIOWrapper(sent, encoding, errors, newline="\n", write_through=True)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        return sent

    return open_console


def printable_signs_of_the_package():
    folder = Path(course_lib.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    return {
        sign
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for sign in node.value
        if ord(sign) > 127 and not sign.isalpha()
    }


def test_every_sign_that_the_package_prints_has_a_readable_form():
    missing = printable_signs_of_the_package() - set(SIGNS)

    assert missing == set()
    assert all(text.isascii() and text.isprintable() for text in SIGNS.values())
    assert all(len(sign) == 1 and ord(sign) > 127 for sign in SIGNS)


@pytest.mark.parametrize("encoding", CODECS)
def test_no_encoding_stops_a_command(console, encoding):
    console(encoding)

    make_consoles_safe()

    print("".join(SIGNS), "소리 é \udce9 \U0001f600", *map(chr, range(32, 127)))
    sys.stdout.flush()


@given(encoding=st.sampled_from(CODECS), text=st.text(st.characters(categories=None)))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_written_in_any_encoding_that_has_ascii(encoding, text):
    if encoding in ("idna", "undefined"):  # these have not; make_consoles_safe leaves them
        return
    stream = io.TextIOWrapper(io.BytesIO(), encoding, handler(encoding))

    stream.write(text)
    stream.flush()


def test_signs_become_letters_and_names_stay_exact(console):
    sent = console("cp1252")

    make_consoles_safe()
    print("a → b … ★ 3 × 4 é 소리 caf\udce9.wav")

    expected = "a -> b … * 3 × 4 é \\uc18c\\ub9ac caf\\udce9.wav\n"
    assert sent.getvalue().decode("cp1252") == expected


def test_what_the_encoding_has_is_written_as_it_is(console):
    sent = console("utf-8")

    make_consoles_safe()
    print("a → b ★ 소리")

    assert sent.getvalue().decode() == "a → b ★ 소리\n"


def test_a_treatment_of_errors_that_was_asked_for_is_kept(console):
    sent = console("ascii", "replace")

    make_consoles_safe()
    print("a → b")

    assert sent.getvalue() == b"a ? b\n"


def test_no_console_and_a_closed_one_are_survived(console, monkeypatch):
    console("ascii")
    sys.stdout.close()
    make_consoles_safe()
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    make_consoles_safe()


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "ascii", "cp037"])
@pytest.mark.parametrize("form", [[], ["--markdown"]])
def test_compare_prints_its_table(console, monkeypatch, encoding, form):
    metric = METRICS[0].name
    scores = {"a": {metric: -1.5}, "b": {metric: 2.5}}

    class Answer:
        def text(self):
            return as_text({metric: 0.0}, scores)

        def markdown(self):
            return as_markdown({metric: 0.0}, scores)

    monkeypatch.setattr("course_lib.gan.experiments.comparison.compare", lambda *_, **__: Answer())
    sent = console(encoding)

    assert cli.main(["compare", "a", "b", *form]) == 0
    assert "perfect copy" in sent.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "ascii", "cp037"])
def test_grade_self_prints_its_points(console, monkeypatch, encoding, tmp_path):
    line = Result("you", "x.ipynb", "02", GRADED, max_points=4, points=3, notes=("✓ · ✓",))
    monkeypatch.setattr(
        "course_lib.grading.grade_own_notebook.check_own", lambda *_: (result_text(line), False)
    )
    sent = console(encoding)

    code = cli.main(["grade", str(tmp_path / "x.ipynb"), "--self", "--exercise", "02"])

    assert code == 1
    assert sent.getvalue().decode(encoding) in (
        "3 of 4 points\nNote: + · +\n",
        "3 of 4 points\nNote: + - +\n",
    )


def test_rich_writes_through_the_same_stream(console):
    sent = console("cp1252")
    make_consoles_safe()

    Console(stderr=True, highlight=False).print("✓ 02 · 3 → 4")

    assert sent.getvalue().decode("cp1252") == "+ 02 · 3 -> 4\n"


def test_the_help_of_every_command_is_printed(console):
    for encoding in ("ascii", "cp037"):
        sent = console(encoding)
        for module in cli.COMMAND_MODULES:
            name = module.__name__.rpartition(".")[2]
            # such as "grade", "merge"; one command has a hyphen in its name
            words = ["import-weights"] if name == "import_weights" else name.split("_")
            assert cli.main([*words, "--help"]) == 0
        assert sent.getvalue().decode(encoding).count("usage: course") == len(cli.COMMAND_MODULES)


@pytest.mark.slow
@pytest.mark.parametrize(
    "encoding",
    ["ascii", *(pytest.param(each, marks=pytest.mark.in_ci) for each in ("cp932", "utf-16"))],
)
def test_a_process_of_its_own_survives_its_console(encoding, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "course_lib", "grade", "→ 소리.ipynb", "--exercise", "→"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
        cwd=Path(course_lib.__file__).parents[1],
    )

    said = done.stderr.decode(encoding)
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert said.startswith("course grade: ")
