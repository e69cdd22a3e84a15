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
        '\n  [[lesson.objective]]\n  id = "01.o4"\n'
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


AFTER = '# %% [markdown] tags=["after"]\n# A tenth'


def test_text_behind_a_locked_demo_waits_for_it(small_course, messages):
    small_course.replace("lesson", "# %% [markdown]\n# A tenth", AFTER)
    found = messages()
    assert "this text can give the prediction above it away" in found
    assert found.count("\n") == 0
    (line,) = [line for line in found.split(":") if line.isdecimal()]
    text = small_course.lesson.read_text("utf-8").splitlines()
    assert text[int(line) - 1].startswith("# ![Two clicks")


def test_only_text_directly_behind_a_locked_demo_can_wait(small_course, messages):
    small_course.replace(
        "lesson", "# %% [markdown]\n# How late", '# %% [markdown] tags=["after"]\n# How late'
    )
    assert "only text that directly follows a demo cell with reveal(...)" in messages()


def test_a_heading_does_not_wait(small_course, messages):
    small_course.replace("lesson", "# %% [markdown]\n# A tenth", f"{AFTER[:-9]}# ## A tenth")
    assert 'a heading in a text tagged "after": put it into a cell of its own' in messages()


def test_the_cell_of_an_exit_ticket_has_its_tag(small_course, messages):
    small_course.replace("lesson", "# %%\nlook_back", '# %%\nexit_ticket("01")\n\n# %%\nlook_back')
    assert 'the cell calls exit_ticket(): give it the tag "exit"' in messages()


def test_a_section_may_begin_behind_a_locked_demo(small_course, messages):
    small_course.replace("lesson", "# %% [markdown]\n# A tenth", AFTER)
    small_course.replace("lesson", "# ![Two", "# ## Both\n# ![Two")
    assert messages() == ""


def ticket(course, *texts):
    """Write an exit ticket with these questions into the small course, and publish lesson 00."""
    course.replace("course", "planned = true", "minutes = 1")
    (course.root / "lessons/00_silence").mkdir()
    course.replace(
        "lesson", "# %%\nlook_back", '# %% tags=["exit"]\nexit_ticket("01")\n\n# %%\nlook_back'
    )
    questions = "".join(
        f'Question("01.x{k}", "{text}", [option("a", right=True), option("b")], kind="exit")\n'
        for k, text in enumerate(texts, 1)
    )
    course.replace("exercises", 'Question("01.e1"', f'{questions}Question("01.e1"')
    return [f.message for f in lint(course.root) if "01_echo" in f.path and "exit" in f.message]


def test_a_ticket_of_three_questions_that_returns_to_an_earlier_lesson_is_fine(small_course):
    assert ticket(small_course, "As in lesson 00?", "Two?", "Three?") == []


def test_a_ticket_has_three_questions(small_course):
    assert ticket(small_course, "As in lesson 00?", "Two?") == [
        "2 questions of kind exit: write at least 3"
    ]


def test_a_ticket_returns_to_an_earlier_lesson(small_course):
    (found,) = ticket(small_course, "As in lesson 01?", "Two?", "Three?")
    assert 'names an earlier lesson, such as "lesson 00"' in found


def test_a_ticket_that_is_written_is_asked(small_course, messages):
    small_course.replace(
        "exercises",
        '("01.p1", "01.p2", "01.p3", "01.p4"):',
        '("01.x1", "01.x2", "01.x3"):\n'
        '    Question(name, "?", [option("a"), option("b", right=True)], kind="exit")\n'
        'for name in ("01.p1", "01.p2", "01.p3", "01.p4"):',
    )
    assert 'no exit_ticket("01"): add it before look_back' in messages()
