"""Each rule, on a lesson that breaks it and on a lesson that breaks none."""

import pytest

from course_lib.authoring import lint

ORDERLY_WORDS = " ".join(["word"] * 151)


def test_a_lesson_that_follows_every_rule_has_no_findings(small_course):
    assert lint(small_course.root) == []


# file, old text, new text, the line that the finding points to, a part of its message
BROKEN = {
    "syntax": ("lesson", "seconds = 2 *", "seconds = = 2 *", "seconds = = 2", "this is not Python"),
    "magic": ("lesson", "speed_m_per_s = 340", "%time x", "%time x", "no % and ! lines"),
    "stub syntax": (
        "exercises",
        "# STUB: samples_late = ...",
        "# STUB: samples_late = = 1",
        "# @answer 01.2",
        "the stub: this is not Python",
    ),
    "library name imported": (
        "lesson",
        "distance_m = 17",
        "from course_lib.sounds import tone\ntone = 17\ndistance_m = 17",
        "tone = 17",
        '"tone" is a name of course_lib',
    ),
    "library function redefined": (
        "lesson",
        "distance_m = 17",
        "def vowel():\n    return 1\ndistance_m = 17",
        "def vowel():",
        '"vowel" is a name of course_lib',
    ),
    "bare audio": (
        "lesson",
        "speed_m_per_s = 340",
        "from IPython.display import Audio\nspeed_m_per_s = 340",
        "from IPython.display import Audio",
        "changes loudness: use listen",
    ),
    "bare audio by module": (
        "lesson",
        "speed_m_per_s = 340",
        "import IPython\nIPython.display.Audio(click)\nspeed_m_per_s = 340",
        "IPython.display.Audio(click)",
        "changes loudness",
    ),
    "unproved derivation": (
        "lesson",
        "assert_close(tensor(both), tensor([1.0, 0.0, 1.0, 0.0]))",
        "both",
        "from torch import tensor",
        "a derivation without proof",
    ),
    "unchecked arrow": (
        "lesson",
        "speed_m_per_s = 340",
        "speed_m_per_s = 340\n# → 340",
        "# → 340",
        "nothing checks it",
    ),
    "arrow above code": (
        "lesson",
        "print()\n",
        "print()\n# → 1\n",
        "# → 1",
        "is above code",
    ),
    "objective without exercise": (
        "course",
        'exercises = ["01.2"]',
        "exercises = []",
        'id = "01.o2"',
        "objective 01.o2 has no exercise",
    ),
    "exercise order": (
        "course",
        'id = "01.1"\n  title = "Add an echo"',
        'id = "01.2"\n  title = "How many?"\n  kind = "x"\n  points = 4\n  minutes = 1\n'
        '  difficulty = 1\n\n  [[lesson.exercise]]\n  id = "01.1"\n  title = "Add an echo"',
        None,
        None,
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
    "no wrong turn": ("exercises", "ex.wrong_turn(", "str(", 'Exercise("01.1"', "no wrong turn"),
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
    "forbidden word": (
        "lesson",
        "Now the sum",
        "Now simply the sum",
        "Now simply the sum",
        '"simply" discourages a learner',
    ),
    "forbidden word in a hint": (
        "exercises",
        "Zeros, then",
        "Obviously zeros, then",
        "Obviously zeros",
        '"Obviously" discourages a learner',
    ),
    "forbidden word in the course file": (
        "course",
        "Your own click, twice.",
        "Just a click.",
        'hear = "Just a click."',
        '"Just" discourages a learner',
    ),
    "term before its definition": (
        "lesson",
        "# Clap your hands",
        "# Let us make echoes.\n# Clap your hands",
        "Let us make echoes.",
        '"echo" is used before it is explained',
    ),
    "term of a later lesson": (
        "lesson",
        "Now the sum of both.",
        "Now both in unison.",
        "Now both in unison.",
        '"unison" is only explained in lesson 02',
    ),
    "term never defined": (
        "course",
        'terms = ["echo", "delay"]',
        'terms = ["echo", "delay", "reverb"]',
        'slug = "01_echo"',
        '"reverb" is never explained',
    ),
    "picture without words": (
        "lesson",
        "![Two clicks on a line of time, the second lower than the first]",
        "![]",
        "![](echo.png)",
        "a picture without alt text",
    ),
    "image tag without words": (
        "lesson",
        "# A tenth of a second.",
        '# <img src="a.png" alt="">',
        "<img",
        "a picture without alt text",
    ),
    "long idea": (
        "lesson",
        "A tenth of a second.",
        ORDERLY_WORDS,
        ORDERLY_WORDS,
        "a text of 151 words",
    ),
    "long head": (
        "exercises",
        "A wall is 17 m away",
        ORDERLY_WORDS,
        "### 01.2",
        "words outside its tables",
    ),
    "long code": (
        "lesson",
        "speed_m_per_s = 340",
        "speed_m_per_s = 340\n" * 16,
        "speed_m_per_s",
        "16 lines of code in one cell",
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
    "many words": (
        "lesson",
        "# A tenth of a second.\n",
        ("# " + "word " * 149 + "\n\n# %% [markdown]\n") * 17 + "# A tenth.\n",
        None,
        "cut it to 2500",
    ),
    "many cells": (
        "lesson",
        "# %%\n",
        "# %%\n1 + 1\n\n" * 40 + "# %%\n",
        None,
        "between 30 and 70",
    ),
    "large notebook": (
        "lesson",
        "distance_m = 17",
        f'distance_m = "{"x" * 100_000}"',
        None,
        "cut it to 100000",
    ),
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
}
del BROKEN["exercise order"]  # has its own test below


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(small_course, name):
    file, old, new, marked, says = BROKEN[name]
    small_course.replace(file, old, new)

    found = lint(small_course.root)

    matching = [finding for finding in found if says in finding.message]
    assert [str(finding) for finding in found] == [str(finding) for finding in matching]
    assert len(matching) == 1
    if marked is not None:
        path = small_course.root / matching[0].path
        assert marked in path.read_text(encoding="utf-8").splitlines()[matching[0].line - 1]


def messages(small_course):
    return "\n".join(str(finding) for finding in lint(small_course.root))


def test_a_missing_prediction_is_reported_by_count_and_by_name(small_course):
    small_course.replace("lesson", 'predict("01.p2")', "None")
    found = messages(small_course)

    assert "3 predictions: ask for at least 4" in found
    assert 'the question "01.p2" is never asked' in found
    assert 'reveal("01.p2") without a predict("01.p2")' in found


def test_an_unknown_prediction_is_reported_with_those_that_exist(small_course):
    small_course.replace("lesson", 'predict("01.p2")', 'predict("01.p9")')
    found = messages(small_course)

    assert 'no Question "01.p9" of kind predict' in found
    assert "(there: 01.p1, 01.p2, 01.p3, 01.p4)" in found
    assert 'predict("01.p9") is never answered' in found


def test_an_exercise_only_in_the_course_file_is_reported(small_course):
    small_course.replace(
        "course",
        '  [[lesson.exercise]]\n  id = "01.2"',
        '  [[lesson.exercise]]\n  id = "01.5"\n  title = "x"\n  kind = "x"\n  points = 1\n'
        '  minutes = 1\n  difficulty = 1\n\n  [[lesson.exercise]]\n  id = "01.2"',
    )
    found = messages(small_course)

    for part in ("head", "answer", "bank"):
        assert f"exercise 01.5 needs one {part}" in found


def test_an_exercise_only_in_exercises_py_is_reported(small_course):
    small_course.replace("exercises", "### 01.2", "### 01.7")

    assert 'exercise "01.7" is not in lessons/course.toml' in messages(small_course)


def test_exercises_in_another_order_than_the_course_file_are_reported(small_course):
    text = small_course.exercises.read_text(encoding="utf-8")
    first, second = text.index("# %% [markdown] tags"), text.index('# %% [markdown] id="wall')
    end = text.index("# %% [markdown]\n# That was all.")
    swapped = text[:first] + text[second:end] + text[first:second] + text[end:]
    small_course.exercises.write_text(swapped, encoding="utf-8")

    assert "exercise 01.2 comes where lessons/course.toml has 01.1" in messages(small_course)


def test_a_missing_lesson_is_reported_with_what_to_do(small_course):
    small_course.lesson.unlink()

    assert 'lessons/01_echo/lesson.py: the file is missing: write it, or say "planned' in (
        messages(small_course)
    )


def test_an_unreadable_course_file_is_one_finding(small_course):
    small_course.course.write_text("title = [", encoding="utf-8")

    (finding,) = lint(small_course.root)

    assert finding.path == "lessons/course.toml"


def test_a_derivation_and_an_answer_may_use_the_librarys_names(small_course):
    small_course.replace(
        "lesson",
        "both = [a",
        "def fold():\n    return 1\n\n\nboth = [a",
    )

    assert lint(small_course.root) == []
