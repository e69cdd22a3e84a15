"""What one submission may use, and the ways in which it can go beyond that."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits of one kernel. The defaults suit exercises that compute for seconds, not minutes."""

    cell_seconds: float = 20.0
    grace_seconds: float = 4.0  # from the interrupt to the kill
    total_seconds: float = 120.0  # of one pass through the notebook
    start_seconds: float = 60.0
    memory_mb: int = 1_500  # of all its processes together
    address_mb: int = 4_096  # of each process
    processes: int = 64
    file_mb: int = 32
    disk_mb: int = 64  # in memory, and gone with the sandbox
    open_files: int = 512
    cpu_seconds: int = 600
    output_bytes: int = 4 * MB  # of one cell
    output_messages: int = 2_000
    message_bytes: int = MB
    depth: int = 20  # of what a cell publishes
    grader_mb: int = 150  # that the process which reads them may grow by, however much is sent


class StoppedError(Exception):
    """A cell did not come to its end; ``category`` says why."""

    category = "error"


class KernelDiedError(StoppedError):
    """The kernel is gone: a crash, an exit, a signal."""

    category = "kernel_died"


class MemoryLimitError(KernelDiedError):
    """The kernel was stopped because it took too much memory."""

    category = "memory_limit"


class MalformedMessageError(StoppedError):
    """The kernel was stopped because it sent what is no Jupyter message."""

    category = "bad_message"


class NotRunError(StoppedError):
    """The cell never began: an earlier one had ended the kernel, or used up the time."""

    category = "not_run"


class OutputLimitError(StoppedError):
    """The kernel was stopped because it wrote too much."""

    category = "output_limit"


class TimeLimitError(StoppedError):
    """The cell, or the whole submission, took too long."""

    category = "timeout"


HARMFUL = frozenset({"kernel_died", "memory_limit", "output_limit", "bad_message", "timeout"})
DISTURBED = HARMFUL | {"not_run"}
