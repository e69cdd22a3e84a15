"""A place where a student's kernel runs, seen from outside: start it, watch it, stop it.

Nothing leaves a `BubblewrapSandbox`. An `Unsandboxed` kernel runs with the rights of the person who
grades; it is for learners who check their own work, and for teachers who trust the code.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.grading.sandbox import bubblewrap, process_usage, seccomp
from course_lib.grading.sandbox.kill_processes import kill_group, kill_namespace
from course_lib.grading.sandbox.limits import MB, SandboxLimits, under_rlimits
from course_lib.grading.sandbox.memory_group import MemoryGroup, new_group

KERNEL_ARGUMENTS = ("--HistoryManager.enabled=False", "-f")
# Imports create many objects and free few: collecting garbage would take a fifth of their time.
_START = """
import gc, sys
gc.disable()
sys.path.remove("")
try:
    import torch, matplotlib.axes, matplotlib.figure
except Exception:
    pass  # the set-up cell says why
gc.freeze()
gc.enable()
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""
_KERNEL = ("-c", _START, *KERNEL_ARGUMENTS)
_POLL_SECONDS = 0.1  # seconds


class Sandbox(ABC):
    """A running kernel and the address of its sockets."""

    process: "subprocess.Popen[bytes]"
    pid: int  # if this process ends, everything inside does
    sockets: str  # folder of the sockets, as seen from outside
    group: MemoryGroup | None = None  # None: the grader adds up the memory of the processes

    def __init__(self, limits: SandboxLimits) -> None:
        self.limits = limits
        self.secret = secrets.token_hex(16)
        self._killed_for: str | None = None
        self.cpu_seconds = 0.0  # of its processes; set when it is killed
        self.ended = threading.Event()

    @property
    def kernel_pid(self) -> int | None:
        """The process that an interrupt is sent to."""
        return self.pid

    def connection(self, sockets: str) -> dict[str, object]:
        """Return the connection file's content for a kernel or a client.

        Args:
            sockets: The folder of the sockets, as the reader of the file sees it.
        """
        ports = {"shell": 1, "iopub": 2, "stdin": 3, "hb": 4, "control": 5}
        return {
            "transport": "ipc",
            "ip": f"{sockets}/k",
            "key": self.secret,
            "signature_scheme": "hmac-sha256",
            "kernel_name": "",
        } | {f"{name}_port": port for name, port in ports.items()}

    def alive(self) -> bool:
        """Return True if the kernel still runs."""
        return self.process.poll() is None

    @property
    def killed_for(self) -> str | None:
        """The category of the first limit that it broke and was killed for."""
        if self._killed_for is None and self.group is not None and self.group.exceeded():
            self._killed_for = "memory_limit"  # Linux killed it
        return self._killed_for

    def kill(self, why: str | None = None) -> None:
        """Kill the kernel and all that it has started.

        Args:
            why: The category of the limit that it broke; the first one is remembered.
        """
        if self.process.poll() is None:
            self._killed_for = self.killed_for or why
            # no parent waits for the processes inside, so none learns their CPU time
            self.cpu_seconds = process_usage.cpu_seconds(self.members())
            self._kill_all()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.ended.set()
        if self.group is not None:
            self._killed_for = self.killed_for  # the group knows it, and is removed
            self.group.remove()

    def members(self) -> list[int]:
        """Return the processes inside."""
        return process_usage.tree(self.pid)

    @abstractmethod
    def _kill_all(self) -> None:
        """Kill all processes inside."""

    def watch(self) -> None:
        """Start a thread that kills the sandbox if it takes too much memory."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while self.alive() and not self.ended.wait(_POLL_SECONDS):
            if self._takes_too_much():
                self.kill("memory_limit")

    def _takes_too_much(self) -> bool:
        if self.group is not None:
            return self.group.exceeded()
        limit = self.limits.memory_mb * MB
        return process_usage.memory(self.members(), above=limit) > limit


class BubblewrapSandbox(Sandbox):
    """A kernel in bubblewrap.

    Args:
        course: The student edition, from `kernel_home`.
        limits: What the kernel may use.
        environment: The variables that its probes need.
        slot: The number of the worker; each has a core and, under root, a user of its own.
    """

    program: Sequence[str] = (sys.executable, *_KERNEL, bubblewrap.CONNECTION)

    def __init__(
        self, course: Path, limits: SandboxLimits, environment: Mapping[str, str], slot: int = 0
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
        command = [
            *("/usr/bin/taskset", "-c", str(core_of(slot))),
            *("bwrap", "--args", str(hidden), "--"),
            *under_rlimits(bubblewrap.unprivileged(self.program, slot), limits),
        ]
        self.group = new_group(limits.memory_mb * MB)
        self.process = subprocess.Popen(
            self.group.command(command) if self.group else command,
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
        """The first process inside, a child of the one with which bubblewrap reaps zombies."""
        return next(iter(process_usage.children(self.pid)), None)

    def _first_process(self, reader: int) -> int:
        with os.fdopen(reader, "rb", buffering=0) as pipe:
            info = b""
            while not info.rstrip().endswith(b"}") and (part := pipe.read(4096)):
                info += part
        if not info:
            self.process.wait(10)
            if self.group is not None:
                self.group.remove()
            raise RuntimeError("the sandbox did not start: run `course doctor`")
        return int(json.loads(info)["child-pid"])

    def _kill_all(self) -> None:
        kill_namespace(self.pid)


class Unsandboxed(Sandbox):
    """A kernel without a sandbox, in an empty folder.

    Args:
        course: The student edition, from `kernel_home`.
        limits: What the kernel may use.
        environment: The variables that its probes need.
    """

    def __init__(self, course: Path, limits: SandboxLimits, environment: Mapping[str, str]) -> None:
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
        """Kill the kernel and its process group, and remove its folder."""
        super().kill(why)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill_all(self) -> None:
        kill_group(self.pid)


def _memory_file(content: bytes) -> int:
    handle = os.memfd_create("course")
    os.write(handle, content)
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def core_of(slot: int) -> int:
    """Return the core of a slot, so that busy code slows down no other slot's."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[slot % len(cores)]
