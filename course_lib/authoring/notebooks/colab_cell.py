"""Open a notebook on Google Colab: the link, and the first cell, which fetches the course there."""

import json

from course_lib.authoring.notebooks.notebook import NotebookCell
from course_lib.authoring.notebooks.web_address import GITHUB, Project
from course_lib.classroom.exercises.course_records import LessonCard

BUNDLE_NAME = "what-does-a-discriminator-hear"  # of the zip file, without .zip
COLAB_HOME = "/content"
_COLAB = "https://colab.research.google.com/github"

# Plain Python without magics, so that it runs anywhere. The folder goes onto the path, since a
# running kernel doesn't see an editable install. Of several zips the newest is used: a browser
# names a second download "NAME (1).zip".
_CELL = """\
# On Google Colab, this cell fetches the course. Anywhere else, it does nothing.
import glob
import os
import shutil
import subprocess
import sys

if "COLAB_RELEASE_TAG" in os.environ:
    home, name = {home}, {bundle}
    folder, drive = f"{{home}}/course", f"{{home}}/drive/MyDrive"
    zips = [path for place in (home, drive) for path in glob.glob(f"{{place}}/{{name}}*.zip")]
    if os.path.isdir(f"{{folder}}/course_lib"):
        pass  # it is here already
    elif zips:
        shutil.unpack_archive(max(zips, key=os.path.getmtime), folder)
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder]
        subprocess.run([*pip, *glob.glob(f"{{folder}}/*.whl")], check=True)
    else:
{otherwise}
    os.chdir(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)"""
_CLONE = """\
        address = {repository}
        clone = ["git", "clone", "--depth", "1", "--branch", {branch}, address, folder]
        if subprocess.run(clone).returncode:
            sys.exit(
                f"Cannot fetch {{address}}: upload {{name}}.zip to {{home}} (Files, on the left), "
                "or mount a Drive that has it, then run this cell again."
            )"""
_NO_ADDRESS = """\
        sys.exit(
            f"The course isn't here: upload {{name}}.zip to {{home}} (Files, on the left), "
            "or mount a Drive that has it, then run this cell again."
        )"""


def colab_link(project: Project, notebook: str) -> str | None:
    """Return the address that opens ``notebook`` in Colab; None if there is none."""
    if not project.repository.startswith(GITHUB) or not project.published:
        return None
    name = project.repository.removeprefix(GITHUB).removesuffix("/").removesuffix(".git")
    return f"{_COLAB}/{name}/blob/{project.branch}/{notebook}"


def colab_cell(lesson: LessonCard, project: Project) -> NotebookCell:
    """Return the cell that sets up the course on Colab."""
    return NotebookCell(f"c{lesson.id}-colab", "code", colab_source(project), ("colab",))


def colab_source(project: Project, home: str = COLAB_HOME) -> str:
    """Return the source of the cell that sets the course up on Colab.

    The course comes from a zip file in ``home`` or in a mounted Drive, or else from the
    repository. No dependency is installed or upgraded: Colab has what a lesson imports.

    Args:
        project: The course's address.
        home: Colab's own folder. Tests pass another one.
    """
    texts = {"home": home, "bundle": BUNDLE_NAME, **vars(project)}
    values = {name: json.dumps(text) for name, text in texts.items()}
    otherwise = (_CLONE if project.published else _NO_ADDRESS).format(**values)
    return _CELL.format(otherwise=otherwise, **values)
