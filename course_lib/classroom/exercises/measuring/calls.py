"""Record how a check called the learner's code, so that a message can show the failing call."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from types import BuiltinFunctionType, FunctionType

import torch
from torch import Tensor, nn

from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.describe_difference import SHORT, compact
from course_lib.classroom.exercises.protection.plain_values import plain_value

_MAX_CALLS = 64


@dataclass(frozen=True)
class RecordedCall:
    """One call of the learner's code as text, the number of values passed, and its result."""

    text: str
    size: int
    returned_none: bool = False
    returned: object = None


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
            calls.append(_call(name, _named(function, args, options)))
        returned = plain_value(function(*args, **options))
        if place < _MAX_CALLS:
            calls[place] = replace(calls[place], returned_none=returned is None, returned=returned)
        return returned

    return recording


@contextmanager
def record_forward(answer: object, calls: list[RecordedCall]) -> Iterator[None]:
    """Record what the modules of the learner's class are called with.

    Args:
        answer: The learner's answer. Nothing is recorded unless it is a class of modules.
        calls: The list that the calls are appended to.
    """
    if not (isinstance(answer, type) and issubclass(answer, nn.Module)):
        yield
        return
    places: list[int] = []

    def before(module: nn.Module, args: tuple[object, ...]) -> None:
        if type(module) is answer:
            places.append(len(calls))
            if len(calls) < _MAX_CALLS:
                name = f"your {answer.__name__}, called with "
                calls.append(_call(name, _named(module.forward, args, {})))

    def after(module: nn.Module, args: tuple[object, ...], returned: object) -> None:
        if type(module) is answer and places and (place := places.pop()) < len(calls):
            calls[place] = replace(calls[place], returned_none=returned is None, returned=returned)

    hooks = (
        torch.nn.modules.module.register_module_forward_pre_hook(before),
        torch.nn.modules.module.register_module_forward_hook(after),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _named(
    function: Callable[..., object], args: tuple[object, ...], options: Mapping[str, object]
) -> list[tuple[str, object]]:
    """Return the arguments with the names that the learner gave to the parameters."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # a builtin function may have no signature
        parameters = []
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [parameter.name for parameter in parameters if parameter.kind in plain]
    names += [""] * (len(args) - len(names))  # of *args
    return [*zip(names, args, strict=False), *options.items()]


def _call(name: str, arguments: list[tuple[str, object]]) -> RecordedCall:
    """Return a call as text: ``fold(wave, period=3) with wave = [[[1, 2]]]``."""
    shown: list[str] = []
    tensors: list[str] = []
    size = 0
    for key, value in arguments:
        if isinstance(value, Tensor):
            label = key or f"x{len(tensors) + 1}"
            tensors.append(f"{label} = {_argument(value)}")
            shown.append(label)
            size += value.numel()
        else:
            shown.append(f"{key}={_argument(value)}" if key else _argument(value))
    if name.endswith(" "):  # of a module, which has only its inputs to show
        others = [text for text in shown if "=" in text]
        return RecordedCall(name + ", ".join([*tensors, *others]), size)
    text = f"{name}({', '.join(shown)})"
    return RecordedCall(f"{text} with {', '.join(tensors)}" if tensors else text, size)


def _argument(value: object) -> str:
    if isinstance(value, Tensor) and value.numel() > SHORT:
        return f"a tensor {list(value.shape)}"
    if isinstance(value, nn.Module | type):
        return value.__name__ if isinstance(value, type) else type(value).__name__
    return compact(to_data(value)).removeprefix("an object of type ")
