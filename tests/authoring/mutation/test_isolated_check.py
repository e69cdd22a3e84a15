"""An answer is checked apart: whatever it does, the others are checked, too."""

from course_lib.authoring.mutation.isolated_check import DIED, SEEDS, states_of
from course_lib.authoring.mutation.syntax import Change

ANSWERS = {
    "loops for ever": "def echo(samples, late):\n    while True:\n        pass\n",
    "takes all memory": "def echo(samples, late):\n    return list(bytearray(2**40))\n",
    "ends the process": "import os\ndef echo(samples, late):\n    os._exit(3)\n",
    "does not run": "import nothing_of_this_name\n",
    "is right": "def echo(s, late):\n"
    "    return [a + b / 2 for a, b in zip(s, [0.0] * late + list(s))]\n",
}


def test_an_answer_that_hangs_or_crashes_disturbs_no_other(small_course):
    answers = [Change(name, source, name) for name, source in ANSWERS.items()]

    found = states_of(small_course.root, "01.1", answers, cpu_seconds=2)

    states = dict(zip(ANSWERS, (state[0] for state in found), strict=True))
    assert [len(state) for state in found] == [1, 1, 1, 1, len(SEEDS)]
    assert states == {
        "loops for ever": DIED,
        "takes all memory": "ERROR",
        "ends the process": DIED,
        "does not run": "ERROR",
        "is right": "PASS",
    }
