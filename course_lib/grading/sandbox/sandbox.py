"""A place where a student's kernel runs, seen from outside: start it, watch it, stop it.

`Sandbox` is a place that nothing leaves. `OpenPlace` is none: the kernel runs with the rights of
whoever grades. It serves learners who check their own work, and teachers who trust the code.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.grading.sandbox import bubblewrap, processes, seccomp
from course_lib.grading.sandbox.limits import MB, Limits

KERNEL_WORDS = ("--HistoryManager.enabled=False", "-f")
_KERNEL = ("-m", "ipykernel_launcher", *KERNEL_WORDS)
_LOOK_EVERY = 0.1  # seconds


class Box(ABC):
    """A running kernel and the address of its sockets."""

    process: "subprocess.Popen[bytes]"
    pid: int  # whose end is the end of everything inside
    sockets: str  # folder of the sockets, as seen from outside

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.secret = secrets.token_hex(16)
        self.killed_for: str | None = None
        self.cpu_seconds = 0.0  # that its processes took, known when it was killed
        self.ended = threading.Event()

    @property
    def kernel_pid(self) -> int | None:
        """The process that an interrupt goes to."""
        return self.pid

    def connection(self, sockets: str) -> dict[str, object]:
        """Describe the sockets to a kernel or a client: names, key, signature."""
        ports = {"shell": 1, "iopub": 2, "stdin": 3, "hb": 4, "control": 5}
        return {
            "transport": "ipc",
            "ip": f"{sockets}/k",
            "key": self.secret,
            "signature_scheme": "hmac-sha256",
            "kernel_name": "",
        } | {f"{name}_port": port for name, port in ports.items()}

    def alive(self) -> bool:
        """Say whether the kernel still runs."""
        return self.process.poll() is None

    def kill(self, why: str | None = None) -> None:
        """End the kernel and all that it has started, at once."""
        if self.process.poll() is None:
            self.killed_for = self.killed_for or why
            # nobody waits for what is killed inside, so no parent gets to know
            self.cpu_seconds = processes.cpu_seconds(self.members())
            self._strike()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.ended.set()

    def members(self) -> list[int]:
        """List the processes inside."""
        return processes.tree(self.pid)

    @abstractmethod
    def _strike(self) -> None:
        """Kill."""

    def watch(self) -> None:
        """Start to look after the memory that it takes."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        limit = self.limits.memory_mb * MB
        while self.alive() and not self.ended.wait(_LOOK_EVERY):
            if processes.memory(self.members(), above=limit) > limit:
                self.kill("memory_limit")


class Sandbox(Box):
    """A kernel in bubblewrap.

    Args:
        course: the student edition, from `kernel_home`.
        limits: what it may use.
        environment: what its probes need to know.
        slot: number of the worker; each has a core and, under root, a user of its own.
    """

    program: Sequence[str] = (sys.executable, *_KERNEL, bubblewrap.CONNECTION)

    def __init__(
        self, course: Path, limits: Limits, environment: Mapping[str, str], slot: int = 0
    ) -> None:
        super().__init__(limits)
        reader, writer = os.pipe()
        connection = json.dumps(self.connection(bubblewrap.SOCKETS)).encode()
        handles = bubblewrap.Handles(
            writer, _memory_file(connection), _memory_file(seccomp.program())
        )
        self.environment = bubblewrap.environment(
            {"PYTHONPATH": bubblewrap.COURSE, "COURSE_ROOT": bubblewrap.COURSE, **environment}
        )
        words = bubblewrap.options(course, limits, self.environment, handles)
        hidden = _memory_file(b"".join(word.encode() + b"\0" for word in words))
        given = [handles.info, handles.connection, handles.seccomp, hidden]
        self.process = subprocess.Popen(
            [
                *("/usr/bin/taskset", "-c", str(core_of(slot))),
                *("bwrap", "--args", str(hidden), "--"),
                *bubblewrap.limited(self.program, limits, slot),
            ],
            pass_fds=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for handle in given:
            os.close(handle)
        self.pid = self._first_process(reader)
        self.sockets = f"/proc/{self.pid}/root{bubblewrap.SOCKETS}"
        self.watch()

    @property
    def kernel_pid(self) -> int | None:
        """The first process inside, below the one that bubblewrap leaves to reap the dead."""
        return next(iter(processes.children(self.pid)), None)

    def _first_process(self, reader: int) -> int:
        with os.fdopen(reader, "rb", buffering=0) as pipe:
            told = b""
            while not told.rstrip().endswith(b"}") and (part := pipe.read(4096)):
                told += part
        if not told:
            self.process.wait(10)
            raise RuntimeError("the sandbox did not start: run `course doctor`")
        return int(json.loads(told)["child-pid"])

    def _strike(self) -> None:
        # the first process of its namespace: with it, everything inside is gone
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class OpenPlace(Box):
    """A kernel without a sandbox, in an empty folder."""

    def __init__(self, course: Path, limits: Limits, environment: Mapping[str, str]) -> None:
        super().__init__(limits)
        self.folder = Path(tempfile.mkdtemp(prefix="course-"))
        self.sockets = str(self.folder)
        connection = self.folder / "connection.json"
        connection.touch(0o600)
        connection.write_text(json.dumps(self.connection(self.sockets)), encoding="utf-8")
        places = {"PYTHONPATH": str(course), "COURSE_ROOT": str(course)}
        places["COURSE_PROGRESS"] = str(self.folder / "progress.json")
        self.process = subprocess.Popen(
            [sys.executable, *_KERNEL, str(connection)],
            env=dict(os.environ, **places, **environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pid = self.process.pid
        self.watch()

    def kill(self, why: str | None = None) -> None:
        """End the kernel and its group of processes, and remove its folder."""
        super().kill(why)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _strike(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def _memory_file(content: bytes) -> int:
    handle = os.memfd_create("course")
    os.write(handle, content)
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def core_of(slot: int) -> int:
    """Tie a slot to one core, so that code that never rests slows down nobody else's."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[slot % len(cores)]
