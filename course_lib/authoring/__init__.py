"""Write the course: lessons/ is the one source, notebooks are derived from it, rules guard it.

`build` makes the notebooks, `lint` looks for what would confuse a learner. Both are commands, too:
``course build`` and ``course lint``.
"""

from course_lib.authoring.builder import BuildReport, build
from course_lib.authoring.findings import Finding, SourceError
from course_lib.authoring.linter import lint

__all__ = ["BuildReport", "Finding", "SourceError", "build", "lint"]
