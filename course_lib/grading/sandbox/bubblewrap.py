"""The command line of bubblewrap: what a student's kernel sees, and what it may do.

The kernel sees the system's programs, Python with its packages, and the student edition of the
course, all read-only. It has no network, sees no other process and has none of root's rights. It
writes to small file systems in memory. bubblewrap reads its options from a file descriptor, since a
command line can be read from inside.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.sandbox.kernel_home import FONTS
from course_lib.grading.sandbox.limits import SandboxLimits

COURSE, HOME, SOCKETS = "/course", "/student", "/run/k"
CONNECTION = "/run/connection.json"
_MATPLOTLIB = f"{HOME}/.mpl"
FIRST_UID = 64_000  # of the kernels of a grader that is root: one for each slot
_EXISTING = {"/tmp", "/run", "/usr", "/lib", "/bin"}


@dataclass(frozen=True)
class Handles:
    """File descriptors that bubblewrap reads from or writes to."""

    info: int
    connection: int
    seccomp: int


def options(
    course: Path, limits: SandboxLimits, environment: Mapping[str, str], handles: Handles
) -> list[str]:
    """Return bubblewrap's options: its command line without the program that it runs."""
    words = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--hostname", "sandbox", "--info-fd", str(handles.info)]
    words += ["--seccomp", str(handles.seccomp)]
    if os.getuid() != 0:
        words += ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]
    words += _files(course, limits, handles)
    for name, value in environment.items():
        words += ["--setenv", name, value]
    if os.getuid() == 0:
        words += ["--cap-drop", "ALL"]
        for right in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):  # for setpriv, which drops them
            words += ["--cap-add", right]
    return words


def unprivileged(command: Sequence[str], slot: int) -> list[str]:
    """Return a command that runs a program without rights; for root, as a user of the slot."""
    if os.getuid() != 0:
        return [*command]
    uid = str(FIRST_UID + slot)  # one for each slot, since Linux counts processes per user
    words = ["/usr/bin/setpriv", "--reuid", uid, "--regid", uid, "--clear-groups"]
    words += ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    return [*words, *command]


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel, which has nothing of the grader's own."""
    return {
        "HOME": HOME,
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": _MATPLOTLIB,
        "IPYTHONDIR": f"{HOME}/.ipython",
        "JUPYTER_RUNTIME_DIR": f"{HOME}/.runtime",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PIP_NO_INDEX": "1",  # `!pip install` fails at once, not after a minute of retries
        "PIP_RETRIES": "0",
        **extra,
    }


def _files(course: Path, limits: SandboxLimits, handles: Handles) -> list[str]:
    system, links = _system()
    python = [place for place in _python() if not place.startswith("/usr/")]
    words = _memory("/tmp", limits.disk_mb) + _parents([*python, COURSE])
    for place in [*system, *python]:
        words += ["--ro-bind", place, place]
    words += [*links, "--ro-bind", str(course), COURSE, "--proc", "/proc", "--dev", "/dev"]
    words += _memory("/dev/shm", limits.disk_mb)  # bubblewrap's own has no size
    words += ["--remount-ro", "/dev", *_memory(SOCKETS, 1), *_memory(HOME, limits.disk_mb)]
    words += _fonts(course)
    words += ["--perms", "0444", "--ro-bind-data", str(handles.connection), CONNECTION]
    return [*words, "--remount-ro", "/", "--chdir", HOME]


def _fonts(course: Path) -> list[str]:
    """Link matplotlib's list of fonts into the writable folder where it looks for one."""
    words = ["--perms", "0777", "--dir", _MATPLOTLIB]
    for place in (course / FONTS).glob("fontlist-*.json"):
        words += ["--symlink", f"{COURSE}/{FONTS}/{place.name}", f"{_MATPLOTLIB}/{place.name}"]
    return words


def _system() -> tuple[list[str], list[str]]:
    """Return the system's folders, and the links that lead into them."""
    folders, links = ["/usr"], list[str]()
    for place in map(Path, ("/bin", "/sbin", "/lib", "/lib64")):
        if place.is_symlink():
            links += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            folders.append(str(place))
    return folders, links


def _python() -> list[str]:
    """Return the folders of this Python: the virtual environment, and its base."""
    return sorted({sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])})


def _memory(place: str, size_mb: int) -> list[str]:
    return ["--size", str(size_mb << 20), "--perms", "1777", "--tmpfs", place]


def _parents(places: Sequence[str]) -> list[str]:
    """Create the folders above mount points readable: bubblewrap's own are for root alone."""
    words, made = list[str](), set(_EXISTING)
    for place in places:
        for above in reversed(Path(place).parents):
            if str(above) != "/" and str(above) not in made:
                made.add(str(above))
                words += ["--perms", "0755", "--dir", str(above)]
    return words
