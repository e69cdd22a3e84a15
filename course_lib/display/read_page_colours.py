"""The two colours of pages that pictures and cards need, as the style sheet says them.

``templates/theme.css`` is the one place where the colours of pages and instruments are written.
"""

import re

from course_lib.display.style_sheets import style_sheet


def page_colour(name: str) -> str:
    """Return the value of a custom property of ``theme.css``, such as ``"--ci-bg"``.

    Raises:
        LookupError: The style sheet has no property of this name.
    """
    match = re.search(rf"{re.escape(name)}: (.+?);", style_sheet("theme.css"))
    if match is None:
        raise LookupError(f"theme.css has no property {name!r}.")
    return match[1].replace(", ", ",")


GROUND = page_colour("--ci-bg")  # JupyterLab's, or that of the colour scheme
INK = page_colour("--ci-fg")
# Colab and VS Code name their theme in an attribute or a class. On Colab an output is a page of its
# own, without the course's style sheet, so what has the colours of the theme brings this along.
SCHEME = "".join(
    f"[theme={mode}] .course-themed,.vscode-{mode} .course-themed{{color-scheme:{mode}}}"
    for mode in ("light", "dark")
)
