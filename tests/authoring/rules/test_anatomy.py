"""The rules on the parts of a lesson: each on a lesson that breaks it."""

import pytest

from course_lib.authoring import lint

# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "unknown tag": (
        "lesson",
        '# %% tags=["explain"]',
        '# %% tags=["explain", "derivaton"]',
        'explain("01.e1")',
        "Did you mean 'derivation'?",
    ),
    "reveal without predict": (
        "lesson",
        'reveal("01.p3", lambda: print("twice"))',
        'reveal("01.p3", lambda: print("twice"))\nreveal("01.p4", print)',
        'reveal("01.p4", print)',
        'reveal("01.p4") without a predict',
    ),
    "demo without prediction": (
        "lesson",
        "# %%\ndistance_m",
        '# %% tags=["demo"]\ndistance_m',
        "distance_m = 17",
        "a demo without a prediction",
    ),
    "predict without tag": (
        "lesson",
        '# %% tags=["recall"]',
        "# %%",
        'recall("01")',
        'give it the tag "recall"',
    ),
    "tag without predict": (
        "lesson",
        "# %%\ndistance_m",
        '# %% tags=["predict"]\ndistance_m',
        "distance_m = 17",
        "does not call predict()",
    ),
    "recall of another lesson": (
        "lesson",
        'recall("01")',
        'recall("02")',
        'recall("02")',
        'write recall("01")',
    ),
    "question of another id": (
        "exercises",
        '"01.r3"',
        '"01.r3", "01.r4"',
        '"01.r4"',
        "4 questions of kind recall: write 3",
    ),
    "question never asked": (
        "exercises",
        '"01.p4"',
        '"01.p4", "01.p5"',
        '"01.p5"',
        'the question "01.p5" is never asked',
    ),
    "few objectives": (
        "course",
        '\n  [[lesson.objective]]\n  id = "01.o4"\n  level = "apply"\n'
        '  text = "Say how loud the sum of two sounds can get."\n  exercises = ["01.1", "01.2"]\n',
        "",
        'slug = "01_echo"',
        "has 3 objectives",
    ),
    "no look back": ("lesson", 'look_back("01")', "None", None, 'no look_back("01")'),
    "no checklist": ("lesson", 'checklist("01")', "None", None, 'no checklist("01")'),
    "exercise never named": (
        "lesson",
        "exercise 01.2",
        "the next",
        None,
        "never mentions exercise 01.2",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])


def test_a_missing_prediction_is_reported_by_count_and_by_name(small_course, messages):
    small_course.replace("lesson", 'predict("01.p2")', "None")
    found = messages()

    assert "3 predictions: ask for at least 4" in found
    assert 'the question "01.p2" is never asked' in found
    assert 'reveal("01.p2") without a predict("01.p2")' in found


def test_an_unknown_prediction_is_reported_with_those_that_exist(small_course, messages):
    small_course.replace("lesson", 'predict("01.p2")', 'predict("01.p9")')
    found = messages()

    assert 'no Question "01.p9" of kind predict' in found
    assert "(there: 01.p1, 01.p2, 01.p3, 01.p4)" in found
    assert 'predict("01.p9") is never answered' in found


def questions(course, needs, ids):
    course.replace("course", 'needs = ["00"]', f"needs = {needs}")
    course.replace("exercises", '"01.r1", "01.r2", "01.r3"', ids)
    return [finding.message for finding in lint(course.root)]


def test_a_lesson_that_needs_no_other_may_ask_more_than_three_recall_questions(small_course):
    assert questions(small_course, "[]", '"01.r1", "01.r2", "01.r3", "01.r4"') == []


def test_a_lesson_that_needs_no_other_may_not_ask_fewer(small_course):
    found = questions(small_course, "[]", '"01.r1", "01.r2"')
    assert found == ["2 questions of kind recall: write 3"]


WAITS = '# %% [markdown] tags=["after"]\n'


def test_text_behind_a_locked_demo_waits_for_it(check_rule):
    check_rule(
        "lesson",
        f"{WAITS}# ![Two",
        "# %% [markdown]\n# ![Two",
        "# ![Two clicks",
        "this text can give the prediction above it away",
    )


def test_only_text_directly_behind_a_locked_demo_can_wait(small_course, messages):
    small_course.replace(
        "lesson", "# %% [markdown]\n# How late", '# %% [markdown] tags=["after"]\n# How late'
    )
    assert "only text that directly follows a demo cell with reveal(...)" in messages()


def test_no_text_of_a_sheet_waits(check_rule):
    check_rule(
        "exercises",
        "# %% [markdown]\n# That was all.",
        f"{WAITS}# That was all.",
        "# That was all.",
        "no text of a sheet waits for a prediction",
    )


def test_a_heading_does_not_wait(small_course, messages):
    small_course.replace("lesson", "# A tenth", "# ## A tenth")
    assert 'a heading in a text tagged "after": put it into a cell of its own' in messages()


def test_the_cell_of_an_exit_ticket_has_its_tag(small_course, messages):
    small_course.replace("lesson", '# %% tags=["exit"]', "# %%")
    assert 'the cell calls exit_ticket(): give it the tag "exit"' in messages()


def test_a_section_may_begin_behind_a_locked_demo(small_course, messages):
    small_course.replace("lesson", f"{WAITS}# ![Two", "# %% [markdown]\n# ## Both\n# ![Two")
    assert messages() == ""


def test_a_ticket_has_three_questions(check_rule):
    check_rule(
        "exercises",
        '("01.x1", "01.x2", "01.x3")',
        '("01.x1", "01.x2")',
        '"01.x2"',
        "2 questions of kind exit: write at least 3",
    )


def test_a_ticket_that_is_written_is_asked(check_rule):
    check_rule(
        "lesson",
        '# %% tags=["exit"]\nexit_ticket("01")',
        "# %%\nlate",
        None,
        'no exit_ticket("01"): add it before look_back',
    )


def returns(course, text):
    """Ask this in the exit ticket of the second of two lessons; return the findings about it."""
    course.replace("course", "planned = true", "minutes = 1")
    course.replace("exercises", "What was it?", text)
    return [f.message for f in lint(course.root) if "01_echo" in f.path and "exit" in f.message]


def test_a_ticket_returns_to_an_earlier_lesson(small_course):
    (found,) = returns(small_course, "As in lesson 01?")
    assert 'names an earlier lesson, such as "lesson 00"' in found


def test_a_ticket_that_names_an_earlier_lesson_is_fine(small_course):
    assert returns(small_course, "As in lesson 00?") == []


def test_a_lesson_without_an_exit_ticket_is_reported(small_course, messages):
    small_course.replace("lesson", '# %% tags=["exit"]\nexit_ticket("01")', "# %%\nlate")
    small_course.replace("exercises", '("01.x1", "01.x2", "01.x3")', "()")
    assert 'no exit_ticket("01"): add it before look_back' in messages()
    assert "0 questions of kind exit: write at least 3" in messages()


def test_text_behind_a_locked_demo_is_reported_where_no_text_waits(small_course, messages):
    for text in ("# ![Two", "# A tenth"):
        small_course.replace("lesson", f"{WAITS}{text}", f"# %% [markdown]\n{text}")
    assert messages().count("this text can give the prediction above it away") == 2
