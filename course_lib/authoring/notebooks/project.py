"""The course's address on the web: two lines in pyproject.toml, and what is made from them.

    [tool.course]
    repository = "https://github.com/OWNER/NAME"
    branch = "main"

Every notebook's link to Colab and its set-up cell come from here; `course publish` changes them.
Until then the owner is the placeholder OWNER: no notebook links to Colab, where the course then
comes from the zip file that `course bundle` makes.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

BUNDLE_NAME = "what-does-a-discriminator-hear"  # of the zip file, without .zip
COLAB_HOME = "/content"
_GITHUB = "https://github.com/"
_COLAB = "https://colab.research.google.com/github"
_PLACEHOLDER = "/OWNER/"
_ADDRESS = re.compile(r"(https://[\w.:-]+|file://)(/[\w.-]+)+")
_BRANCH = re.compile(r"\w[\w./-]*")

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


@dataclass(frozen=True)
class Project:
    """The course's repository."""

    repository: str  # what ``git clone`` takes
    branch: str

    @property
    def published(self) -> bool:
        """True if the repository has an owner, not the placeholder."""
        return _PLACEHOLDER not in self.repository

    def colab_link(self, notebook: str) -> str | None:
        """Return the address that opens ``notebook`` in Colab; None if there is none."""
        if not self.repository.startswith(_GITHUB) or not self.published:
            return None
        name = self.repository.removeprefix(_GITHUB).removesuffix("/").removesuffix(".git")
        return f"{_COLAB}/{name}/blob/{self.branch}/{notebook}"

    def colab_cell(self, home: str = COLAB_HOME) -> str:
        """Return the source of the cell that sets the course up on Colab.

        The course comes from a zip file in ``home`` or in a mounted Drive, or else from the
        repository. No dependency is installed or upgraded: Colab has what a lesson imports.

        Args:
            home: Colab's own folder. Tests pass another one.
        """
        texts = {"home": home, "bundle": BUNDLE_NAME, **vars(self)}
        values = {name: json.dumps(text) for name, text in texts.items()}
        otherwise = (_CLONE if self.published else _NO_ADDRESS).format(**values)
        return _CELL.format(otherwise=otherwise, **values)


def read_project(root: Path) -> Project:
    """Return the project that ``[tool.course]`` in the pyproject.toml of ``root`` describes.

    Raises:
        ValueError: The file or one of the two lines is missing.
    """
    path = root / "pyproject.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["tool"]["course"]
        return Project(str(table["repository"]), str(table["branch"]))
    except (FileNotFoundError, KeyError) as error:
        raise ValueError(
            f"{path}: no {error}: add a table [tool.course] with repository and branch, "
            "which the links to Colab need"
        ) from error


def set_project(root: Path, address: str, branch: str | None = None) -> Project:
    """Write an address into ``[tool.course]`` of the pyproject.toml in ``root``.

    Args:
        root: The checkout of the course.
        address: ``https://HOST/OWNER/NAME``; what git calls ``git@HOST:OWNER/NAME.git`` is turned
            into that, since Colab has no key.
        branch: The branch to clone and to link to. None keeps the one that is there.

    Returns:
        The project as it is now.

    Raises:
        ValueError: The address or the branch can't be one, or the file lacks the two lines.
    """
    before = read_project(root)
    public = re.sub(r"^git@([^:/]+):", r"https://\1/", address).removesuffix("/")
    parts = public.removeprefix(_GITHUB).count("/") if public.startswith(_GITHUB) else 1
    if not _ADDRESS.fullmatch(public) or parts != 1 or _PLACEHOLDER in public:
        raise ValueError(
            f"an address looks like https://github.com/OWNER/NAME, with your own OWNER, got "
            f"{address!r}."
        )
    if branch is not None and not _BRANCH.fullmatch(branch):
        raise ValueError(f"a branch has letters, digits and . _ / -, got {branch!r}.")
    after = Project(public.removesuffix(".git"), branch or before.branch)
    path = root / "pyproject.toml"
    head, table, rest = path.read_text(encoding="utf-8").partition("[tool.course]")
    for name, value in vars(after).items():
        rest = re.sub(rf"^{name}\s*=.*$", f'{name} = "{value}"', rest, count=1, flags=re.MULTILINE)
    path.write_text(head + table + rest, encoding="utf-8", newline="\n")
    return read_project(root)
