"""The course's address on the web: two lines in pyproject.toml.

    [tool.course]
    repository = "https://github.com/OWNER/NAME"
    branch = "main"

`course publish` changes them. Until then the owner is the placeholder OWNER: no notebook links to
Colab, where the course then comes from the zip file that `course bundle` makes.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

GITHUB = "https://github.com/"
_PLACEHOLDER = "/OWNER/"
_ADDRESS = re.compile(r"(https://[\w.:-]+|file://)(/[\w.-]+)+")
_BRANCH = re.compile(r"\w[\w./-]*")


@dataclass(frozen=True)
class Project:
    """The course's repository."""

    repository: str  # what ``git clone`` takes
    branch: str

    @property
    def published(self) -> bool:
        """True if the repository has an owner, not the placeholder."""
        return _PLACEHOLDER not in self.repository


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
    parts = public.removeprefix(GITHUB).count("/") if public.startswith(GITHUB) else 1
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
