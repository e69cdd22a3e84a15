"""What the processes of a sandbox use, seen from outside: memory and CPU time.

`sandbox` stops a kernel that uses too much, by `kill_processes`.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")  # a second


def tree(pid: int) -> list[int]:
    """Return a process and all of its descendants."""
    found, todo = list[int](), [pid]
    while todo:
        found.append(todo.pop())
        todo += children(found[-1])
    return found


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = list[int]()
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:  # it has ended meanwhile
        return found
    return found


def memory(pids: Iterable[int], above: int) -> int:
    """Return the memory of processes in bytes, shared memory and memfds included.

    The result is exact only if it is larger than ``above``: the quick sum counts pages that a
    forked child shares with its parent again and again.
    """
    pids = list(pids)
    files = _memfds(pids)
    quick = sum(map(resident, pids)) + sum(files.values())
    if quick <= above:
        return quick
    mapped = _mapped(pids) if files else {}
    hidden = sum(max(0, size - mapped.get(inode, 0)) for inode, size in files.items())
    return sum(map(_share, pids)) + hidden


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time of processes and of their children that have ended, in seconds."""
    ticks = 0
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        ticks += sum(map(int, words[11:15]))  # utime, stime, cutime, cstime: proc(5)
    return ticks / _TICKS


def peak_mb() -> int:
    """Return the peak memory of this process in MB, without its children.

    `getrusage` would include the peak of the process that started this one.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
    return 0


def resident(pid: int) -> int:
    """Return the private and shared memory of a process in bytes, without pages of files."""
    return sum(_fields(f"/proc/{pid}/status", ("RssAnon:", "RssShmem:")))


def _share(pid: int) -> int:
    found = _fields(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))
    return sum(found) if found else resident(pid)


def _fields(path: str, names: tuple[str, ...]) -> list[int]:
    """Return the values in bytes of lines such as ``RssAnon:  12 kB``; none if it has ended."""
    try:
        lines = Path(path).read_text().splitlines()
        return [int(line.split()[1]) << 10 for line in lines if line.startswith(names)]
    except (OSError, IndexError, ValueError):
        return []


def _memfds(pids: Iterable[int]) -> dict[int, int]:
    """Return the sizes in bytes of the memfds that processes have open, by inode."""
    sizes: dict[int, int] = {}
    for pid in pids:
        try:
            handles = list(Path(f"/proc/{pid}/fd").iterdir())
        except OSError:  # it has ended meanwhile
            continue
        for handle in handles:
            with contextlib.suppress(OSError):
                if str(handle.readlink()).startswith("/memfd:"):
                    found = handle.stat()
                    sizes[found.st_ino] = found.st_blocks * 512
    return sizes


def _mapped(pids: Iterable[int]) -> dict[int, int]:
    """Return how many bytes of each memfd are in the processes' shares, by inode: proc(5)."""
    found: dict[int, int] = {}
    for pid in pids:
        inode = 0
        try:
            lines = Path(f"/proc/{pid}/smaps").read_text().splitlines()
        except OSError:  # it has ended meanwhile
            continue
        for line in lines:
            words = line.split()
            if "-" in words[0]:  # a mapping: addresses, rights, offset, device, inode, path
                inode = int(words[4]) if "/memfd:" in line else 0
            elif inode and words[0] == "Pss:":
                found[inode] = found.get(inode, 0) + (int(words[1]) << 10)
    return found
