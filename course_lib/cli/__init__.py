"""The ``course`` command: parse the command line, call one function of the library, print.

Each command has a file under its own name, such as `train.py`; ``course grade merge`` is in
`grade_merge.py`. `command_line.py` lists them all and runs the one that was asked for. What several
commands need is in `arguments.py`, `errors.py`, `console.py` and `grade_shared.py`.

`main` is the entry point: it takes the words after ``course`` and returns the exit code.
"""

from course_lib.cli.command_line import COMMAND_MODULES, main

__all__ = ["COMMAND_MODULES", "main"]
