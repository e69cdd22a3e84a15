"""Record how a check called the learner's function, so that a message can show the failing call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from types import BuiltinFunctionType, FunctionType

from torch import Tensor

from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.wording import SHORT, compact
from course_lib.classroom.exercises.protection.plain_values import plain_value

_MAX_CALLS = 64
_TENSOR_NAMES = "xyzuvw"


@dataclass(frozen=True)
class RecordedCall:
    """One call of the learner's function as text, and the number of values passed to it."""

    text: str
    size: int
    returned_none: bool = False


def record_calls(answer: object, calls: list[RecordedCall]) -> object:
    """Return the answer, wrapped to record its calls if it is a function.

    A call is recorded before it runs, so a call that raises is recorded too.

    Args:
        answer: The learner's answer. Anything but a function is returned unchanged.
        calls: The list that the calls are appended to.
    """
    if not isinstance(answer, FunctionType | BuiltinFunctionType):
        return answer
    function: Callable[..., object] = answer
    name = answer.__name__ if answer.__name__.isidentifier() else "your function"

    @wraps(function)
    def recording(*args: object, **options: object) -> object:
        place = len(calls)
        if place < _MAX_CALLS:
            calls.append(_call(name, args, options))
        returned = plain_value(function(*args, **options))
        if returned is None and place < _MAX_CALLS:
            calls[place] = replace(calls[place], returned_none=True)
        return returned

    return recording


def call_with_tensor(name: str, tensor: Tensor) -> RecordedCall:
    """Return a stand-in for a call that wasn't recorded, from a tensor that the check drew."""
    return RecordedCall(f"{name} with x = {_argument(tensor)}", tensor.numel())


def _call(name: str, args: tuple[object, ...], options: dict[str, object]) -> RecordedCall:
    shown: list[str] = []
    tensors: list[str] = []
    size = 0
    for key, value in [("", arg) for arg in args] + list(options.items()):
        prefix = f"{key}=" if key else ""
        if isinstance(value, Tensor) and len(tensors) < len(_TENSOR_NAMES):
            letter = _TENSOR_NAMES[len(tensors)]
            tensors.append(f"{letter} = {_argument(value)}")
            shown.append(prefix + letter)
            size += value.numel()
        else:
            shown.append(prefix + _argument(value))
    text = f"{name}({', '.join(shown)})"
    return RecordedCall(f"{text} with {', '.join(tensors)}" if tensors else text, size)


def _argument(value: object) -> str:
    if isinstance(value, Tensor) and value.numel() > SHORT:
        return f"a tensor {list(value.shape)}"
    return compact(to_data(value)).removeprefix("an object of type ")  # step(Conv1d, Adam)
