"""Stop collecting what a cell sends once it is too much, too often, or nested too deeply."""

from collections.abc import Mapping
from typing import Any

from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.stop_reasons import OutputLimitError


class OutputCount:
    """The messages of one cell, and their size.

    Args:
        limits: How many bytes, messages and levels a cell may send.
    """

    def __init__(self, limits: SandboxLimits) -> None:
        self.limits = limits
        self.bytes, self.messages = 0, 0

    def add(self, message: Mapping[str, Any]) -> None:
        """Count a message.

        Raises:
            OutputLimitError: With it, the cell has sent more than it may.
        """
        for part in ("header", "parent_header", "content", "metadata"):
            self.bytes += size_of(message.get(part), self.limits.depth)
        buffers = message.get("buffers")
        self.bytes += sum(map(len, buffers)) if isinstance(buffers, list) else 0
        self.messages += 1
        if self.bytes > self.limits.output_bytes or self.messages > self.limits.output_messages:
            raise OutputLimitError("the cell wrote more output than a cell may write")


def size_of(value: object, depth: int) -> int:
    """Return about how many bytes a message takes.

    Args:
        value: The message, or a part of it.
        depth: The number of levels that it may still be nested.

    Raises:
        OutputLimitError: It is nested more deeply.
    """
    if depth < 0:
        raise OutputLimitError("the cell published data that is nested too deeply")
    if isinstance(value, dict):
        return 16 + sum(len(str(k)) + size_of(v, depth - 1) for k, v in value.items())
    if isinstance(value, list):
        return 16 + sum(size_of(item, depth - 1) for item in value)
    return 16 + (len(value) if isinstance(value, str | bytes) else 0)
