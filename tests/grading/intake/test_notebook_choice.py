"""Which of a student's notebooks counts: this lesson's, attempted, newest; and it is flagged."""

import copy
import io
import json
import os
import zipfile

import pytest

from course_lib.grading.intake.answer_key import read_key
from course_lib.grading.intake.hand_ins import find_hand_ins
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import read_untrusted


@pytest.fixture(scope="module")
def sheets(root, solved):
    """Notebooks as they come in."""

    def load(name):
        return json.loads((root / "exercises" / name).read_text(encoding="utf-8"))

    half = copy.deepcopy(solved)
    for cell in half["cells"]:
        if cell["id"].endswith("-answer") and not cell["id"].startswith("02-1"):
            cell["source"] = load("02_periods.ipynb")["cells"][half["cells"].index(cell)]["source"]
    return {
        "untouched": load("02_periods.ipynb"),
        "solved": solved,
        "half": half,
        "other": load("01_contract_and_registry.ipynb"),
        "empty": {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
    }


@pytest.fixture
def key(root):
    return read_key(root / "exercises" / "02_periods.ipynb")


@pytest.fixture
def chosen(sheets, key, tmp_path):
    """Choose among files, each with its kind and its time; return its path and its flags."""

    def choose(**files):
        folder = tmp_path / "in" / "anna"
        for path, kind, time in files.values():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            content = sheets[kind] if isinstance(kind, str) else kind
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            place.write_bytes(raw)
            os.utime(place, (time, time))
        (hand_in,) = find_hand_ins(tmp_path / "in", tmp_path / "u", key)
        return hand_in

    return choose


CASES = {
    "newest": ({"a": ("a.ipynb", "half", 1e9), "b": ("b.ipynb", "solved", 2e9)}, "b.ipynb"),
    "newest_though_less": ({"a": ("a.ipynb", "half", 2e9), "b": ("b.ipynb", "solved", 1e9)}, "a"),
    "untouched_copy": (
        {"a": ("02.ipynb", "solved", 1e9), "b": ("02-Copy1.ipynb", "untouched", 2e9)},
        "02.ipynb",
    ),
    "other_lesson": (
        {"a": ("01.ipynb", "other", 2e9), "b": ("sub/02.ipynb", "half", 1e9)},
        "sub/02.ipynb",
    ),
    "untouched_beats_other_lesson": (
        {"a": ("z.ipynb", "other", 2e9), "b": ("a.ipynb", "untouched", 1e9)},
        "a.ipynb",
    ),
    "damaged_newest": (
        {"a": ("a.ipynb", "half", 1e9), "b": ("b.ipynb", b'{"cells": [', 2e9)},
        "a.ipynb",
    ),
    "same_time_more_done": (
        {"a": ("a.ipynb", "solved", 1e9), "b": ("b.ipynb", "half", 1e9)},
        "a.ipynb",
    ),
    "same_in_every_way_the_shallower": (
        {"a": ("z/a.ipynb", "solved", 1e9), "b": ("b.ipynb", "solved", 1e9)},
        "b.ipynb",
    ),
    "wrong_suffix": (
        {"a": ("02.ipynb.txt", "solved", 1e9), "b": ("b.ipynb", "empty", 2e9)},
        "02.ipynb.txt",
    ),
    "three": (
        {
            "a": ("a.ipynb", "other", 3e9),
            "b": ("b.ipynb", "untouched", 2e9),
            "c": ("c.ipynb", "half", 1e9),
        },
        "c.ipynb",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_attempted_notebook_of_this_lesson_counts_and_a_person_looks(name, chosen):
    files, right = CASES[name]

    hand_in = chosen(**files)

    assert hand_in.source.startswith(f"anna/{right}")
    assert f"{len(files)} notebooks" in hand_in.flags[0]
    assert all(path in hand_in.flags[0] for path, *_ in files.values())


@pytest.mark.parametrize(
    "hidden",
    [
        ".ipynb_checkpoints/02-checkpoint.ipynb",
        "02-checkpoint.ipynb",
        "._02.ipynb",
        ".02.ipynb",
        "__MACOSX/02.ipynb",
        ".git/02.ipynb",
        "x/.ipynb_checkpoints/02.ipynb",
    ],
)
def test_what_no_person_saved_never_counts_and_raises_no_question(hidden, chosen):
    hand_in = chosen(a=("02.ipynb", "half", 1e9), b=(hidden, "solved", 2e9))

    assert hand_in.source == "anna/02.ipynb"
    assert hand_in.flags == ()


def test_one_notebook_of_this_lesson_needs_no_look(chosen):
    assert chosen(a=("whatever.ipynb", "half", 1e9)).flags == ()


def test_another_lesson_alone_is_graded_and_named(chosen):
    hand_in = chosen(a=("02.ipynb", "other", 1e9))

    assert hand_in.path.exists()
    assert hand_in.flags == ("a notebook of lesson 01, not of 02",)


def test_a_notebook_on_its_own_is_looked_at_too(sheets, key, tmp_path):
    for name in ("solved", "other"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(sheets[name]), encoding="utf-8")

    found = [
        find_hand_ins(tmp_path / f"{name}.ipynb", tmp_path / "u", key)[0].flags
        for name in ("solved", "other")
    ]

    assert found == [(), ("a notebook of lesson 01, not of 02",)]


def test_a_notebook_with_nothing_of_the_course_is_named(chosen):
    assert chosen(a=("02.ipynb", "empty", 1e9)).flags == ("no cell of lesson 02 was found in it",)


def test_a_notebook_in_a_zip_is_taken_out_and_named(chosen, sheets):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("me/01.ipynb", json.dumps(sheets["other"]))
        archive.writestr("me/02.ipynb", json.dumps(sheets["half"]))
        archive.writestr("../../02.ipynb", json.dumps(sheets["untouched"]))
        archive.writestr("__MACOSX/me/._02.ipynb", "x")

    hand_in = chosen(a=("work.zip", packed.getvalue(), 1e9))

    assert json.loads(hand_in.path.read_text(encoding="utf-8")) == sheets["half"]
    assert "3 notebooks" in hand_in.flags[0]
    assert hand_in.flags[1] == "taken out of a zip file: anna/work.zip/me/02.ipynb"


@pytest.mark.parametrize("name", ["work.rar", "02.ipynb", "02.ipynb.zip"])
def test_a_zip_file_is_known_by_its_content(name, chosen, sheets):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("02.ipynb", json.dumps(sheets["half"]))

    hand_in = chosen(a=(name, packed.getvalue(), 1e9))

    assert json.loads(hand_in.path.read_text(encoding="utf-8")) == sheets["half"]
    assert hand_in.flags == (f"taken out of a zip file: anna/{name}/02.ipynb",)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("work.7z", b"7z\xbc\xaf\x27\x1c", "a 7z archive, which isn't opened"),
        ("work.zip", b"Rar!\x1a\x07", "a RAR archive, which isn't opened"),
        ("work.tar.gz", b"\x1f\x8b", "a gz archive, which isn't opened"),
    ],
)
def test_an_archive_that_is_not_opened_is_named(name, content, reason, chosen):
    hand_in = chosen(a=(name, content, 1e9))

    assert not hand_in.path.exists()
    assert reason in hand_in.reason


@pytest.mark.parametrize(
    "name", ["02_periods.json", "02_periods", "02.txt", "02.ipynb_", "02.ipynb "]
)
def test_a_notebook_with_another_suffix_is_read_and_flagged(name, chosen):
    hand_in = chosen(a=(name, "half", 1e9), b=("notes.txt", b"my notes", 2e9))

    assert hand_in.path.name == name
    assert hand_in.flags == (f"anna/{name.strip()}: read as a notebook",)


def test_more_notebooks_than_are_opened_are_counted(chosen):
    hand_in = chosen(**{f"n{i}": (f"{i:03}.ipynb", "empty", 1e9) for i in range(60)})

    assert "60 notebooks" in hand_in.flags[0]


# how an answer cell may have become text: (kind of cell, what its source becomes)
def same(source):
    return source


def fenced(source):
    return f"My answer:\n```python\n{source}\n```\n"


def fenced_code_alone(source):
    return f"```\n{source.partition(chr(10))[2]}\n```"


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("written", [same, fenced, fenced_code_alone])
@pytest.mark.parametrize("keeps", ["id", "metadata", "both"])
def test_an_answer_that_became_text_is_read_as_code_and_flagged(
    kind, written, keeps, solved, key, tmp_path
):
    notebook = copy.deepcopy(solved)
    cell = next(c for c in notebook["cells"] if c["id"] == "02-1-answer")
    right = "".join(cell["source"])
    cell["cell_type"], cell["source"] = kind, written(right)
    if keeps == "id":
        cell["metadata"] = {}
    elif keeps == "metadata":
        cell["id"] = "abc"
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")

    submission = read_untrusted(path)
    notebook = merge_answers(key, submission)

    answer = next(c.source for c in notebook.cells if c.exercise == "02.1" and c.role == "answer")
    assert answer.strip() == right.strip()
    assert submission.flags == ("02.1: the answer cell is text, not code; read as code",)
    assert notebook.notes == ()


def test_text_beside_an_answer_in_code_is_text(solved, key, tmp_path):
    notebook = copy.deepcopy(solved)
    note = {"cell_type": "markdown", "source": "# @answer 02.1\nI fold it.", "metadata": {}}
    notebook["cells"].insert(6, note)
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")

    submission = read_untrusted(path)

    assert submission.flags == ()
    assert not any("I fold it" in cell.source for cell in submission.cells)
