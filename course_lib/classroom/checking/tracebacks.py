"""Find where a learner's code raised an exception, in their own lines only."""

import linecache
import sysconfig
import traceback
from pathlib import Path

from course_lib.classroom.exercises.measuring.seeded_inputs import LONGEST_MESSAGE, message_of

_PACKAGE = str(Path(__file__).parents[2])
_PYTHON = sysconfig.get_path("stdlib")
_MAX_LINES = 4


def raised(exception: BaseException) -> str:
    """Return an exception as one line: ``ValueError: too short``."""
    message = _whole(message_of(exception)).strip()
    message = message.removesuffix(".")  # it ends in the middle of a sentence
    name = type(exception).__name__
    return f"{name}: {message}" if message else name


def _whole(message: str) -> str:
    """Return a message that was cut without the sentence, or the word, in which it was cut."""
    if len(message) < LONGEST_MESSAGE:
        return message
    sentence, end = message.rfind(". "), message.rfind(" ")
    return message[:sentence] if sentence > 0 else f"{message[:end]} …"


def own_lines(exception: BaseException, bank_file: str) -> list[str]:
    """Return the learner's lines that led to an exception, the line that raised it last.

    Args:
        exception: The exception.
        bank_file: The file with the check's own measures, whose lines are left out.
    """
    lines = []
    for frame, number in traceback.walk_tb(exception.__traceback__):
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
