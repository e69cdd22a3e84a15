"""What a student's kernel may use, and the rlimits that Linux imposes on each of its processes.

Linux can't add up the memory of several processes, so `sandbox` watches that.
`execution.bounded_kernel` measures time and output.

Source: setrlimit(2), prlimit(1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

    def with_cell_seconds(self, seconds: float) -> "SandboxLimits":
        """Return the same limits with another time for a cell; a pass has time for six of them."""
        total = max(self.total_seconds, 6 * seconds)
        return replace(self, cell_seconds=seconds, total_seconds=total)


def rlimits(limits: SandboxLimits) -> dict[str, int]:
    """Return the limits of each process under their names in Linux: ``AS`` for RLIMIT_AS."""
    return {
        "NPROC": limits.processes,
        "AS": limits.address_mb * MB,
        "FSIZE": limits.file_mb * MB,
        "NOFILE": limits.open_files,
        "CPU": limits.cpu_seconds,
        "CORE": 0,
    }


def under_rlimits(command: Sequence[str], limits: SandboxLimits) -> list[str]:
    """Return a command that sets the rlimits, which children inherit, and then runs a program."""
    values = rlimits(limits).items()
    return ["/usr/bin/prlimit", *(f"--{name.lower()}={value}" for name, value in values), *command]
