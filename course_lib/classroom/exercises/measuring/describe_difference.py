"""Put plain data into words short enough to read: values and differences."""

import builtins

from course_lib.classroom.exercises.measuring.data import NOTHING_RAISED, Data, is_raised, is_tensor
from course_lib.classroom.exercises.measuring.find_differences import (
    Mismatch,
    same,
    same_kind,
    wrong_values,
)
from course_lib.classroom.exercises.measuring.relations import relation

SHORT = 24  # a tensor of more values is described by its shape
_LINE = 300  # characters of a value that are shown
_KEYS = 4  # keys of a dict that are listed
_AROUND = 40  # characters shown before the place where two texts differ


def compact(data: Data) -> str:
    """Return a value as one line: ``[[0, 2], [1, 3]]``, or ``a tensor [2, 1, 24000]``."""
    text = _full(data)
    return text if len(text) <= _LINE else f"{text[:_LINE]} …"


def describe(difference: Mismatch, name: str, verb: str = "returned") -> str:
    """Return a sentence with the value that was found and the one expected, where they differ.

    Args:
        difference: The place where the two differ.
        name: The call or the property that returned the value.
        verb: "returned", or "gave" where the check computed the value from what was returned.
    """
    path, got, expected = difference
    where = f", at {_place(path)}," if path else ""
    if (text := _raised_type(got, expected)) is not None:
        return f"{name}{where} {text}"
    if is_raised(got):
        return f"{name}{where} raised {compact(got)}{_expected(expected)}"
    if got is None:
        why = " (is a return missing?)" if verb == "returned" and not path else ""
        return f"{name}{where} {verb} None{why}{_expected(expected)}"
    if isinstance(got, dict) and isinstance(expected, dict):
        if is_tensor(got) and is_tensor(expected):
            return _tensors(f"{name}{where}", verb, got, expected)
        if not is_raised(expected) and got.keys() != {"error"} and not is_tensor(got):
            return f"{name}{where} {verb} {_keys(got, expected)}"
    if isinstance(got, list) and isinstance(expected, list) and len(got) != len(expected):
        return _lists(f"{name}{where}", verb, got, expected)
    if isinstance(got, str) and isinstance(expected, str):
        got, expected = _around(got, expected), _around(expected, got)
    return _pair(f"{name}{where}", verb, got, expected)


def _pair(name: str, verb: str, got: Data, expected: Data) -> str:
    """Write two values one above the other, so that the difference is easy to see."""
    a, b = compact(got), compact(expected)
    if a == b:
        a, b = f"{a} {_kind(got)}", f"{b} {_kind(expected)}"
    if a == b:
        a, b = repr(got), repr(expected)
    error = "the error " if is_raised(expected) else ""
    note = relation(got, expected)
    verb = f"{verb:<8}"
    return f"{name}\n    {verb} {a}\n    expected {error}{b}" + (f"\n    {note}" if note else "")


def _tensors(name: str, verb: str, got: dict[str, Data], expected: dict[str, Data]) -> str:
    """Describe two tensors that differ: in shape, in dtype, or from a first value on."""
    note = relation(got, expected)
    note = f". {note}" if note else ""
    if got["shape"] != expected["shape"]:
        return f"{name} {verb} shape {got['shape']}, expected shape {expected['shape']}{note}"
    if not same_kind(got, expected):
        return f"{name} {verb} dtype {got['dtype']}, expected dtype {expected['dtype']}{note}"
    if _count(got["shape"]) > SHORT:
        return f"{name} {verb} {_first_value(got, expected)}{note}"
    return _pair(name, verb, got, expected)


def _keys(got: dict[str, Data], expected: dict[str, Data]) -> str:
    """Describe two dicts with different keys."""
    missing = [key for key in expected if key not in got]
    extra = [key for key in got if key not in expected]
    parts = [f"without {_some(missing)}"] if missing else []
    parts += [f"with {_some(extra)}, not expected"] if extra else []
    return f"a dict {' and '.join(parts)}"


def _some(keys: list[str]) -> str:
    """List the first few keys, and count the others."""
    shown = ", ".join(map(repr, keys[:_KEYS]))
    return shown if len(keys) <= _KEYS else f"{shown} and {len(keys) - _KEYS} more"


