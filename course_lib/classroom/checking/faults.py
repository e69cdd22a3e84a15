"""Tell where a learner's code failed, in their own lines, without the lines of anybody else."""

import linecache
import sysconfig
import traceback
from pathlib import Path

from course_lib.classroom.exercises.draw import message_of

_PACKAGE = str(Path(__file__).parents[2])
_PYTHON = sysconfig.get_path("stdlib")
_MAX_LINES = 4


def raised(fault: BaseException) -> str:
    """Say what was raised, in one line: ``ValueError: too short``."""
    message = message_of(fault).strip()
    name = type(fault).__name__
    return f"{name}: {message}" if message else name


def own_lines(fault: BaseException, bank_file: str) -> list[str]:
    """List the learner's lines on the way to the fault, the last one being where it happened.

    Args:
        fault: what was raised.
        bank_file: the file of the check's own measures, whose lines are left out.
    """
    lines = []
    for frame, number in traceback.walk_tb(fault.__traceback__):
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if file == bank_file or _is_foreign(file):
            continue
        code = linecache.getline(file, number, frame.f_globals).strip()
        place = "your cell" if function == "<module>" else function
        lines.append(f"{place}, line {number}: {code}" if code else f"{place}, line {number}")
    return lines[-_MAX_LINES:]


def _is_foreign(file: str) -> bool:
    if file.startswith(("<frozen", "<string")) or "site-packages" in file:
        return True
    return file.startswith((_PACKAGE, _PYTHON))
