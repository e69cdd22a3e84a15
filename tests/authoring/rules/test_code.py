"""The rules on code: each on a lesson that breaks it."""

import pytest

from course_lib.authoring import lint

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
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_once_at_its_line(check_rule, name):
    check_rule(*BROKEN[name])


def test_a_derivation_and_an_answer_may_use_the_librarys_names(small_course):
    small_course.replace(
        "lesson",
        "both = [a",
        "def fold():\n    return 1\n\n\nboth = [a",
    )

    assert lint(small_course.root) == []
