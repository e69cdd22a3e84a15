"""A client for a kernel that may do anything: every wait ends, and every message has a size limit.

nbval's `RunningKernel` waits for a dead kernel until the time is over, and collects all it gets.
`BoundedKernel` replaces it. It notices within a tenth of a second that the kernel died, gives
each cell one deadline, and stops a kernel that sends too much, too often, or nested too deeply.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import channel_socket_types
from nbval.kernel import RunningKernel  # type: ignore[import-untyped]

from course_lib.grading.execution.output_limits import OutputCount
from course_lib.grading.sandbox import process_usage
from course_lib.grading.sandbox.limits import MB, SandboxLimits
from course_lib.grading.sandbox.malformed_messages import checked
from course_lib.grading.sandbox.sandbox import Sandbox
from course_lib.grading.sandbox.stop_reasons import (
    KernelDiedError,
    MalformedMessageError,
    MemoryLimitError,
    OutputLimitError,
    TimeLimitError,
)

_POLL_SECONDS = 0.1  # seconds
_WATCH_SECONDS = 0.02  # a flood of messages grows by a gigabyte a second


class BoundedClient(BlockingKernelClient):
    """A client whose sockets refuse messages of more than ``message_bytes``."""

    message_bytes = 1 << 20

    def _create_connected_socket(
        self, channel: str, identity: bytes | None = None
    ) -> zmq.Socket[Any]:
        socket: zmq.Socket[Any] = self.context.socket(channel_socket_types[channel])
        socket.linger = 200
        socket.setsockopt(zmq.MAXMSGSIZE, self.message_bytes)
        socket.setsockopt(zmq.RCVHWM, 100)
        socket.setsockopt(
            zmq.RECONNECT_IVL, -1
        )  # a socket that student code puts there isn't the kernel
        if identity:
            socket.identity = identity
        if channel == "iopub":
            socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.connect(self._make_url(channel))
        return socket


class BoundedKernel(RunningKernel):  # type: ignore[misc]  # nbval has no types
    """What nbval calls a running kernel, in a sandbox.

    Args:
        sandbox: The sandbox in which the kernel has been started.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.limits: SandboxLimits = sandbox.limits
        self.begin(self.limits.start_seconds)
        try:
            self._wait_for_sockets()
            self.kc = BoundedClient()
            self.kc.load_connection_info(sandbox.connection(sandbox.sockets))  # type: ignore[arg-type]
            self.kc.start_channels(hb=False)
            self._watch_own_memory()
            self.kc.allow_stdin = False
            self._ensure_iopub_up()
        except BaseException:
            self.stop()
            raise

    def begin(self, seconds: float) -> None:
        """Start the time of the next cell, and its count of output."""
        self._end, self._output = time.monotonic() + seconds, OutputCount(self.limits)

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        """Receive one message.

        Raises:
            Empty: No message came within ``timeout`` seconds.
            StoppedError: No message will come: the kernel died, or had to be stopped.
        """
        end = time.monotonic() + (1e9 if timeout is None else timeout)
        receive = self.kc.get_iopub_msg if stream == "iopub" else self.kc.get_shell_msg
        while True:
            if time.monotonic() > self._end + self.limits.grace_seconds:
                self.sandbox.kill("timeout")
                raise TimeLimitError("the cell did not stop when its time was over")
            try:
                message: dict[str, Any] = receive(timeout=_POLL_SECONDS)
            except Empty:
                self._raise_if_dead()
                if time.monotonic() >= end:
                    raise
                continue
            except Exception as fault:  # it has a valid signature, but it isn't a message
                self.sandbox.kill("bad_message")
                raise MalformedMessageError("the kernel sent what can't be read") from fault
            self._count(message)
            try:
                return checked(message, self.limits.depth)
            except MalformedMessageError:
                self.sandbox.kill("bad_message")
                raise

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Wait until a cell has run; ``timeout`` is for all of its messages together."""
        end = time.monotonic() + (1e9 if timeout is None else timeout)
        while True:
            message = self.get_message("shell", max(0.05, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == msg_id:
                return
            if time.monotonic() > end:
                raise Empty

    def is_alive(self) -> bool:
        """Return True if the kernel still runs."""
        return self.sandbox.alive()

    def interrupt(self) -> None:
        """Interrupt the cell that is running."""
        with contextlib.suppress(OSError):
            if pid := self.sandbox.kernel_pid:
                os.kill(pid, signal.SIGINT)

    def stop(self) -> None:
        """Kill the kernel."""
        with contextlib.suppress(Exception):
            self.kc.stop_channels()
        self.sandbox.kill()

    @property
    def language(self) -> str:
        """The language of the kernel, which is Python whatever the notebook says."""
        return "python"

    def _watch_own_memory(self) -> None:
        """Kill the kernel if its messages take too much memory in this process, read or not.

        The sockets bound the number of messages in their queues and the size of each part, but
        not the number of parts of a message.
        """
        sandbox = self.sandbox
        limit = process_usage.resident(os.getpid()) + self.limits.grader_mb * MB

        def watch() -> None:
            while sandbox.alive() and not sandbox.ended.wait(_WATCH_SECONDS):
                if process_usage.resident(os.getpid()) > limit:
                    sandbox.kill("output_limit")

        threading.Thread(target=watch, daemon=True).start()

    def _wait_for_sockets(self) -> None:
        while not all(
            Path(f"{self.sandbox.sockets}/k-{port}").exists() for port in (1, 2, 3, 4, 5)
        ):
            if time.monotonic() > self._end or not self.sandbox.alive():
                raise RuntimeError("the kernel did not start: run `course doctor`")
            time.sleep(0.01)

    def _raise_if_dead(self) -> None:
        if self.sandbox.alive():
            return
        if self.sandbox.killed_for == "memory_limit":
            raise MemoryLimitError("the code took too much memory")
        if self.sandbox.killed_for == "output_limit":
            raise OutputLimitError("the code sent more than a notebook may send")
        raise KernelDiedError("the kernel ended")

    def _count(self, message: Mapping[str, Any]) -> None:
        try:
            self._output.add(message)
        except OutputLimitError:
            self.sandbox.kill("output_limit")
            raise
