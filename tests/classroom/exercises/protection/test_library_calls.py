"""An answer that wraps the library's code is known by what it calls, whatever it is called."""

import sys
import time

import pytest
import torch

from course_lib.classroom.exercises.protection import library_calls as module
from course_lib.classroom.exercises.protection.library_calls import (
    SWITCHED_OFF,
    library_calls,
    library_object,
)
from course_lib.discriminators import mpd

WAVE = torch.zeros(1, 1, 5000)
WRAPPED = {
    "a function": "answer = lambda x: fold(x, 3)",
    "a function by its place": "import sys\n"
    "name = 'fo' + 'ld'\n"
    "answer = lambda x: vars(sys.modules['course_lib.discriminators.mpd'])[name](x, 3)",
    "a class": "inner = PeriodDiscriminator(3)\nanswer = lambda x: inner(x)",
    "a thread": "import threading\n"
    "def answer(x):\n    thread = threading.Thread(target=fold, args=(x, 3))\n"
    "    thread.start()\n    thread.join()",
    "the object itself": "answer = lambda x, f=fold.__call__: next(map(f, [x], [3]))",
    "a module in one's own": "class Own(torch.nn.Module):\n"
    "    def __init__(self):\n        super().__init__()\n"
    "        self.inner = PeriodDiscriminator(3)\n"
    "    def forward(self, x): return self.inner(x)\n"
    "answer = Own()",
}


def answer_of(source, file="<cell>"):
    names = {"fold": mpd.fold, "PeriodDiscriminator": mpd.PeriodDiscriminator, "torch": torch}
    exec(compile(source, file, "exec"), names)
    return names["answer"]


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapper_of_the_librarys_code_is_known(name):
    answer = answer_of(WRAPPED[name])

    with library_calls() as called:
        answer(WAVE)

    module_ = "discriminators.mpd:"
    assert called & {f"{module_}fold", f"{module_}PeriodDiscriminator.forward"}
    assert len(called) == 1  # what the library calls itself isn't the answer's


def test_an_answer_of_ones_own_calls_nothing():
    own = answer_of("answer = lambda x: torch.nn.functional.pad(x, (0, 1)).view(1, 1, -1, 3)")

    with library_calls() as called:
        own(torch.zeros(1, 1, 5))
        mpd.PeriodDiscriminator  # noqa: B018 (naming isn't calling)

    assert called == set()


def test_who_switches_the_watching_off_is_known():
    answer = answer_of(
        "import sys\ndef answer(x):\n    sys.setprofile(None)\n    return fold(x, 3)"
    )

    with library_calls() as called:
        answer(WAVE)

    assert called == {SWITCHED_OFF}
    assert sys.getprofile() is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("discriminators.mpd:fold", mpd.fold),
        ("discriminators.mpd:PeriodDiscriminator.forward", mpd.PeriodDiscriminator),
        ("discriminators.mpd:nothing", None),
        ("discriminators.mpd:torch", None),  # the module's, not the library's
        ("discriminators.nothing:fold", None),
        ("grading.run:grade_all", None),
        ("discriminators.mpd;x:fold", None),
        (SWITCHED_OFF, None),
        ("", None),
    ],
)
def test_a_name_gives_the_librarys_own_object_or_nothing(name, expected):
    assert library_object(name) is expected


def test_an_answer_that_calls_very_often_is_watched_for_a_bounded_time(monkeypatch):
    monkeypatch.setattr(module, "MAX_EVENTS", 1000)
    answer = answer_of("def answer(x):\n    for _ in range(5000): abs(-1)\n    return fold(x, 3)")

    with library_calls() as called:
        answer(WAVE)
        assert sys.getprofile() is None

    assert called == set()


def test_watching_ends_with_the_block_and_leaves_another_watcher_alone():
    def other(*_):
        return None

    sys.setprofile(other)
    try:
        with library_calls():
            time.sleep(0)
        assert sys.getprofile() is other
    finally:
        sys.setprofile(None)
