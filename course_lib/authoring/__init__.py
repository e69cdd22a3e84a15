"""Write the course: lessons/ is the one source, notebooks are derived from it, rules guard it.

`build` makes the notebooks, `lint` looks for what would confuse a learner. Both are commands, too:
``course build`` and ``course lint``. `course_lib.authoring.running` runs what was built: ``course
run``.

Each name is fetched when it is first used: whoever runs notebooks need not wait for what it takes
to write them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.authoring.builder import BuildReport, build
    from course_lib.authoring.findings import Finding, SourceError
    from course_lib.authoring.linter import lint

__all__ = ["BuildReport", "Finding", "SourceError", "build", "lint"]

_HOMES = {
    "BuildReport": "builder",
    "Finding": "findings",
    "SourceError": "findings",
    "build": "builder",
    "lint": "linter",
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and so finds misspelt names

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return found
