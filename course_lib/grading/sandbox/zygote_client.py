"""Kernels from a zygote, each in a sandbox of its own: `course grade --warm`.

The sandbox is the same as for a cold kernel: bubblewrap builds it with the same options. A process
sleeps in it to keep it open, and the kernel comes from `course_lib.grading.sandbox.zygote_process`.
"""

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from course_lib.grading.sandbox import bubblewrap, process_usage, seccomp
from course_lib.grading.sandbox import zygote_process as zygote
from course_lib.grading.sandbox.limits import SandboxLimits, rlimits
from course_lib.grading.sandbox.sandbox import KERNEL_ARGUMENTS, BubblewrapSandbox, core_of


class ZygoteError(RuntimeError):
    """The zygote gave no kernel; the message says why."""


class Zygote:
    """A running zygote; it ends when it is closed, or with the process that started it.

    Args:
        folder: A folder of the grader alone, since anybody who reaches the socket in it can ask
            for kernels.
    """

    def __init__(self, folder: Path) -> None:
        self.address = folder / "zygote"
        self.address.unlink(missing_ok=True)
        log = folder / "zygote.txt"
        names = bubblewrap.environment({"MPLCONFIGDIR": "matplotlib"})  # in the folder
        with log.open("wb") as output, _near(self.address) as (near, handle):
            self._process = subprocess.Popen(
                [sys.executable, "-P", zygote.__file__, near],
                env=names,
                cwd=folder,
                stdin=subprocess.PIPE,  # it ends when this is closed
                stdout=subprocess.PIPE,
                stderr=output,
                pass_fds=[handle],
                start_new_session=True,
            )
        if self._process.stdout is None or not self._process.stdout.readline():
            self.close()
            raise ZygoteError(f"the warm start failed; {log} says why. Grade without --warm.")

    @property
    def cpu_seconds(self) -> float:
        """The CPU time of the zygote itself, without its kernels."""
        return process_usage.cpu_seconds([self._process.pid])

    def close(self) -> None:
        """End the zygote."""
        self._process.kill()
        self._process.communicate()


class WarmSandbox(BubblewrapSandbox):
    """A sandbox that a sleeping process keeps open until the kernel has joined it.

    Args:
        address: The socket of the zygote.
        course: The student edition, from `kernel_home`.
        limits: What the kernel may use.
        environment: The variables that its probes need.
        slot: The number of the worker.
    """

    program = ("/usr/bin/sleep", "infinity")
    _kernel: int | None = None
    _watched = -1

    def __init__(
        self,
        address: Path,
        course: Path,
        limits: SandboxLimits,
        environment: Mapping[str, str],
        slot: int,
    ) -> None:
        super().__init__(course, limits, environment, slot)
        try:
            while super().kernel_pid is None:  # once it sleeps, the sandbox is complete
                if not super().alive() or self.ended.wait(0.002):
                    raise ZygoteError("the sandbox did not start: run `course doctor`")
            self._kernel = _ask(address, self._request(slot), limits.start_seconds)
            self._watched = os.pidfd_open(self._kernel)
            if self.group is not None:  # no line of the student's has run yet
                self.group.add(self._kernel)
        except BaseException:
            self.kill()
            raise

    @property
    def kernel_pid(self) -> int | None:
        """The kernel, which isn't a child of bubblewrap."""
        return self._kernel

    def alive(self) -> bool:
        """Return True if the kernel still runs; the sandbox outlives it."""
        if self._watched < 0 or not super().alive():
            return super().alive()
        return not select.select([self._watched], [], [], 0)[0]

    def members(self) -> list[int]:
        """Return the processes inside."""
        return super().members() + (process_usage.tree(self._kernel) if self._kernel else [])

    def _request(self, slot: int) -> dict[str, object]:
        return {
            "holder": self.pid,
            "core": core_of(slot),
            "limits": rlimits(self.limits),
            "uid": bubblewrap.FIRST_UID + slot if os.getuid() == 0 else None,
            "seccomp": seccomp.program().hex(),
            "environment": self.environment,
            "arguments": [*KERNEL_ARGUMENTS, bubblewrap.CONNECTION],
        }


def _ask(address: Path, request: Mapping[str, object], seconds: float) -> int:
    """Ask a zygote for a kernel, and return the kernel's process id."""
    with socket.socket(socket.AF_UNIX) as connection, _near(address) as (near, _):
        connection.settimeout(seconds)
        connection.connect(near)
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile() as reply:
            answer = json.loads(reply.readline() or '{"error": "it ended"}')
    if "kernel" not in answer:
        raise ZygoteError(f"the warm start failed: {answer.get('error')}")
    return int(answer["kernel"])


@contextmanager
def _near(path: Path) -> Iterator[tuple[str, int]]:
    """Yield a short name for a path, since a socket's must fit in 107 bytes."""
    handle = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}", handle
    finally:
        os.close(handle)
