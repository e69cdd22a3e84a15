"""Write the course: read lessons/, derive the notebooks, check the rules, run the lessons.

    source/       read lesson.py and exercises.py
    notebooks/    write the derived notebooks: ``course build``
    rules/        check the lessons against the rules: ``course lint``
    mutation/     change the solutions by machine: ``course lint --mutate``
    running/      run the lessons, every cell: ``course run``
    export/       write a lesson as one page: ``course export``
    reference     write the library's reference: ``course docs``

Each name below is imported when it is first used, so running a notebook doesn't wait for the
packages that write one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from course_lib.extras import require

if TYPE_CHECKING:
    from course_lib.authoring.notebooks.builder import BuildReport, build
    from course_lib.authoring.rules.linter import lint
    from course_lib.authoring.source.source_finding import SourceError, SourceFinding

require("authoring", __name__, "course_lib.authoring.source")

__all__ = ["BuildReport", "SourceError", "SourceFinding", "build", "lint"]

_HOMES = {
    "BuildReport": "notebooks.builder",
    "SourceFinding": "source.source_finding",
    "SourceError": "source.source_finding",
    "build": "notebooks.builder",
    "lint": "rules.linter",
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and so finds misspelt names

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return found
