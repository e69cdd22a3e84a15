"""The zygote: a process that has imported torch, and forks kernels that needn't import it again.

    python -P zygote_process.py SOCKET

It is a program of its own and imports nothing of the course, since each kernel inherits what it has
in memory. For each request it forks. The fork joins the sandbox that bubblewrap has built around a
sleeping process, gives up all rights, and becomes a kernel there. The zygote itself never runs a
student's code, reads nothing that a kernel wrote, and doesn't know the keys of their sockets.

Source: setns(2), capabilities(7), prctl(2), seccomp(2). Android calls such a process a zygote.
"""

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any, NoReturn

# What the course's notebooks import, directly or through the course. Not numpy.random: all forks
# would draw the same numbers. (Python's own `random` is seeded again in a fork.)
IMPORTS = ["torch.nn.functional", "einops", "numpy", "matplotlib.pyplot", "anywidget", "soundfile"]
IMPORTS += ["matplotlib.backends.backend_agg", "pygments.lexers.python", "pygments.formatters.html"]
IMPORTS += ["safetensors.torch", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"]
NAMESPACES = {"user": 0x10000000, "mnt": 0x00020000, "pid": 0x20000000, "net": 0x40000000}
NAMESPACES |= {"ipc": 0x08000000, "uts": 0x04000000, "cgroup": 0x02000000}
_WALLS = NAMESPACES.keys() - {"user", "cgroup"}  # without these it isn't a sandbox
# options of prctl, from linux/prctl.h
_DUMPABLE, _SECCOMP, _DROP_BOUNDING, _SUBREAPER = 4, 22, 24, 36
_NO_NEW_PRIVILEGES, _AMBIENT = 38, 47
_CAPABILITIES = 64  # more than any Linux has
_linux = ctypes.CDLL(None, use_errno=True)


def serve(address: str) -> None:
    """Answer requests until the process that started this one ends."""
    for name in IMPORTS:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # else a collection writes to all pages, and each kernel copies them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    _call(
        "prctl", _SUBREAPER, 1, 0, 0, 0
    )  # kernels become children of this process when the fork between ends
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    print("ready", flush=True)
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        with connection:
            if os.fork() == 0:
                listener.close()
                _deliver(connection)


def _deliver(connection: socket.socket) -> NoReturn:
    """Fork the kernel inside its namespaces, and answer with its process id."""
    try:
        with connection.makefile() as lines:
            request = json.loads(lines.readline())
        join(request["holder"])
        kernel = os.fork()  # a PID namespace contains only processes that were forked in it
        if kernel == 0:
            connection.close()
            become_kernel(request)
        answer: dict[str, Any] = {"kernel": kernel}
    except BaseException as fault:  # the grader reads what it was
        answer = {"error": repr(fault)}
    connection.sendall(json.dumps(answer).encode() + b"\n")
    os._exit(0)


def join(holder: int) -> None:
    """Join all namespaces of a process that differ from this one's.

    Raises:
        RuntimeError: The process isn't in a sandbox.
        OSError: Linux refuses.
    """
    places = {who: Path(f"/proc/{who}/ns") for who in (holder, "self")}
    own = {n for n in NAMESPACES if len({(p / n).readlink() for p in places.values()}) > 1}
    if not own >= _WALLS:
        raise RuntimeError("that process isn't in a sandbox")
    _call("setns", os.pidfd_open(holder), sum(NAMESPACES[name] for name in own))


def become_kernel(request: dict[str, Any]) -> NoReturn:
    """Give up all rights, then run a kernel in this process; never return."""
    try:
        os.setsid()
        os.chdir(request["environment"]["HOME"])
        os.sched_setaffinity(0, [request["core"]])
        _forget_files()
        for name, value in request["limits"].items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
        give_up_rights(request["uid"], bytes.fromhex(request["seccomp"]))
        _run(request)
    finally:
        os._exit(1)


def _forget_files() -> None:
    """Close all files; input, output and errors go to /dev/null."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.closerange(3, 1 << 16)


def give_up_rights(uid: int | None, seccomp: bytes) -> None:
    """Become an ordinary user, without capabilities, behind a filter of system calls."""
    for capability in range(_CAPABILITIES):
        _linux.prctl(_DROP_BOUNDING, capability, 0, 0, 0)  # fails for those that Linux lacks
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    _call("prctl", _AMBIENT, 4, 0, 0, 0)  # 4: clear all
    _call("capset", struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0] * 6))
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    code = ctypes.create_string_buffer(seccomp, len(seccomp))
    program = struct.pack("HxxxxxxQ", len(seccomp) // 8, ctypes.addressof(code))
    _call("prctl", _SECCOMP, 2, ctypes.create_string_buffer(program, len(program)), 0, 0)
    _call("prctl", _DUMPABLE, 1, 0, 0, 0)  # else a grader who is not root could not reach it


def _run(request: dict[str, Any]) -> None:
    """Set the environment of a cold kernel, and start."""
    os.environ.clear()
    os.environ.update(request["environment"], PWD=str(Path.cwd()))  # as bubblewrap sets it
    sys.path.insert(0, os.environ["PYTHONPATH"])  # a fork does not read it again
    packages = next(at for at, place in enumerate(sys.path) if place.endswith("-packages"))
    sys.path.insert(packages, "")  # as IPython does, unless Python runs with -P
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["kernel", *request["arguments"]]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


def _call(name: str, *arguments: Any) -> None:  # noqa: ANN401
    """Call a function of the C library.

    Raises:
        OSError: Linux refuses.
    """
    if getattr(_linux, name)(*arguments) < 0:
        fault = ctypes.get_errno()
        raise OSError(fault, f"{name}: {os.strerror(fault)}")


if __name__ == "__main__":
    serve(sys.argv[1])
