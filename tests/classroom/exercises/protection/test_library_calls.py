"""An answer that wraps the library's code is known by what it calls, whatever it is called."""

import sys
import time

import pytest
import torch

from course_lib.classroom.exercises.protection import library_calls as module
from course_lib.classroom.exercises.protection.library_calls import library_calls
from course_lib.discriminators import mpd

WAVE = torch.zeros(1, 1, 5000)
BANK = "exercises.py"
WRAPPED = {
    "a function": "answer = lambda x: fold(x, 3)",
    "a function by its place": "import sys\n"
    "name = 'fo' + 'ld'\n"
    "answer = lambda x: vars(sys.modules['course_lib.discriminators.mpd'])[name](x, 3)",
    "a class": "inner = PeriodDiscriminator(3)\nanswer = lambda x: inner(x)",
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

    with library_calls(BANK) as called:
        answer(WAVE)

    assert called & {"fold", "PeriodDiscriminator.forward"}
    assert len(called) == 1  # what the library calls itself isn't the answer's


def test_an_answer_of_ones_own_calls_nothing_and_a_probes_call_is_not_the_answers():
    own = answer_of("answer = lambda x: torch.nn.functional.pad(x, (0, 1)).view(1, 1, -1, 3)")
    probe = answer_of("answer = lambda x: fold(x, 3)", BANK)

    with library_calls(BANK) as called:
        own(torch.zeros(1, 1, 5))
        probe(WAVE)
        mpd.PeriodDiscriminator  # noqa: B018 (naming isn't calling)

    assert called == set()


def test_an_answer_that_calls_very_often_is_watched_for_a_bounded_time(monkeypatch):
    monkeypatch.setattr(module, "MAX_EVENTS", 1000)
    answer = answer_of("def answer(x):\n    for _ in range(5000): abs(-1)\n    return fold(x, 3)")

    with library_calls(BANK) as called:
        answer(WAVE)
        assert sys.getprofile() is None

    assert called == set()


def test_watching_ends_with_the_block_and_leaves_another_watcher_alone():
    def other(*_):
        return None

    sys.setprofile(other)
    try:
        with library_calls(BANK):
            time.sleep(0)
        assert sys.getprofile() is other
    finally:
        sys.setprofile(None)
