"""Kill a student's kernel and all processes that it has started, also those that it left behind."""

import contextlib
import os
import signal


def kill_namespace(first: int) -> None:
    """Kill every process of a PID namespace, whatever it did to detach itself.

    Source: pid_namespaces(7): when the first process ends, Linux kills the others.

    Args:
        first: The first process of the namespace, by its number outside. It may have ended.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(first, signal.SIGKILL)


def kill_group(leader: int) -> None:
    """Kill a process group; a process that left the group survives.

    Args:
        leader: The process that was started with ``start_new_session``. It may have ended.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
