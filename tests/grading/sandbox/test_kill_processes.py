"""No process that a kernel has started outlives it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_lib.grading.sandbox.kill_processes import kill_group, kill_namespace
from course_lib.grading.sandbox.process_usage import tree

CHILD = "import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint(flush=True)\ninput()"
DAEMON = CHILD.replace("'sleep'", "'setsid', 'sleep'")


def start(*command, **options):
    """Start a command in a session of its own; return it once it has printed a line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "start_new_session": True}
    process = subprocess.Popen(command, **pipes, **options)
    process.stdout.readline()
    return process


def end(pids):
    """Wait until processes have ended; return False after ten seconds."""
    limit = time.monotonic() + 10
    while any(map(runs, pids)) and time.monotonic() < limit:
        time.sleep(0.01)
    return not any(map(runs, pids))


def runs(pid):
    """Return True if a process runs; a zombie, for which nobody has waited yet, doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_group_is_killed_with_the_children_of_its_leader():
    with start(sys.executable, "-c", CHILD) as process:
        members = tree(process.pid)

        kill_group(process.pid)

        assert len(members) == 2
        assert end(members)


def test_a_namespace_is_killed_with_a_daemon_that_left_its_group(bubblewrap):
    reader, writer = os.pipe()
    inside = ("bwrap", "--unshare-pid", "--dev-bind", "/", "/", "--info-fd", str(writer), "--")
    with start(*inside, sys.executable, "-c", DAEMON, pass_fds=[writer]):
        os.close(writer)
        with os.fdopen(reader) as info:
            first = json.load(info)["child-pid"]
        members = tree(first)

        kill_namespace(first)

        assert len(members) >= 3  # bubblewrap's own, Python, and the daemon
        assert end(members)


@pytest.mark.parametrize("kill", [kill_group, kill_namespace])
def test_a_process_that_has_ended_is_no_error(kill):
    with subprocess.Popen(["true"], start_new_session=True) as process:
        process.wait(10)

    kill(process.pid)
