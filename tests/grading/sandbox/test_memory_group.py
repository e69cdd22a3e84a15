"""A group is made where Linux allows one, with its limit; elsewhere there is none, and no trace.

Control groups of version 2 aren't on every machine, so these tests write the files of some. What
Linux does with a real one is in `test_memory_group_of_linux`.
"""

import subprocess
import sys

import pytest

from course_lib.grading.sandbox import memory_group
from course_lib.grading.sandbox.memory_group import MemoryGroup, new_group

LIMIT = 1 << 30


@pytest.fixture
def mount(tmp_path, monkeypatch):
    """A machine on which this process is in ``/user/one``; ``/user`` may limit its groups."""
    top = tmp_path / "cgroup"
    (top / "user" / "one").mkdir(parents=True)
    (top / "cgroup.controllers").write_text("cpu memory pids\n")
    (top / "cgroup.subtree_control").write_text("memory\n")
    (top / "user" / "cgroup.subtree_control").write_text("cpu memory\n")
    (top / "user" / "one" / "cgroup.subtree_control").write_text("memory\n")
    own = tmp_path / "own"
    own.write_text("4:memory:/elsewhere\n0::/user/one\n")
    monkeypatch.setattr(memory_group, "MOUNT", top)
    monkeypatch.setattr(memory_group, "OWN", own)
    return top


def groups(mount):
    return sorted(path.relative_to(mount).parent.as_posix() for path in mount.rglob("course-*"))


def test_the_nearest_group_that_contains_no_processes_gets_one_with_the_limit(mount):
    group = new_group(LIMIT)

    assert groups(mount) == ["user"]
    assert (group.folder / "memory.max").read_text() == str(LIMIT)
    assert (group.folder / "memory.oom.group").read_text() == "1"


def test_swapped_memory_is_limited_where_linux_can(mount, monkeypatch):
    mkdir = type(mount).mkdir

    def with_swap(path, *args, **kwargs):
        mkdir(path, *args, **kwargs)
        (path / "memory.swap.max").touch()

    monkeypatch.setattr(type(mount), "mkdir", with_swap)

    assert (new_group(LIMIT).folder / "memory.swap.max").read_text() == "0"


def test_a_group_whose_children_have_no_limits_is_passed_over(mount):
    (mount / "user" / "cgroup.subtree_control").write_text("cpu pids\n")

    assert new_group(LIMIT).folder.parent == mount


def test_the_first_group_of_a_machine_may_contain_processes_and_groups(mount, tmp_path):
    (tmp_path / "own").write_text("0::/\n")

    assert new_group(LIMIT).folder.parent == mount


@pytest.mark.parametrize("missing", ["cgroup.controllers", "cgroup.subtree_control"])
def test_without_version_2_there_is_no_group(mount, missing):
    for path in mount.rglob(missing):
        path.unlink()

    assert new_group(LIMIT) is None
    assert groups(mount) == []


def test_a_group_that_no_process_may_join_leaves_no_trace(mount, monkeypatch):
    refused = [sys.executable, "-c", "raise SystemExit('Permission denied')"]
    monkeypatch.setattr(MemoryGroup, "command", lambda self, command: refused)
    removed = []
    monkeypatch.setattr(
        type(mount), "rmdir", lambda folder: removed.append(folder)
    )  # these files would keep a folder

    assert new_group(LIMIT) is None
    assert {path.parent for path in removed} == {mount, mount / "user"}


def test_a_program_joins_before_it_starts(tmp_path):
    joined = tmp_path / "cgroup.procs"
    code = f"import os; print(os.getpid() == int(open({str(joined)!r}).read()))"
    command = MemoryGroup(tmp_path).command([sys.executable, "-c", code])

    assert subprocess.run(command, capture_output=True, check=True).stdout.split() == [b"True"]


def test_a_program_that_cannot_join_does_not_start(tmp_path):
    started = tmp_path / "started"
    command = MemoryGroup(tmp_path / "absent").command(["/usr/bin/touch", str(started)])

    assert subprocess.run(command, capture_output=True).returncode != 0
    assert not started.exists()


@pytest.mark.parametrize(("kills", "exceeded"), [(0, False), (3, True)])
def test_only_a_kill_for_memory_counts(tmp_path, kills, exceeded):
    events = f"low 0\nhigh 0\nmax 20\noom 1\noom_kill {kills}\noom_group_kill 0\n"
    (tmp_path / "memory.events").write_text(events)

    assert MemoryGroup(tmp_path).exceeded() is exceeded


def test_a_group_that_is_gone_has_not_exceeded_its_limit(tmp_path):
    assert MemoryGroup(tmp_path / "absent").exceeded() is False


def test_a_group_is_removed_once_its_processes_have_left(tmp_path, monkeypatch):
    group = MemoryGroup(tmp_path / "group")
    (group.folder / "a process").mkdir(parents=True)
    rmdir, tries = type(tmp_path).rmdir, []

    def busy(path):
        tries.append(path)
        if len(tries) == 3:
            rmdir(path / "a process")
        rmdir(path)

    monkeypatch.setattr(type(tmp_path), "rmdir", busy)
    group.remove()

    assert len(tries) == 3
    assert not group.folder.exists()


def test_the_groups_of_graders_that_were_killed_are_removed(mount):
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    left, other = mount / "user" / f"course-{ended.pid}-0", mount / "user" / "course-1-0"
    left.mkdir()
    other.mkdir()

    new_group(LIMIT)

    assert not left.exists()
    assert other.exists()
