"""Note how a check called the learner's function, to be able to say it when something fails."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from types import BuiltinFunctionType, FunctionType

from torch import Tensor

from course_lib.classroom.exercises.data import to_data
from course_lib.classroom.exercises.plain_values import plain_value
from course_lib.classroom.exercises.wording import SHORT, compact

_MAX_CALLS = 64
_TENSOR_NAMES = "xyzuvw"


@dataclass(frozen=True)
class Call:
    """One call of the learner's function, in words, and how many values it was given."""

    text: str
    size: int
    gave_none: bool = False


def recorded(answer: object, calls: list[Call]) -> object:
    """Wrap a function so that its calls are noted before it runs; leave other answers as is."""
    if not isinstance(answer, FunctionType | BuiltinFunctionType):
        return answer
    function: Callable[..., object] = answer
    name = answer.__name__ if answer.__name__.isidentifier() else "your function"

    @wraps(function)
    def noting(*args: object, **options: object) -> object:
        place = len(calls)
        if place < _MAX_CALLS:
            calls.append(_call(name, args, options))
        given = plain_value(function(*args, **options))
        if given is None and place < _MAX_CALLS:
            calls[place] = replace(calls[place], gave_none=True)
        return given

    return noting


def given_tensor(who: str, tensor: Tensor) -> Call:
    """Tell a tensor that a check handed out, where the call itself was not seen."""
    return Call(f"{who} with x = {_argument(tensor)}", tensor.numel())


def _call(name: str, args: tuple[object, ...], options: dict[str, object]) -> Call:
    shown: list[str] = []
    told: list[str] = []
    size = 0
    for key, value in [("", arg) for arg in args] + list(options.items()):
        prefix = f"{key}=" if key else ""
        if isinstance(value, Tensor) and len(told) < len(_TENSOR_NAMES):
            letter = _TENSOR_NAMES[len(told)]
            told.append(f"{letter} = {_argument(value)}")
            shown.append(prefix + letter)
            size += value.numel()
        else:
            shown.append(prefix + _argument(value))
    text = f"{name}({', '.join(shown)})"
    return Call(f"{text} with {', '.join(told)}" if told else text, size)


def _argument(value: object) -> str:
    if isinstance(value, Tensor) and value.numel() > SHORT:
        return f"a tensor {list(value.shape)}"
    return compact(to_data(value)).removeprefix("an object of type ")  # step(Conv1d, Adam)