def _lists(name: str, verb: str, got: list[Data], expected: list[Data]) -> str:
    """Describe two lists of different lengths, with the first entry that differs."""
    a, b = _full(got), _full(expected)
    notes = []
    if max(len(a), len(b)) <= _LINE:
        shown = f"{len(got)} entries: {a}", f"{len(expected)} entries: {b}"
    else:
        shown = f"{len(got)} entries", f"{len(expected)} entries"
        shared = zip(got, expected, strict=False)
        first = next((i for i, (x, y) in enumerate(shared) if not same(x, y)), None)
        if first is not None:
            ours, theirs = compact(got[first]), compact(expected[first])
            notes.append(f"The first that differs is [{first}]: {ours}, expected {theirs}.")
    notes += [note] if (note := relation(got, expected)) else []
    lines = (f"{verb:<8} {shown[0]}", f"expected {shown[1]}", *notes)
    return "\n    ".join([name, *lines])


def _raised_type(got: Data, expected: Data) -> str | None:
    """Describe what `Draw.refusal` returned: the type of an exception, or that there was none."""
    if not (isinstance(got, str) and isinstance(expected, str)):
        return None
    if not (_is_exception(expected) or (expected == NOTHING_RAISED and _is_exception(got))):
        return None
    if got == NOTHING_RAISED:
        return f"raised nothing, expected {expected}"
    asked_for = "no error" if expected == NOTHING_RAISED else expected
    return f"raised {got}, expected {asked_for}"


def _is_exception(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _full(data: Data) -> str:
    if isinstance(data, dict):
        if is_tensor(data):
            return _tensor(data)
        if is_raised(data):
            return f"{data['raises']}: {data['message']}"
        if data.keys() == {"error"}:
            return str(data["error"])
    return _plain(data)


def _tensor(data: dict[str, Data]) -> str:
    shape = data["shape"]
    if _count(shape) > SHORT:
        return f"a tensor {shape}"
    dtype = "" if data["dtype"] == "float32" else f" ({data['dtype']})"
    if _count(shape) == 0:
        return f"an empty tensor {shape}{dtype}"
    return _plain(data["values"]) + dtype


def _plain(data: Data) -> str:
    if isinstance(data, float):
        return f"{data:.4g}"
    if isinstance(data, list):
        return "[" + ", ".join(_full(item) for item in data) + "]"
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_full(item)}" for key, item in data.items()) + "}"
    return repr(data)


def _kind(data: Data) -> str:
    """Return what a value is, for two values that look the same."""
    if isinstance(data, dict) and is_tensor(data):
        tracked = ", with a gradient" if "tracked" in data else ""
        return f"(a tensor of {data['dtype']}{tracked})"
    names = {bool: "a bool", int: "a whole number", float: "a float", str: "text", list: "a list"}
    if isinstance(data, float):
        return f"(a float, {data!r})"
    return f"({names.get(type(data), type(data).__name__)})"


def _around(text: str, other: str) -> str:
    """Return a text, cut so that its first difference from the other one is in view."""
    same = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), None)
    start = (min(len(text), len(other)) if same is None else same) - _AROUND
    return text if start <= 0 or len(text) <= _LINE // 2 else f"… {text[start:]}"


def _expected(data: Data) -> str:
    return f", expected {'the error ' if is_raised(data) else ''}{compact(data)}"


def _place(path: tuple[str | int, ...]) -> str:
    """Write a path such as ``maps[1]``; a name of several words gets quotation marks."""
    keys = [f"[{key}]" if isinstance(key, int) else f" {_quoted(key)}" for key in path]
    return "".join(keys).strip()


def _quoted(key: str) -> str:
    return f'"{key}"' if " " in key else key


def _count(shape: Data) -> int:
    count = 1
    for size in shape if isinstance(shape, list) else []:
        count *= size if isinstance(size, int) else 1
    return count


def _first_value(got: dict[str, Data], expected: dict[str, Data]) -> str:
    wrong = list(wrong_values(got["values"], expected["values"]))
    index, a, b = wrong[0]
    shown, target = _plain(a), _plain(b)
    if shown == target:
        shown, target = repr(a), repr(b)
    return (
        f"{shown} at index {list(index)}, expected {target} "
        f"({len(wrong)} of {_count(got['shape'])} values differ)"
    )
