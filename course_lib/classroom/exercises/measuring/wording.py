"""Put plain data into words short enough to read: values and differences."""

from course_lib.classroom.exercises.measuring.compare import Mismatch, wrong_values
from course_lib.classroom.exercises.measuring.data import Data, is_raised, is_tensor

SHORT = 24  # a tensor of more values is described by its shape


def compact(data: Data) -> str:
    """Return a value as one line: ``[[0, 2], [1, 3]]``, or ``a tensor [2, 1, 24000]``."""
    if isinstance(data, dict):
        if is_tensor(data):
            return _tensor(data)
        if is_raised(data):
            return f"{data['raises']}: {data['message']}"
        if data.keys() == {"error"}:
            return str(data["error"])
    text = _plain(data)
    return text if len(text) <= 300 else f"{text[:300]} …"


def describe(difference: Mismatch, name: str) -> str:
    """Return a sentence with the value that was returned and the one expected.

    Args:
        difference: The place where the two differ.
        name: The call or the property that returned the value.
    """
    path, got, expected = difference
    where = f", at {_place(path)}," if path else ""
    if is_raised(got):
        return f"{name}{where} raised {compact(got)}{_expected(expected)}"
    if got is None:
        return f"{name}{where} returned None (is a return missing?){_expected(expected)}"
    if isinstance(got, dict) and isinstance(expected, dict) and is_tensor(got):
        for key, noun in (("shape", "shape"), ("dtype", "dtype")):
            if is_tensor(expected) and got[key] != expected[key]:
                return f"{name}{where} returned {noun} {got[key]}, expected {noun} {expected[key]}"
        if is_tensor(expected) and _count(got["shape"]) > SHORT:
            return f"{name}{where} returned {_first_value(got, expected)}"
    if isinstance(got, list) and isinstance(expected, list) and len(got) != len(expected):
        return _pair(
            f"{name}{where}",
            f"{len(got)} entries: {compact(got)}",
            f"{len(expected)} entries: {compact(expected)}",
        )
    error = "the error " if is_raised(expected) else ""
    return _pair(f"{name}{where}", compact(got), f"{error}{compact(expected)}")


def _pair(name: str, got: str, expected: str) -> str:
    """Write two values one above the other, so that the difference is easy to see."""
    return f"{name}\n    returned {got}\n    expected {expected}"


def _tensor(data: dict[str, Data]) -> str:
    shape, values = data["shape"], _plain(data["values"])
    if _count(shape) > SHORT:
        return f"a tensor {shape}"
    dtype = "" if data["dtype"] == "float32" else f" ({data['dtype']})"
    if _count(shape) == 0:
        return f"an empty tensor {shape}{dtype}"
    return values + dtype


def _plain(data: Data) -> str:
    if isinstance(data, float):
        return f"{data:.4g}"
    if isinstance(data, list):
        return "[" + ", ".join(_item(item) for item in data) + "]"
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_item(item)}" for key, item in data.items()) + "}"
    return repr(data)


def _item(data: Data) -> str:
    return compact(data) if isinstance(data, dict) else _plain(data)


def _expected(data: Data) -> str:
    return f", expected {'the error ' if is_raised(data) else ''}{compact(data)}"


def _place(path: tuple[str | int, ...]) -> str:
    keys = [f"[{key}]" if isinstance(key, int) else f" {key}" for key in path]
    return "".join(keys).strip()


def _count(shape: Data) -> int:
    count = 1
    for size in shape if isinstance(shape, list) else []:
        count *= size if isinstance(size, int) else 1
    return count


def _first_value(got: dict[str, Data], expected: dict[str, Data]) -> str:
    wrong = list(wrong_values(got["values"], expected["values"]))
    index, a, b = wrong[0]
    return (
        f"{_plain(a)} at index {list(index)}, expected {_plain(b)} "
        f"({len(wrong)} of {_count(got['shape'])} values differ)"
    )
