"""Check what grading needs on this machine, and what to do where something is missing."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.sandbox import seccomp
from course_lib.grading.sandbox.memory_group import new_group

TOOLS = ("/usr/bin/prlimit", "/usr/bin/setpriv", "/usr/bin/taskset")
PACKAGES = ("pytest", "nbval", "nbformat", "jupyter_client", "ipykernel", "zmq")
WAYS_OUT = (
    "Grade on Linux with bubblewrap (`apt install bubblewrap`), in a Linux virtual machine, or in "
    "WSL2. If you trust every line that was handed in, add --i-trust-this-code: it then runs with "
    "your rights, and the gradebook says so."
)


@dataclass(frozen=True)
class Requirement:
    """One thing that grading needs, whether this machine has it, and what to do."""

    name: str
    met: bool
    message: str
    required: bool = True


def requirements() -> list[Requirement]:
    """Return everything that `course grade` needs, each with its state here."""
    found = [_packages(), _sandbox()]
    cluster = importlib.util.find_spec("distributed") is not None
    message = "found" if cluster else "not installed; needed for --cluster only"
    found += [Requirement("dask.distributed", cluster, message, required=False)]
    return [*found, Requirement("control group", *_memory_group(), required=False)]


def sandbox_fault() -> str:
    """Return why there is no sandbox on this machine, or "" if there is one."""
    if not sys.platform.startswith("linux"):
        return f"bubblewrap needs Linux, and this is {platform.system()}."
    missing = [tool for tool in ("bwrap", *TOOLS) if shutil.which(tool) is None]
    if missing:
        return f"not found: {', '.join(missing)} (packages bubblewrap and util-linux)."
    return seccomp.fault() or _refusal()


def _memory_group() -> tuple[bool, str]:
    group = new_group(1 << 30)
    if group is not None:
        group.remove()
        return True, "Linux itself limits the memory of a kernel and all that it starts"
    return False, "none here: the grader adds up the memory of a kernel's processes itself"


def _refusal() -> str:
    """Start the smallest sandbox, which a container or the distribution may forbid."""
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc"]
    command += [] if os.getuid() == 0 else ["--unshare-user", "--disable-userns"]
    try:
        done = subprocess.run(
            [*command, "/bin/true"], capture_output=True, errors="replace", timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"bwrap can't be run: {fault}."
    if done.returncode == 0:
        return ""
    reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"bwrap is installed, but {_advice(reason)}"


def _advice(reason: str) -> str:
    if Path("/.dockerenv").exists():
        options = "--cap-add SYS_ADMIN --security-opt seccomp=unconfined apparmor=unconfined"
        return f"this container forbids it ({reason}): start it with {options}."
    if Path("/etc/apparmor.d").is_dir():
        return (
            f"it may not make user namespaces ({reason}): load its AppArmor profile, or use root."
        )
    return f"the system forbids it: {reason}."


def _packages() -> Requirement:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    advice = f"not installed: {', '.join(missing)}: pip install -e .[grading]"
    return Requirement("Python packages", not missing, advice if missing else "found")


def _sandbox() -> Requirement:
    fault = sandbox_fault()
    who = "root" if hasattr(os, "getuid") and os.getuid() == 0 else "an ordinary user"
    return Requirement("sandbox", not fault, f"{fault} {WAYS_OUT}" if fault else f"works, as {who}")
