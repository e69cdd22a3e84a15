"""`verdict`: one line for the learner, the measured values beside it for a grader."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.classroom.checking import checks
from course_lib.classroom.checking.checks import PROBE, verdict
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.progress import saved_progress as progress


def right(row, steps):
    if steps < 0:
        raise ValueError
    return row.roll(steps)


def never_refuses(row, steps):
    return row.roll(steps)


def wrong(row, steps):
    return row


def fails(row, steps):
    return row.nope


def stub(row, steps):
    raise NotAttempted("01.1")


LINES = [
    (right, "01.1 PASS · 2/2 points"),
    (never_refuses, "01.1 PARTIAL 3/4 · 1.5/2 points"),
    (wrong, "01.1 WRONG · 0/2 points"),
    (fails, "01.1 ERROR · 0/2 points"),
    (stub, "01.1 NOT ATTEMPTED · 0/2 points"),
    (..., "01.1 NOT ATTEMPTED · 0/2 points"),
]


@pytest.mark.parametrize(("answer", "line"), LINES)
def test_a_verdict_is_one_line(answer, line, capsys):
    verdict("01.1", answer)
    assert capsys.readouterr().out == line + "\n"


def test_the_line_is_the_same_for_every_seed(monkeypatch, capsys):
    for seed in ("0", "1", "77", "secret"):
        monkeypatch.setenv("COURSE_SEED", seed)
        verdict("01.1", never_refuses)
    assert set(capsys.readouterr().out.splitlines()) == {"01.1 PARTIAL 3/4 · 1.5/2 points"}


def test_a_notebook_gets_one_text_output_with_the_data_beside_it(notebook):
    verdict("01.1", right)
    [(bundle, metadata)] = notebook
    assert bundle == {"text/plain": "01.1 PASS · 2/2 points"}
    probe = metadata[PROBE]
    assert (probe["exercise"], probe["seed"], probe["attempted"]) == ("01.1", 0, True)
    assert next(iter(probe["properties"])) == "to the right"
    assert sorted(probe["properties"]["to the right"]["values"]) == [1, 2, 3, 4, 5, 6]
    assert json.loads(json.dumps(probe, allow_nan=False)) == probe


@pytest.mark.parametrize("answer", [stub, None])
def test_an_answer_that_was_not_attempted_publishes_no_data(notebook, answer):
    verdict("01.1", answer)
    assert notebook[0][1][PROBE]["attempted"] is False
    assert notebook[0][1][PROBE]["properties"] == {}


def test_another_seed_asks_for_other_values(notebook, monkeypatch):
    for seed in ("0", "1"):
        monkeypatch.setenv("COURSE_SEED", seed)
        verdict("01.1", right)
    first, second = (metadata[PROBE]["properties"] for _, metadata in notebook)
    assert first["to the right"] != second["to the right"]


def test_what_a_learner_s_code_prints_or_displays_stays_out_of_the_verdict(notebook, capsys):
    from IPython.display import display

    def chatty(row, steps):
        print("hello")
        display("hello")
        return row

    verdict("01.1", chatty)
    assert [bundle for bundle, _ in notebook] == [{"text/plain": "01.1 WRONG · 0/2 points"}]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("answer", [right, wrong, fails])
def test_when_grading_nothing_is_assessed_or_stored(notebook, monkeypatch, answer):
    monkeypatch.setenv("COURSE_GRADING", "1")
    monkeypatch.setenv("COURSE_SEED", "secret")
    monkeypatch.setattr(checks, "assess", None)
    verdict("01.1", answer)
    [(bundle, metadata)] = notebook
    assert bundle == {"text/plain": "01.1 measured"}
    assert metadata[PROBE]["seed"] == "secret"
    assert not progress.progress_file().exists()


def test_a_grader_measures_without_the_solutions(tmp_path, monkeypatch, notebook):
    source = Path(__file__).parents[1] / "fixture_course" / "lessons"
    cells = (source / "01_first" / "exercises.py").read_text(encoding="utf-8").split("# %%")
    probes = "# %%".join(cell for cell in cells if 'tags=["answer"]' not in cell)
    folder = tmp_path / "lessons" / "01_first"
    folder.mkdir(parents=True)
    (folder / "exercises.py").write_text(probes, encoding="utf-8")
    toml = (source / "course.toml").read_text(encoding="utf-8")
    (tmp_path / "lessons" / "course.toml").write_text(toml, encoding="utf-8")

    verdict("01.1", right)
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    monkeypatch.setenv("COURSE_GRADING", "1")
    verdict("01.1", right)

    in_class, graded = (metadata[PROBE] for _, metadata in notebook)
    assert "def rotate(row: Tensor" not in probes
    assert graded == in_class | {"library": "", "called": []}


def test_the_best_verdict_is_stored(capsys):
    for answer in (never_refuses, right, stub, wrong):
        verdict("01.1", answer)
    assert progress.read("verdicts")["01.1"] == {"state": "PASS", "points": 2.0}


@pytest.mark.slow
def test_a_plain_python_session_needs_no_notebook():
    code = (
        "from course_lib.classroom import check, setup, verdict\n"
        "import sys\n"
        "setup('01')\ncheck('01.2', ['A', 'B', 'C'])\nverdict('01.2', ['B', 'A', 'C'])\n"
        "print('widgets' if 'ipywidgets' in sys.modules else 'no widgets')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("01 First · about 20 min · 0/7.5 points so far · Python ")
    assert lines[1] == "01.2 WRONG"
    assert lines[2] == "That is the alphabet."
    assert lines[-2:] == ["01.2 PASS · 1/1 points", "no widgets"]
    assert done.stderr == ""
