"""The system calls that a student's kernel may not make, as a seccomp filter.

The filter is a program in classic BPF, which bubblewrap installs. It refuses what would lead out
of the sandbox: tracing, mounting, new namespaces, loading code into the Linux kernel. It leaves
sched_setscheduler alone: libzmq aborts without it.

Source: seccomp(2), and the deny lists of bubblewrap's users such as flatpak.
"""

import errno
import platform
import struct

_X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "mount": 165, "umount2": 166,
    "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "keyctl": 250, "add_key": 248,
    "request_key": 249, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "kexec_load": 246,
    "kexec_file_load": 320, "init_module": 175, "finit_module": 313, "delete_module": 176,
    "open_by_handle_at": 304, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "mount_setattr": 442, "quotactl": 179, "acct": 163,
    "swapon": 167, "swapoff": 168, "reboot": 169, "iopl": 172, "ioperm": 173, "syslog": 103,
    "settimeofday": 164, "clock_settime": 227, "clock_adjtime": 305, "kcmp": 312,
    "pidfd_getfd": 438, "lookup_dcookie": 212, "uselib": 134, "move_pages": 279, "mbind": 237,
    "set_mempolicy": 238, "migrate_pages": 256, "vhangup": 153, "sched_setaffinity": 203,
    "ioprio_set": 251,
}  # fmt: skip
_AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "mount": 40, "umount2": 39,
    "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "keyctl": 219, "add_key": 217,
    "request_key": 218, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "kexec_load": 104,
    "kexec_file_load": 294, "init_module": 105, "finit_module": 273, "delete_module": 106,
    "open_by_handle_at": 265, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "mount_setattr": 442, "quotactl": 60, "acct": 89,
    "swapon": 224, "swapoff": 225, "reboot": 142, "syslog": 116, "settimeofday": 170,
    "clock_settime": 112, "clock_adjtime": 266, "kcmp": 272, "pidfd_getfd": 438,
    "migrate_pages": 238, "vhangup": 58, "sched_setaffinity": 122, "ioprio_set": 30,
}  # fmt: skip
_MACHINES = {  # machine: audit number, table, clone
    "x86_64": (0xC000003E, _X86_64, 56),
    "aarch64": (0xC00000B7, _AARCH64, 220),
}
_CLONE3 = 435  # on both
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW: USER, PID, NET, IPC, UTS, CGROUP, NS
_LOAD, _EQUAL, _ABOVE, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def supported() -> bool:
    """Say whether the numbers of this machine's system calls are known."""
    return platform.machine() in _MACHINES


def program() -> bytes:
    """Assemble the filter for this machine."""
    audit, table, clone = _MACHINES[platform.machine()]
    code = [_op(_LOAD, _ARCH), _op(_EQUAL, audit, 1, 0), _op(_RETURN, _KILL), _op(_LOAD, _NUMBER)]
    if platform.machine() == "x86_64":  # calls of the x32 interface have numbers of their own
        code += [_op(_ABOVE, 0x40000000, 0, 1), _op(_RETURN, _KILL)]
    # clone3 keeps its flags where no filter sees them: the C library then falls back to clone
    code += _refuse(_CLONE3, errno.ENOSYS)
    for number in sorted(table.values()):
        code += _refuse(number, errno.EPERM)
    code += [
        _op(_EQUAL, clone, 0, 3),
        _op(_LOAD, _FIRST_ARGUMENT),
        _op(_ANY_BIT, _NEW_NAMESPACES, 0, 1),
        _op(_RETURN, _error(errno.EPERM)),
        _op(_RETURN, _ALLOW),
    ]
    return b"".join(code)


def _refuse(number: int, error: int) -> list[bytes]:
    return [_op(_EQUAL, number, 0, 1), _op(_RETURN, _error(error))]


def _error(number: int) -> int:
    return 0x00050000 | number


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
