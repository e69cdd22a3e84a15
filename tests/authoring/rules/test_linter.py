"""The linter finds nothing in a good lesson, and reports source that can't be read as one fault."""

import pytest

from course_lib.authoring import lint

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "broken bank": (
        "exercises",
        '# %% tags=["bank"]\n\n\ndef option',
        '# %% tags=["bank"]\n1 / 0\n\n\ndef option',
        "1 / 0",
        "cannot be imported (ZeroDivisionError",
    ),
    "unpaired marker": (
        "exercises",
        "# END SOLUTION\n# STUB: samples_late",
        "# STUB: samples_late",
        "# @answer 01.2",
        'has no "# END SOLUTION"',
    ),
    "two cells of one id": (
        "lesson",
        "# %%\ndistance_m",
        '# %% id="far-wall"\ndistance_m',
        "distance_m = 17",
        'two cells have the id "far-wall"',
    ),
    "no such id": (
        "lesson",
        '# %% id="far-wall"',
        '# %% id="far.wall"',
        "far.wall",
        "is not allowed",
    ),
    "arrow above code": (
        "lesson",
        "print()\n",
        "print()\n# → 1\n",
        "# → 1",
        "is above code",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])


def test_a_lesson_that_follows_every_rule_has_no_findings(small_course):
    assert lint(small_course.root) == []


def test_a_missing_lesson_is_reported_with_what_to_do(small_course, messages):
    small_course.lesson.unlink()

    assert 'lessons/01_echo/lesson.py: the file is missing: write it, or say "planned' in (
        messages()
    )


def test_an_unreadable_course_file_is_one_finding(small_course):
    small_course.course.write_text("title = [", encoding="utf-8")

    (finding,) = lint(small_course.root)

    assert finding.path == "lessons/course.toml"
