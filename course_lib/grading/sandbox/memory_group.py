"""A control group for the processes of one sandbox: Linux itself limits their memory.

Linux counts everything that it holds for the group: private and shared memory, files in memory, a
memfd that is on its way between two processes, and its own tables. If the group needs more than its
limit, Linux kills all of its processes.

It needs version 2 of control groups and the right to create one: root has it, and an ordinary user
under ``systemd-run --user --scope course grade …``. Elsewhere `sandbox` adds up what
`process_usage.memory` finds.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html, "Memory" and "No Internal Process
Constraint".
"""

import contextlib
import os
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
_EMPTY_SECONDS = 2.0  # until killed processes have left their group


class MemoryGroup:
    """A control group with a limit of memory; `new_group` makes one.

    Args:
        folder: Its folder below `MOUNT`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def command(self, command: Sequence[str]) -> list[str]:
        """Return a command that joins the group, and then runs a program in its place."""
        joined = 'echo $$ > "$0" && exec "$@"'
        return ["/bin/sh", "-c", joined, str(self.folder / "cgroup.procs"), *command]

    def add(self, pid: int) -> None:
        """Move a process into the group. What it took before stays where it was counted.

        Raises:
            OSError: Linux refuses, or the process has ended.
        """
        (self.folder / "cgroup.procs").write_text(str(pid), "ascii")

    def exceeded(self) -> bool:
        """Return True if Linux has killed processes of the group for their memory."""
        try:
            lines = (self.folder / "memory.events").read_text("ascii").splitlines()
        except OSError:  # it is gone
            return False
        return any(int(line.split()[1]) > 0 for line in lines if line.startswith("oom_kill "))

    def remove(self) -> None:
        """Remove the group, once its processes have ended; it stays if they don't."""
        end = time.monotonic() + _EMPTY_SECONDS
        while self.folder.exists() and time.monotonic() < end:
            with contextlib.suppress(OSError):  # busy: a process is still being taken down
                self.folder.rmdir()
                return
            time.sleep(0.01)


def new_group(limit: int) -> MemoryGroup | None:
    """Return a new control group, or None if this machine or this user can have none.

    Args:
        limit: Its memory in bytes.
    """
    for parent in _parents():
        _sweep(parent)
        folder = parent / f"course-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            folder.mkdir()
            _limit(folder, limit)
            _try_to_join(folder)
        except OSError:  # this user may not
            with contextlib.suppress(OSError):
                folder.rmdir()
        else:
            return MemoryGroup(folder)
    return None


def _parents() -> Iterator[Path]:
    """Yield the groups that may contain one with a limit of memory, the nearest first.

    This process's own group can't: groups that contain processes have no groups with limits. The
    first group of a machine is the exception.
    """
    if not (MOUNT / "cgroup.controllers").is_file():
        return
    own = MOUNT / _own_group().lstrip("/")
    for place in (own, *own.parents):
        if place != own or own == MOUNT:
            with contextlib.suppress(OSError):
                if "memory" in (place / "cgroup.subtree_control").read_text("ascii").split():
                    yield place
        if place == MOUNT:
            return


def _own_group() -> str:
    """Return the group of this process in version 2: cgroups(7)."""
    with contextlib.suppress(OSError):
        for line in OWN.read_text("ascii").splitlines():
            if line.startswith("0::"):
                return line[3:]
    return "/"


def _limit(folder: Path, limit: int) -> None:
    (folder / "memory.max").write_text(str(limit), "ascii")
    # all processes are killed, or some would go on alone
    (folder / "memory.oom.group").write_text("1", "ascii")
    if (folder / "memory.swap.max").exists():
        (folder / "memory.swap.max").write_text("0", "ascii")


def _try_to_join(folder: Path) -> None:
    """Raise an OSError if a process of this user may not join the group."""
    joined = subprocess.run(MemoryGroup(folder).command(["/bin/true"]), capture_output=True)
    if joined.returncode != 0:
        raise PermissionError(joined.stderr.decode(errors="replace"))


def _sweep(parent: Path) -> None:
    """Remove the groups of graders that were killed; Linux keeps those that aren't empty."""
    for folder in parent.glob("course-*-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
