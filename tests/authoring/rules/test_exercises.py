"""The rules on exercises: each on a lesson that breaks it."""

import pytest

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "objective without exercise": (
        "course",
        'exercises = ["01.2"]',
        "exercises = []",
        'id = "01.o2"',
        "objective 01.o2 has no exercise",
    ),
    "points": ("course", "points = 5", "points = 6", 'slug = "01_echo"', "states 6 points"),
    "few hints": (
        "exercises",
        '"How far does the sound go?", ',
        "",
        'Exercise("01.2"',
        "01.2 has 2 hints",
    ),
    "few mutants": (
        "exercises",
        'ex.mutant("silent"',
        'ex.picture(print) or 0 and ex.mutant("silent"',
        'Exercise("01.1"',
        "01.1 has 3 mutants",
    ),
    "few alternatives": (
        "exercises",
        '@ex.alternative("in a loop")',
        "@ex.picture",
        'Exercise("01.1"',
        "01.1 has 1 alternatives",
    ),
    "no why": ("exercises", "ex.why(", "str(", 'Exercise("01.1"', "01.1 has no why"),
    "no way on": ("exercises", "ex.leads_to(", "str(", 'Exercise("01.1"', "01.1 has no way on"),
    "no wrong turn": ("exercises", "ex.wrong_turn(", "str(", 'Exercise("01.1"', "no wrong turn"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])


def test_an_exercise_only_in_the_course_file_is_reported(small_course, messages):
    small_course.replace(
        "course",
        '  [[lesson.exercise]]\n  id = "01.2"',
        '  [[lesson.exercise]]\n  id = "01.5"\n  title = "x"\n  kind = "x"\n  points = 1\n'
        '  minutes = 1\n  difficulty = 1\n\n  [[lesson.exercise]]\n  id = "01.2"',
    )
    found = messages()

    for part in ("head", "answer", "bank"):
        assert f"exercise 01.5 needs one {part}" in found


def test_an_exercise_only_in_exercises_py_is_reported(small_course, messages):
    small_course.replace("exercises", "### 01.2", "### 01.7")

    assert 'exercise "01.7" is not in lessons/course.toml' in messages()


def test_exercises_in_another_order_than_the_course_file_are_reported(small_course, messages):
    text = small_course.exercises.read_text(encoding="utf-8")
    first, second = text.index("# %% [markdown] tags"), text.index('# %% [markdown] id="wall')
    end = text.index("# %% [markdown]\n# That was all.")
    swapped = text[:first] + text[second:end] + text[first:second] + text[end:]
    small_course.exercises.write_text(swapped, encoding="utf-8")

    assert "exercise 01.2 comes where lessons/course.toml has 01.1" in messages()
