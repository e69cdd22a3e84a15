"""Print to a console of any encoding.

A console, a pipe or a log file may have an encoding without arrows and stars: cp1252 on Windows,
cp932 in Japan, ASCII in a container. Python then raises an error in the middle of a result. After
`make_consoles_safe`, a sign that the encoding lacks is written in ASCII (→ as ->, … as ...), and
any other character as its escape, so that the name of a file stays exact.
"""

import codecs
import contextlib
import io
import sys

_TABLE = """
→ -> ► > ◄ < ↑ ^ ↓ v ★ * ✓ + ✗ x ■ # · - … ... – - — - ’ ' ‘ ' “ " ” " • * − - × x ÷ / ± +- ² ^2
½ 1/2 ′ ' ° deg ‖ || ∿ ~ ₁ _1 ᵢ _i ₜ _t ⌨ keys Σ sum β beta Δ Delta μ mu π pi σ sigma φ phi
─ - ━ - ╸ - │ | └ + ┘ + ┴ + ┬ + ┌ + ┐ + ├ + ┼ + ╲ \\ ╱ / ▁ _ ▂ _ ▃ = █ #
"""
_PAIRS = _TABLE.split()
_NO_BREAK = "\u00a0"  # a space at which no line ends; split() would lose it
SIGNS = {**dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)), _NO_BREAK: " "}
_REPLACED = (
    "strict",
    "surrogateescape",
    "backslashreplace",
)  # others were set on purpose
_EVERY_CODEC_HAS = "course: 0123456789 abcdefghijklmnopqrstuvwxyz.. ABCDEFGHIJKLMNOPQRSTUVWXYZ\n"


def make_consoles_safe() -> None:
    """Let stdout and stderr write any text until the process ends.

    A stream keeps the error handler that somebody set, as in ``PYTHONIOENCODING=ascii:replace``. A
    stream that isn't a file, as in a notebook, is left alone.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper) or stream.errors not in _REPLACED:
            continue
        with contextlib.suppress(OSError, ValueError):  # closed: nothing will be written
            if not _can_write(stream.encoding):
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors=handler(stream.encoding))


def handler(encoding: str) -> str:
    """Register an error handler that replaces the characters an encoding lacks; return its name.

    Args:
        encoding: The encoding of the stream. Each has a handler of its own, since the name in a
            UnicodeEncodeError is often a different one: for cp1252 it is "charmap".
    """

    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = error.object[error.start : error.end]
        return "".join(_replacement(sign, encoding) for sign in text), error.end

    name = f"course.{encoding.lower()}"
    codecs.register_error(name, replace)
    return name


def _replacement(sign: str, encoding: str) -> str:
    escape = sign.encode("ascii", "backslashreplace").decode()
    for text in (SIGNS.get(sign, escape), escape, "?"):
        with contextlib.suppress(UnicodeError):
            text.encode(encoding)
            return text
    return ""


def _can_write(encoding: str) -> bool:
    """Return whether an encoding has the ASCII letters; "idna" and "undefined" do not."""
    try:
        return bool(_EVERY_CODEC_HAS.encode(encoding, "backslashreplace"))
    except UnicodeError:
        return False
