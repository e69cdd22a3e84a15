"""Refuse or repair malformed Jupyter messages, since a kernel may send anything.

Messages about the state of a cell must be well formed; otherwise the kernel is killed. Messages
that only carry output are repaired: the parts that can't be read are left out.
"""

from collections.abc import Mapping
from typing import Any

from course_lib.grading.sandbox.stop_reasons import MalformedMessageError

_CONTROL = {"status": ("execution_state",), "execute_reply": ("status",)}
_OUTPUTS = ("display_data", "execute_result", "update_display_data")


def checked(message: object, depth: int) -> dict[str, Any]:
    """Return a message that nbval can read.

    Args:
        message: The message that the client received.
        depth: The number of levels that a message may be nested.

    Raises:
        MalformedMessageError: It isn't a Jupyter message, or the kernel's state can't be read.
        OutputLimitError: It is nested too deeply.
    """
    if not isinstance(message, dict):
        raise MalformedMessageError("the kernel sent something that isn't a message")
    for name in ("header", "parent_header", "content"):
        if not isinstance(message.get(name), dict):
            raise MalformedMessageError(f"the kernel sent a message without a {name}")
    kind = message.get("msg_type")
    if not isinstance(kind, str) or not isinstance(message["header"].get("msg_id"), str):
        raise MalformedMessageError("the kernel sent a message without a type or an id")
    for name in _CONTROL.get(kind, ()):
        if not isinstance(message["content"].get(name), str):
            raise MalformedMessageError(f"the kernel sent a {kind} without {name}")
    repaired: dict[str, Any] = {**message, "content": _repaired(kind, message["content"])}
    if not isinstance(message.get("metadata"), dict):
        repaired["metadata"] = {}
    return repaired


def _repaired(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "stream":
        # nbval uses the name of a stream as the name of an attribute
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        # nbval applies backspaces one at a time, which takes very long for a long run of them
        text = _text(content.get("text")).replace("\b", "").replace("\r", "\n")
        return {"name": name, "text": text}
    if kind == "error":
        lines = content.get("traceback")
        lines = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        names = {name: _text(content.get(name)) for name in ("ename", "evalue")}
        return {**names, "traceback": lines}
    if kind in _OUTPUTS:
        parts = {
            n: v if isinstance(v := content.get(n), dict) else {} for n in ("data", "metadata")
        }
        return {**parts, "execution_count": None}
    return dict(content)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
