"""The first interrupt is noted, and the second one interrupts."""

import os
import signal
import threading

import pytest

from course_lib.gan.training.interrupts import Interrupts


def test_a_second_interrupt_does_not_wait():
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupts.noted
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_outside_the_main_thread_nothing_is_noted():
    seen = []

    def work():
        with Interrupts() as interrupts:
            seen.append(interrupts.noted)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [False]
