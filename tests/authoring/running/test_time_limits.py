import pytest

from course_lib.authoring.running import time_limits
from course_lib.authoring.running.time_limits import TimeLimits, measure_slack


@pytest.fixture
def machine(monkeypatch):
    """Pretend to be a machine: seconds for the reference work, load, and number of cores."""

    def become(seconds, load=0.0, cores=2):
        monkeypatch.setattr(
            time_limits.timeit, "repeat", lambda *_, **__: [0.9 * seconds, seconds, 99]
        )
        monkeypatch.setattr(time_limits.os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
        monkeypatch.setattr(time_limits.os, "cpu_count", lambda: cores)

    return become


def test_a_slower_machine_gets_more_time_and_a_faster_one_no_less(machine):
    machine(seconds=time_limits.REFERENCE / 10)
    assert measure_slack() == 1.0

    machine(seconds=time_limits.REFERENCE * 3)
    slack = measure_slack()

    assert slack == 3.0
    assert (TimeLimits(slack).cell, TimeLimits(slack).lesson) == (180.0, 720.0)
    assert TimeLimits(slack, timeout=5).cell == 5


@pytest.mark.parametrize(("load", "jobs", "slack"), [(0, 1, 1), (0, 2, 1), (2, 2, 2), (4, 1, 2.5)])
def test_cores_that_other_processes_use_count(machine, load, jobs, slack):
    machine(time_limits.REFERENCE, load)

    assert measure_slack(jobs) == slack


def test_this_machine_is_measured_in_seconds_of_cpu_time():
    assert 1.0 <= measure_slack() < 1000
