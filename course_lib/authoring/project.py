"""Where the course lives on the web: two lines in pyproject.toml, and what is made of them.

    [tool.course]
    repository = "https://github.com/OWNER/NAME"
    branch = "main"

Every notebook's link to Colab and its set-up cell come from here. A fork changes two lines, builds.
"""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

COLAB_FOLDER = "/content/course"
_GITHUB = "https://github.com/"
_COLAB = "https://colab.research.google.com/github"


@dataclass(frozen=True)
class Project:
    """The course's repository."""

    repository: str  # what ``git clone`` takes
    branch: str

    def colab_link(self, notebook: str) -> str | None:
        """Give the address that opens ``notebook`` in Colab; None where Colab cannot."""
        if not self.repository.startswith(_GITHUB):
            return None
        name = self.repository.removeprefix(_GITHUB).removesuffix("/").removesuffix(".git")
        return f"{_COLAB}/{name}/blob/{self.branch}/{notebook}"

    def colab_cell(self, folder: str = COLAB_FOLDER) -> str:
        """Write the cell that fetches the course to ``folder`` on Colab, and rests elsewhere.

        It has no magics, so that it is plain Python everywhere, and it installs nothing: what a
        lesson imports, Colab has. The folder goes onto the path, since a kernel that already runs
        does not see packages installed after its start.
        """
        address, branch, place = map(json.dumps, (self.repository, self.branch, folder))
        return "\n".join(
            [
                "# On Google Colab, this cell fetches the course. Anywhere else, it does nothing.",
                "import os",
                "import subprocess",
                "import sys",
                "",
                'if "COLAB_RELEASE_TAG" in os.environ:',
                f"    address = {address}",
                f"    branch, folder = {branch}, {place}",
                "    if not os.path.isdir(folder):",
                '        clone = ["git", "clone", "--depth", "1", "--branch", branch]',
                "        subprocess.run([*clone, address, folder], check=True)",
                "    os.chdir(folder)",
                "    if folder not in sys.path:",
                "        sys.path.insert(0, folder)",
            ]
        )


def read_project(root: Path) -> Project:
    """Read ``[tool.course]`` from the pyproject.toml in ``root``.

    Raises:
        ValueError: the file or one of the two lines is missing.
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
