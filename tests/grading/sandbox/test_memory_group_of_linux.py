"""Linux kills what takes more memory than its group may have, however it is taken.

These tests need control groups of version 2, which many containers lack, so they don't run with the
others: ``COURSE_HOSTILE=all python3 course.py test tests/grading/sandbox``, as root or under
``systemd-run --user --scope``.
"""

import subprocess
import sys
import time

import pytest

from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.memory_group import new_group
from course_lib.grading.sandbox.sandbox import BubblewrapSandbox

pytestmark = pytest.mark.long
MB = 1 << 20
LIMITS = SandboxLimits(memory_mb=96)
# each file stays below the limit of a file's size
HEAD = """
import array, mmap, os, socket, time
def memfd():
    f = os.memfd_create('a')
    for _ in range(15): os.write(f, b'x' * (1 << 20))
    return f
"""
WAYS = {
    "private": "x = bytearray(b'x' * (150 << 20))",
    "shared": "m = mmap.mmap(-1, 150 << 20); m.write(b'x' * (150 << 20))",
    "in memfds": "x = [memfd() for _ in range(10)]",
    "in memfds on their way": """
a, b = socket.socketpair()
for _ in range(10):
    f = memfd()
    a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [f]))])
    os.close(f)
""",
    "in three children": """
for _ in range(3):
    if os.fork() == 0:
        x = bytearray(b'x' * (50 << 20)); time.sleep(60)
""",
    "by a child of a child that left its session": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: x = bytearray(b'x' * (150 << 20)); time.sleep(60)
    os._exit(0)
""",
}


@pytest.fixture(autouse=True)
def _version_2():
    group = new_group(MB)
    if group is None:
        pytest.skip("no control group of version 2 for this user on this machine")
    group.remove()


def sandbox(tmp_path, code):
    program = (sys.executable, "-c", HEAD + code + "\ntime.sleep(60)")
    kind = type("Program", (BubblewrapSandbox,), {"program": program})
    return kind(tmp_path, LIMITS, {})


def wait(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("way", WAYS)
def test_what_takes_too_much_is_killed_and_leaves_nothing(way, tmp_path):
    running = sandbox(tmp_path, WAYS[way])
    try:
        assert wait(lambda: not running.alive())
        assert wait(running.ended.is_set) or running.killed_for
    finally:
        running.kill()

    assert running.killed_for == "memory_limit"
    assert not running.group.folder.exists()


def test_what_takes_less_runs_on_and_can_read_large_files(tmp_path):
    tmp_path.chmod(0o755)  # a kernel's user may look into it, as into the real one
    large = tmp_path / "large"
    large.write_bytes(b"x" * (150 * MB))  # its pages are in memory, but Linux can drop them
    code = """
x = bytearray(b'x' * (20 << 20))
with open('/course/large', 'rb') as large:
    while large.read(1 << 20): pass
open('/student/done', 'w')
"""
    running = sandbox(tmp_path, code)
    try:
        assert wait(lambda: _exists(running.kernel_pid, "student/done"))
        assert running.alive()
    finally:
        running.kill()

    assert running.killed_for is None
    assert not running.group.folder.exists()


def test_a_process_that_is_moved_into_the_group_is_limited_from_then_on(tmp_path):
    code = "import sys; sys.stdin.read(1); x = bytearray(b'x' * (150 << 20))"
    group = new_group(96 * MB)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        group.add(process.pid)
        process.communicate(b"x")

    assert process.returncode == -9
    assert group.exceeded()
    group.remove()


def _exists(pid, path):
    try:
        with open(f"/proc/{pid}/root/{path}"):  # noqa: PTH123 (a path of another process, which may end)
            return True
    except OSError:
        return False
