"""Write the library's reference: a page of HTML for each of its front doors, by pdoc.

The pages are made from the docstrings alone. What they contain is what a front door exports.

Source: https://pdoc.dev
"""

import re
from pathlib import Path

from course_lib.extras import extra

with extra("authoring", "course docs"):
    import pdoc
    import pdoc.render

PACKAGES = (
    "course_lib",
    "course_lib.discriminators",
    "course_lib.discriminators.registry",
    "course_lib.discriminators.contract",
    "course_lib.discriminators.peers",
    "course_lib.losses",
    "course_lib.audio",
    "course_lib.sounds",
    "course_lib.gan",
    "course_lib.gan.data",
    "course_lib.gan.metrics",
)


def write_reference(folder: Path) -> Path:
    """Write the pages, and return the path of the first one to read.

    Args:
        folder: The folder for the pages. It is created if need be; pages in it are replaced.

    Raises:
        OSError: The folder can't be written.
    """
    pdoc.render.configure(docformat="google", show_source=False)
    # a function may have the name of its module, such as stft: no page for the module
    others = f"!(?!(?:{'|'.join(map(re.escape, PACKAGES))})$)"
    pdoc.pdoc(*PACKAGES, others, output_directory=folder)
    return folder / "course_lib.html"
