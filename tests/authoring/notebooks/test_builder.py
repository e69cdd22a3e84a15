import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_lib.authoring import SourceError, build

NAMES = [f"{folder}/01_echo.ipynb" for folder in ("exercises", "notebooks", "solutions")]


def files(root):
    return sorted(path.relative_to(root).as_posix() for path in root.glob("*/*.ipynb"))


def test_a_course_becomes_three_valid_notebooks_a_lesson(small_course):
    report = build(small_course.root)

    assert files(small_course.root) == NAMES == sorted(report.missing)
    for name in NAMES:
        text = (small_course.root / name).read_text(encoding="utf-8")
        nbformat.validate(nbformat.reads(text, as_version=4))
        assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"


def test_every_notebook_begins_by_saying_that_it_is_derived(small_course):
    build(small_course.root)

    for name in NAMES:
        cells = json.loads((small_course.root / name).read_text(encoding="utf-8"))["cells"]
        source = "lesson.py" if name.startswith("notebooks") else "exercises.py"
        assert cells[0]["source"][0] == (
            f'<!-- generated from lessons/01_echo/{source} by "course build"; do not edit -->\n'
        )


def test_building_twice_anywhere_with_any_hash_seed_gives_the_same_bytes(small_course, tmp_path):
    build(small_course.root)
    first = {name: (small_course.root / name).read_bytes() for name in NAMES}
    code = (
        "import sys; from pathlib import Path; from course_lib.authoring import build;"
        "build(Path(sys.argv[1]))"
    )
    for name in NAMES:
        (small_course.root / name).unlink()

    subprocess.run(
        [sys.executable, "-c", code, str(small_course.root)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONHASHSEED": "4711",
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        check=True,
    )

    assert {name: (small_course.root / name).read_bytes() for name in NAMES} == first


def test_lines_end_in_line_feeds_only(small_course):
    small_course.lesson.write_bytes(small_course.lesson.read_bytes().replace(b"\n", b"\r\n"))

    build(small_course.root)

    assert not any(b"\r" in (small_course.root / name).read_bytes() for name in NAMES)


def test_a_second_build_writes_nothing(small_course):
    build(small_course.root)
    times = [(small_course.root / name).stat().st_mtime_ns for name in NAMES]

    report = build(small_course.root)

    assert sorted(report.same) == NAMES
    assert times == [(small_course.root / name).stat().st_mtime_ns for name in NAMES]
    assert str(report) == "3 notebooks are up to date."


def test_a_check_reports_what_differs_is_missing_or_comes_from_no_lesson(small_course):
    build(small_course.root)
    changed, gone, mine = (
        small_course.root / name for name in (*NAMES[:2], "solutions/my_work.ipynb")
    )
    changed.write_bytes(changed.read_bytes().replace(b"echo", b"Echo", 1))
    gone.unlink()
    mine.write_text("{}")
    before = {path: path.read_bytes() for path in (changed, mine)}

    report = build(small_course.root, check=True)

    assert not report.ok
    assert str(report).splitlines()[:3] == [
        "notebooks/01_echo.ipynb: missing",
        "exercises/01_echo.ipynb: differs from its source",
        "solutions/my_work.ipynb: not made from any lesson: delete it or move it away",
    ]
    assert not gone.exists()
    assert before == {path: path.read_bytes() for path in (changed, mine)}


def test_one_changed_byte_in_the_source_is_noticed(small_course):
    build(small_course.root)
    assert build(small_course.root, check=True).ok

    small_course.replace(
        "lesson", "Where do you hear no echo at all?", "Where do you hear no echo?"
    )

    assert build(small_course.root, check=True).different == ("notebooks/01_echo.ipynb",)


def test_a_build_leaves_alone_a_file_that_comes_from_no_lesson(small_course):
    mine = small_course.root / "exercises" / "my_work.ipynb"
    mine.parent.mkdir()
    mine.write_text("{}")

    report = build(small_course.root)

    assert (report.ok, report.orphans) == (True, ("exercises/my_work.ipynb",))
    assert mine.read_text() == "{}"


def test_one_lesson_is_built_by_its_id(small_course):
    assert len(build(small_course.root, lessons=["01"]).missing) == 3
    with pytest.raises(LookupError, match="There are: 00, 01, 02"):
        build(small_course.root, lessons=["11"])
    with pytest.raises(LookupError, match="Lesson 00 is only planned"):
        build(small_course.root, lessons=["00"])


def test_nothing_is_written_if_one_lesson_is_faulty(small_course):
    small_course.replace("exercises", "# @answer 01.2", "# @answer 01.3")

    with pytest.raises(SourceError, match=r"exercise 01\.2 needs one answer"):
        build(small_course.root)

    assert files(small_course.root) == []


def test_an_exercise_that_the_course_does_not_list_is_refused(small_course):
    small_course.replace(
        "exercises", "# %% [markdown]\n# That was all.", '# %% tags=["answer"]\n# @answer 01.3'
    )

    with pytest.raises(SourceError, match=r'exercises\.py:\d+: lesson 01 has no exercise "01\.3"'):
        build(small_course.root)
