"""Watch the processes of a sandbox from outside: who they are, and how much memory they take."""

import os
from collections.abc import Iterable
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")  # a second


def tree(pid: int) -> list[int]:
    """List a process and all below it."""
    found, todo = list[int](), [pid]
    while todo:
        found.append(todo.pop())
        todo += children(found[-1])
    return found


def children(pid: int) -> list[int]:
    """List the processes that a process has started."""
    found = list[int]()
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:  # it has ended meanwhile
        return found
    return found


def memory(pids: Iterable[int], above: int) -> int:
    """Add up the memory of processes in bytes; exact only if the quick sum is ``above`` a limit.

    The quick sum counts pages that a forked child shares with its parent again and again.
    """
    pids = list(pids)
    quick = sum(_resident(pid) for pid in pids)
    return quick if quick <= above else sum(_share(pid) for pid in pids)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Add up the processor time of processes, and of those of their children that have ended."""
    ticks = 0
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        ticks += sum(map(int, words[11:15]))  # utime, stime, cutime, cstime: proc(5)
    return ticks / _TICKS


def peak_mb() -> int:
    """Return the most memory that this process has taken; that of its children does not count.

    `getrusage` would also count what the process had taken that started this one.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
    return 0


def _resident(pid: int) -> int:
    try:
        words = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(words[1]) - int(words[2])) * _PAGE
    except (OSError, IndexError):
        return 0


def _share(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):
                return int(line.split()[1]) << 10
    except (OSError, IndexError):
        return _resident(pid)
    return _resident(pid)
