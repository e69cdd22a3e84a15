"""What one submission may use, and the errors that say which limit it broke."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class SandboxLimits:
    """The limits of one kernel; the defaults suit exercises that compute for seconds."""

    cell_seconds: float = 20.0
    grace_seconds: float = 4.0  # from the interrupt until the kernel is killed
    total_seconds: float = 120.0  # of one pass through the notebook
    start_seconds: float = 60.0
    memory_mb: int = 1_500  # of all processes together
    address_mb: int = 4_096  # of each process
    processes: int = 64
    file_mb: int = 32
    disk_mb: int = 64  # of each file system in memory
    open_files: int = 512
    cpu_seconds: int = 600
    output_bytes: int = 4 * MB  # of one cell
    output_messages: int = 2_000
    message_bytes: int = MB
    depth: int = 20  # levels of nested data that a cell may publish
    grader_mb: int = 120  # by which the process that reads the messages may grow


class StoppedError(Exception):
    """A cell was stopped; ``category`` says why."""

    category = "error"


class KernelDiedError(StoppedError):
    """The kernel ended: a crash, an exit, a signal."""

    category = "kernel_died"


class MemoryLimitError(KernelDiedError):
    """The kernel was killed because it took too much memory."""

    category = "memory_limit"


class MalformedMessageError(StoppedError):
    """The kernel was killed because it sent something that isn't a Jupyter message."""

    category = "bad_message"


class NotRunError(StoppedError):
    """The cell never started: an earlier one had ended the kernel, or used up the time."""

    category = "not_run"


class OutputLimitError(StoppedError):
    """The kernel was killed because it wrote too much."""

    category = "output_limit"


class TimeLimitError(StoppedError):
    """The cell, or the whole submission, took too long."""

    category = "timeout"


HARMFUL = frozenset({"kernel_died", "memory_limit", "output_limit", "bad_message", "timeout"})
DISTURBED = HARMFUL | {"not_run"}
