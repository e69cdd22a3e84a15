"""Find out what this machine offers for grading, and what to do where something is missing."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.sandbox import seccomp

TOOLS = ("/usr/bin/prlimit", "/usr/bin/setpriv", "/usr/bin/taskset")
PACKAGES = ("pytest", "nbval", "nbformat", "jupyter_client", "ipykernel", "zmq")
WAYS_OUT = (
    "Grade on Linux with bubblewrap (`apt install bubblewrap`), in a Linux virtual machine, or in "
    "WSL2. If you trust every line that was handed in, add --i-trust-this-code: it then runs with "
    "your rights, and the gradebook says so."
)


@dataclass(frozen=True)
class Finding:
    """One thing that grading needs, whether it is there, and what to do."""

    what: str
    good: bool
    told: str
    needed: bool = True


def findings() -> list[Finding]:
    """Look at everything that `course grade` needs."""
    found = [_packages(), _sandbox()]
    cluster = importlib.util.find_spec("distributed") is not None
    told = "found" if cluster else "not installed; needed for --cluster only"
    return [*found, Finding("dask.distributed", cluster, told, needed=False)]


def sandbox_fault() -> str:
    """Say why there is no sandbox here; nothing if there is one."""
    if not sys.platform.startswith("linux"):
        return f"bubblewrap needs Linux, and this is {platform.system()}."
    missing = [tool for tool in ("bwrap", *TOOLS) if shutil.which(tool) is None]
    if missing:
        return f"not found: {', '.join(missing)} (packages bubblewrap and util-linux)."
    return seccomp.fault() or _refusal()


def _refusal() -> str:
    """Try the smallest sandbox; a container or the distribution may forbid it."""
    words = ["bwrap", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc"]
    words += [] if os.getuid() == 0 else ["--unshare-user", "--disable-userns"]
    try:
        done = subprocess.run(
            [*words, "/bin/true"], capture_output=True, errors="replace", timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"bwrap cannot be run: {fault}."
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"bwrap is installed, but {_advice(said)}"


def _advice(said: str) -> str:
    if Path("/.dockerenv").exists():
        options = "--cap-add SYS_ADMIN --security-opt seccomp=unconfined apparmor=unconfined"
        return f"this container forbids it ({said}): start it with {options}."
    if Path("/etc/apparmor.d").is_dir():
        return f"it may not make user namespaces ({said}): load its AppArmor profile, or use root."
    return f"the system forbids it: {said}."


def _packages() -> Finding:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    told = f"not installed: {', '.join(missing)}: pip install -e .[grading]" if missing else "found"
    return Finding("Python packages", not missing, told)


def _sandbox() -> Finding:
    fault = sandbox_fault()
    who = "root" if hasattr(os, "getuid") and os.getuid() == 0 else "an ordinary user"
    return Finding("sandbox", not fault, f"{fault} {WAYS_OUT}" if fault else f"works, as {who}")
