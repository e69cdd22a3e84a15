"""Find the files in a folder tree, each of them once, links included.

    recordings/a.wav
    recordings/speaker ─► /data/speaker      a link: followed
    recordings/again ─► recordings           a link to what is read anyway: named, not followed

If a sound were read under two names, one copy could train a generator and the other one test it.
So every folder and every file counts once, and a path without links comes before one with links.
"""

from pathlib import Path

from course_lib.audio.files import printable


def find_files(folder: Path) -> tuple[list[Path], dict[Path, str]]:
    """Return the files in a folder and its subfolders in order, and why other entries are none.

    Hidden files and folders are ignored.

    Args:
        folder: It must exist.
    """
    walk = _Walk(folder)
    while walk.folders or walk.links:
        if walk.folders:
            walk.open(walk.folders.pop())
        else:
            walk.take(walk.links.pop(0))
    return sorted(walk.files), walk.refused


class _Walk:
    """What has been found so far; links wait until every path without links has been taken."""

    def __init__(self, folder: Path) -> None:
        self.files: list[Path] = []
        self.refused: dict[Path, str] = {}
        self.folders = [folder]
        self.links: list[Path] = []
        self._root = folder
        self._seen = {folder.resolve(): folder}

    def open(self, folder: Path) -> None:
        """Take the entries of a folder, and put off those that are links."""
        try:
            for entry in sorted(folder.iterdir()):
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    self.links.append(entry)
                else:
                    self.take(entry)
        except OSError as error:
            self.refused[folder] = f"the folder cannot be opened: {error.strerror}"

    def take(self, entry: Path) -> None:
        """Sort in a file or a folder; of a link, what it leads to."""
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError as error:
            self.refused[entry] = f"it cannot be opened: {error.strerror}"
            return
        if not (is_folder or is_file):
            kind = "a link that leads nowhere" if entry.is_symlink() else "a device or a pipe"
            self.refused[entry] = f"it is {kind}"
        elif self._is_new(entry):
            (self.folders if is_folder else self.files).append(entry)

    def _is_new(self, entry: Path) -> bool:
        first = self._seen.setdefault(entry.resolve(), entry)
        if first is not entry:
            same = printable(first.relative_to(self._root).as_posix())
            place = "the folder itself" if same == "." else same
            self.refused[entry] = f"it leads to what is read already, as {place}"
        return first is entry
