"""Find the files in a folder tree: each file once, with symbolic links followed.

    recordings/a.wav
    recordings/speaker ─► /data/speaker      a link: followed
    recordings/again ─► recordings           a link to a folder that is read anyway: reported

If a sound were read under two names, one copy could be used for training and the other for
testing. So each file and folder counts once. A path without links wins over one with links.
"""

from pathlib import Path

from course_lib.audio.files import printable


def find_files(folder: Path) -> tuple[list[Path], dict[Path, str]]:
    """Return the sorted files in a folder and its subfolders, and the reasons for what is left out.

    Hidden files and folders are ignored.

    Args:
        folder: A folder that exists.

    Returns:
        The files, and for each other entry the reason why it isn't one of them.
    """
    walk = _Walk(folder)
    while walk.folders or walk.links:
        if walk.folders:
            walk.open(walk.folders.pop())
        else:
            walk.take(walk.links.pop(0))
    return sorted(walk.files), walk.refused


class _Walk:
    """The entries found so far. Links wait until all paths without links have been visited."""

    def __init__(self, folder: Path) -> None:
        self.files: list[Path] = []
        self.refused: dict[Path, str] = {}
        self.folders = [folder]
        self.links: list[Path] = []
        self._root = folder
        self._seen = {folder.resolve(): folder}

    def open(self, folder: Path) -> None:
        """Visit the entries of a folder, and postpone those that are links."""
        try:
            for entry in sorted(folder.iterdir()):
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    self.links.append(entry)
                else:
                    self.take(entry)
        except OSError as error:
            self.refused[folder] = f"the folder can't be opened: {error.strerror}"

    def take(self, entry: Path) -> None:
        """Add an entry, or the target of a link, to the files or to the folders to visit."""
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError as error:
            self.refused[entry] = f"it can't be opened: {error.strerror}"
            return
        if not (is_folder or is_file):
            kind = "a broken link" if entry.is_symlink() else "a device or a pipe"
            self.refused[entry] = f"it is {kind}"
        elif self._is_new(entry):
            (self.folders if is_folder else self.files).append(entry)

    def _is_new(self, entry: Path) -> bool:
        first = self._seen.setdefault(entry.resolve(), entry)
        if first is not entry:
            same = printable(first.relative_to(self._root).as_posix())
            place = "the folder itself" if same == "." else same
            self.refused[entry] = f"it links to {place}, which is already read"
        return first is entry
