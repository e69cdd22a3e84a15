"""A sandbox ends with everything in it, and remembers why it was killed."""

import sys
import time

import pytest

from course_lib.grading.sandbox import sandbox as module
from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.process_usage import cpu_seconds, tree
from course_lib.grading.sandbox.sandbox import BubblewrapSandbox, core_of

LIMITS = SandboxLimits(memory_mb=96)
FORKS = "import os, time\nos.fork(); os.fork()\n"


class FullGroup:
    """A control group in which Linux has killed something; it is removed once."""

    removed = 0

    def command(self, command):
        return list(command)

    def exceeded(self):
        return not self.removed

    def remove(self):
        self.removed += 1


@pytest.fixture
def run(tmp_path, bubblewrap, monkeypatch):
    """Start a program in a sandbox without a control group; kill it at the end."""
    monkeypatch.setattr(module, "new_group", lambda limit: None)
    started = []

    def start(code):
        program = (sys.executable, "-c", code + "\nimport time; time.sleep(60)")
        kind = type("Program", (BubblewrapSandbox,), {"program": program})
        started.append(kind(tmp_path, LIMITS, {}))
        return started[-1]

    yield start
    for each in started:
        each.kill()


def wait(condition):
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_all_processes_end_with_a_sandbox(run):
    running = run(FORKS + "sum(range(10**7))")
    assert wait(lambda: len(tree(running.pid)) >= 5)  # bubblewrap's, and four of the program
    assert wait(lambda: cpu_seconds(running.members()) > 0)  # Linux counts hundredths of a second
    inside = running.members()

    running.kill()

    assert wait(lambda: all(tree(pid) == [pid] and not _lives(pid) for pid in inside))
    assert not running.alive()
    assert running.cpu_seconds > 0


@pytest.mark.parametrize(
    "code", ["x = bytearray(b'x' * (150 << 20))", FORKS + "x = b'x' * (40 << 20)"]
)
def test_a_program_that_takes_too_much_memory_is_killed_for_it(run, code):
    running = run(code)

    assert wait(lambda: running.killed_for is not None)
    assert running.killed_for == "memory_limit"
    assert wait(lambda: not running.alive())


def test_the_first_reason_counts(run):
    running = run("")

    running.kill("output_limit")
    running.kill("memory_limit")

    assert running.killed_for == "output_limit"


def test_a_sandbox_that_ended_by_itself_was_killed_for_nothing(run):
    running = run("raise SystemExit")
    assert wait(lambda: not running.alive())

    running.kill("output_limit")

    assert running.killed_for is None


def test_what_linux_killed_in_a_group_was_killed_for_its_memory(run, monkeypatch):
    group = FullGroup()
    monkeypatch.setattr(module, "new_group", lambda limit: group)
    running = run("")

    assert wait(lambda: not running.alive())  # the watch kills what Linux has left
    running.kill()

    assert running.killed_for == "memory_limit"
    assert group.removed


def test_neighbouring_slots_have_cores_of_their_own(monkeypatch):
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda pid: {4, 2, 7})

    assert [core_of(slot) for slot in range(5)] == [2, 4, 7, 2, 4]


def _lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 (it may end meanwhile)
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
