"""``course compare``: arguments in, numbers out, one line for what went wrong."""

import argparse
import json
from types import SimpleNamespace

import pytest

from course_lib.cli import compare
from course_lib.cli.errors import UsageError


@pytest.fixture
def course():
    """Run the command as the main parser does."""
    parser = argparse.ArgumentParser()
    compare.add_command(parser.add_subparsers())

    def run(*words):
        arguments = parser.parse_args(["compare", *map(str, words)])
        return arguments.run(arguments)

    return run


@pytest.fixture
def asked(monkeypatch):
    """Answer without measuring; keep what was asked."""
    questions = []

    def answer(runs, *, data):
        questions.append((runs, data))
        return SimpleNamespace(
            text=lambda: "the text",
            markdown=lambda: "| the table |",
            as_json=lambda: {"runs": []},
            html=lambda: "<p>the page ★</p>",
        )

    monkeypatch.setattr("course_lib.gan.experiments.comparison.compare", answer)
    return questions


def test_runs_are_compared_and_the_table_printed(course, asked, capsys):
    assert course("runs/a", "runs/b") == 0

    assert asked == [(["runs/a", "runs/b"], None)]
    assert capsys.readouterr().out == "the text\n"


@pytest.mark.parametrize(
    ("option", "printed"), [("--json", '{\n  "runs": []\n}\n'), ("--markdown", "| the table |\n")]
)
def test_other_forms_are_printed_alone(course, asked, capsys, option, printed):
    assert course("runs/a", option) == 0

    assert capsys.readouterr().out == printed


def test_the_page_is_written_and_named(course, asked, capsys, tmp_path):
    page = tmp_path / "page.html"

    assert course("runs/a", "--html", page, "--data", "recordings") == 0

    assert page.read_text(encoding="utf-8") == "<p>the page ★</p>"
    assert str(page) in capsys.readouterr().out
    assert asked == [(["runs/a"], "recordings")]


def test_json_stays_json_beside_a_page(course, asked, capsys, tmp_path):
    assert course("runs/a", "--html", tmp_path / "page.html", "--json") == 0

    assert json.loads(capsys.readouterr().out) == {"runs": []}


def test_a_page_in_no_folder_is_refused_before_anything_is_measured(course, asked, tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*missing for the page"):
        course("runs/a", "--html", tmp_path / "missing" / "page.html")

    assert asked == []


def test_a_page_that_cannot_be_written_is_one_line(course, asked, tmp_path):
    with pytest.raises(UsageError, match=r"cannot write .*: Is a directory"):
        course("runs/a", "--html", tmp_path)


def test_a_folder_without_a_run_is_one_line(course, tmp_path):
    with pytest.raises(UsageError, match="isn't the folder of a training run") as error:
        course(tmp_path)

    assert "\n" not in str(error.value)
