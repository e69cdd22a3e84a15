"""Why a kernel was stopped: the errors of a cell that exceeded a limit, and their categories."""


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
