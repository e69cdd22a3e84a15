"""The rules on exercises: each on a lesson that breaks it."""

import pytest

from course_lib.authoring.rules.exercises import CORE_EXERCISES

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "objective without exercise": (
        "course",
        'exercises = ["01.2"]',
        "exercises = []",
        'id = "01.o2"',
        "objective 01.o2 has no exercise",
    ),
    "objective without level": (
        "course",
        'id = "01.o2"\n  level = "apply"',
        'id = "01.o2"',
        'id = "01.o2"',
        "objective 01.o2 has no level",
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


def with_exercises(small_course, first, last):
    """Add exercises 01.first to 01.last to the course file; exercises.py doesn't have them."""
    entries = [
        f'  [[lesson.exercise]]\n  id = "01.{k}"\n  title = "x"\n  kind = "x"\n  points = 1\n'
        "  minutes = 1\n  difficulty = 1\n\n"
        for k in range(first, last + 1)
    ]
    end = '[[lesson]]\nid = "02"'
    small_course.replace("course", end, "".join(entries) + end)


def test_a_core_of_more_than_six_exercises_is_reported(small_course, messages):
    with_exercises(small_course, 3, CORE_EXERCISES)  # the course has two
    assert "in its core" not in messages()

    with_exercises(small_course, 7, 7)
    assert "lesson 01 has 7 exercises in its core: give all but 6 of them practice" in messages()


def test_exercises_for_more_practice_are_not_counted_as_core(small_course, messages):
    with_exercises(small_course, 3, CORE_EXERCISES + 1)
    assert "in its core" in messages()

    place = 'title = "Add an echo"\n'
    small_course.replace("course", place, f"{place}  practice = true\n")
    assert "in its core" not in messages()


PRACTICE = ("course", 'title = "Add an echo"\n', 'title = "Add an echo"\n  practice = true\n')


def test_a_core_that_uses_what_more_practice_defines_is_reported(small_course, check_rule):
    small_course.replace(*PRACTICE)

    check_rule(
        "exercises",
        '# %% id="wall"',
        '# %%\nlen(echo([1.0], 0))\n\n# %% id="wall"',
        "len(echo(",
        "echo comes from exercise 01.1, which is for more practice",
    )


def test_more_practice_may_use_the_core_and_redefine_its_names(small_course, messages):
    place = 'title = "How many samples?"\n'
    small_course.replace("course", place, f"{place}  practice = true\n")
    small_course.replace(
        "exercises",
        '# %% id="wall"',
        '# %%\nlen(echo([1.0], 0))\nwall = 17\n\n# %% id="wall"',
    )

    assert messages() == ""


def test_own_parts_of_an_exercise_for_more_practice_are_reported(small_course, check_rule):
    small_course.replace(*PRACTICE)

    check_rule(
        "lesson",
        "speed_m_per_s = 340",
        'speed_m_per_s = 340\ntwo = own_parts("01.2", "01.1")',
        "own_parts(",
        "own_parts takes 01.1, left for more practice",
    )
