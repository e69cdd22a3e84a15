"""The system calls that a student's kernel may not make, as a seccomp filter.

libseccomp compiles the rules below into a program in classic BPF, which bubblewrap loads into Linux
before it starts the kernel. Everything is allowed, except what could lead out of the sandbox:
tracing, mounting, new namespaces, loading code into Linux, and sockets of families that network
namespaces don't isolate. AF_VSOCK, for example, connects a virtual machine to its host. Shared
memory of System V is refused because it can't be measured; torch and multiprocessing use shm_open.

sched_setscheduler stays allowed: libzmq aborts without it.

Source: seccomp(2), seccomp_rule_add(3), and the rules of flatpak, which also runs on bubblewrap.
"""

import errno
import os
import platform
import socket
from functools import cache

DENIED = (
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "perf_event_open",
    "lookup_dcookie",
    "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig",
    "fsmount", "fspick", "mount_setattr",
    "open_by_handle_at", "quotactl", "acct", "swapon", "swapoff", "vhangup",
    "unshare", "setns", "keyctl", "add_key", "request_key", "bpf", "userfaultfd",
    "io_uring_setup", "io_uring_enter", "io_uring_register",
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "uselib",
    "reboot", "syslog", "iopl", "ioperm", "settimeofday", "clock_settime", "clock_adjtime",
    "shmget", "shmat",  # shared memory of System V: unless attached, no process shows its size
    "move_pages", "mbind", "set_mempolicy", "migrate_pages", "sched_setaffinity", "ioprio_set",
)  # fmt: skip
# CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID and NET
_NEW_NAMESPACES = (1 << 17, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30)
_LAST_FAMILY = 16  # AF_NETLINK: the highest family that is allowed
_MACHINES = ("x86_64", "aarch64")  # elsewhere, flags may not be clone's first argument


def fault() -> str:
    """Return why no filter can be built on this machine, or an empty string."""
    if platform.machine() not in _MACHINES:
        return f"the filter of system calls does not know {platform.machine()} machines."
    try:
        import pyseccomp
    except ImportError:
        return "pyseccomp is not installed: pip install -e .[grading]."
    except RuntimeError:
        return "libseccomp was not found (package libseccomp2 or libseccomp)."
    native = pyseccomp.Arch.NATIVE
    unknown = [name for name in DENIED if pyseccomp.resolve_syscall(native, name) == -1]
    if unknown:
        return f"libseccomp is too old: it does not know {', '.join(unknown)}."
    return ""


@cache
def program() -> bytes:
    """Return the filter for this machine, as an array of ``struct sock_filter``.

    Raises:
        OSError: libseccomp refuses a rule; `fault` says why.
    """
    from pyseccomp import ALLOW, EQ, ERRNO, GT, KILL_PROCESS, MASKED_EQ, Arg, Attr, SyscallFilter

    rules = SyscallFilter(ALLOW)
    # calls of 32-bit interfaces have numbers of their own
    rules.set_attr(Attr.ACT_BADARCH, KILL_PROCESS)
    for name in DENIED:
        rules.add_rule(ERRNO(errno.EPERM), name)
    # clone3 keeps its flags in memory, which no filter can read: glibc then falls back to clone
    rules.add_rule(ERRNO(errno.ENOSYS), "clone3")
    for flag in _NEW_NAMESPACES:
        rules.add_rule(ERRNO(errno.EPERM), "clone", Arg(0, MASKED_EQ, flag, flag))
    # Linux reads 32 bits of the family, a filter compares 64: "greater" also covers high bits
    for call in ("socket", "socketpair"):
        rules.add_rule(ERRNO(errno.EAFNOSUPPORT), call, Arg(0, GT, _LAST_FAMILY))
        for family in _denied_families():
            rules.add_rule(ERRNO(errno.EAFNOSUPPORT), call, Arg(0, EQ, family))
    with os.fdopen(os.memfd_create("seccomp"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _denied_families() -> list[int]:
    """List the socket families below netlink that nothing in a notebook needs."""
    allowed = {socket.AF_UNSPEC, socket.AF_UNIX, socket.AF_INET, socket.AF_INET6}
    return [family for family in range(_LAST_FAMILY) if family not in allowed]
