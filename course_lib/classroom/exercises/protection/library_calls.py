"""Record which of the library's functions and classes an answer calls while it is measured.

`library_code` recognises an answer that is the library's own code. An answer that wraps this code,
such as ``lambda x: library(x)``, is recognised here by what it calls, whatever the names are.
"""

import importlib
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import course_lib
from course_lib.classroom.exercises.protection.origin import library_code

_PACKAGE = str(Path(course_lib.__file__).parent) + "/"
_PACKAGES = ("audio", "discriminators", "gan", "losses")  # what the course teaches
_TAUGHT = tuple(f"{_PACKAGE}{name}/" for name in _PACKAGES)
_MODULE = re.compile(rf"(?:{'|'.join(_PACKAGES)})(?:\.[a-z]\w*)*")
_PYTHON = tuple({f"{sys.prefix}/lib", f"{sys.base_prefix}/lib"})  # it and its packages
SWITCHED_OFF = "watching:switched_off"
MAX_EVENTS = 1_000_000  # about a second of calls; an answer that calls more isn't slowed down


@contextmanager
def library_calls() -> Iterator[set[str]]:
    """Yield a set that collects the names of library code called within the ``with`` block.

    A name is the module below ``course_lib`` and the function in it: ``discriminators.mpd:fold``.
    Calls within the library don't count, and only the first million events are watched. What a
    probe itself calls is among the names, whatever the answer. If the watching was
    switched off, as Python does when there is no room on the stack, `SWITCHED_OFF` is in the set.
    """
    called, left = set[str](), MAX_EVENTS

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            sys.setprofile(None)
            return
        code = frame.f_code
        taught = event == "call" and code.co_filename.startswith(_TAUGHT)
        if taught and not _is_by_library(frame.f_back):
            called.add(f"{_module(code.co_filename)}:{code.co_qualname}")

    before, in_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield called
    finally:
        if left >= 0 and sys.getprofile() is not watch:
            called.add(SWITCHED_OFF)
        sys.setprofile(before)
        threading.setprofile(in_threads)


def library_object(name: str) -> object | None:
    """Return the function or class that a name of `library_calls` belongs to, or None.

    Args:
        name: Such as ``discriminators.mpd:PeriodDiscriminator.forward``, which gives the class.
            It may come from a learner's process, so nothing but the library's own is returned.
    """
    module, _, path = name.partition(":")
    if not _MODULE.fullmatch(module):
        return None
    try:
        found = getattr(importlib.import_module(f"course_lib.{module}"), path.partition(".")[0])
    except (ImportError, AttributeError):
        return None
    return found if library_code(found) else None


def _is_by_library(frame: FrameType | None) -> bool:
    """Return True if the code that made a call, below Python's packages, is the library's."""
    while frame is not None and frame.f_code.co_filename.startswith(_PYTHON):
        frame = frame.f_back  # such as nn.Module.__call__
    return frame is not None and frame.f_code.co_filename.startswith(_TAUGHT)


def _module(file: str) -> str:
    """Return a module's name below ``course_lib`` from the path of its file."""
    parts = file.removeprefix(_PACKAGE).removesuffix(".py").split("/")
    return ".".join(part for part in parts if part != "__init__")
