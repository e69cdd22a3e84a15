"""The filter of system calls, loaded into Linux: each test asks in a process of its own."""

import errno
import json
import platform
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.grading.sandbox import seccomp

if fault := seccomp.fault():
    pytest.skip(fault, allow_module_level=True)

import pyseccomp  # it can't be imported where there is no libseccomp

HEADER = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
FILTERED = """
import ctypes, json, os, socket, struct, sys, threading
linux = ctypes.CDLL(None, use_errno=True)
code = ctypes.create_string_buffer(bytes.fromhex(sys.argv[1]))
program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(code))
assert linux.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
assert linux.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0) == 0  # PR_SET_SECCOMP
def error_of(number, *words):
    words = [ctypes.c_long(word) for word in (number, *words)]
    return ctypes.get_errno() if linux.syscall(*words) == -1 else 0
found = []
"""


def filtered(source: str) -> object:
    """LessonResults code behind the filter, and return what it left in ``found``."""
    code = FILTERED + source + "\nprint(json.dumps(found))"
    words = [sys.executable, "-c", code, seccomp.program().hex()]
    done = subprocess.run(words, capture_output=True, text=True, start_new_session=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def number(name: str) -> int:
    return pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)


def test_every_denied_call_is_refused():
    """Their arguments are wrong: Linux itself would answer EFAULT, EBADF or EINVAL."""
    numbers = {name: number(name) for name in seccomp.DENIED if number(name) >= 0}

    answers = filtered(f"found = [error_of(n, *[-1] * 6) for n in {list(numbers.values())}]")

    assert dict(zip(numbers, answers, strict=True)) == dict.fromkeys(numbers, errno.EPERM)


@pytest.mark.skipif(not HEADER.is_file(), reason="the headers of Linux are not installed")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the header is x86-64's")
def test_libseccomp_and_the_headers_of_linux_agree_on_the_numbers():
    of_linux = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text(encoding="utf-8")))

    known = {name: int(of_linux[name]) for name in seccomp.DENIED if name in of_linux}

    assert len(known) > 50
    assert {name: number(name) for name in known} == known


def test_no_name_of_a_call_is_misspelled_on_the_other_machine():
    arm = pyseccomp.Arch.AARCH64

    assert [n for n in seccomp.DENIED if pyseccomp.resolve_syscall(arm, n) == -1] == []


@pytest.mark.parametrize("family", [3, 9, 15, 17, 38, 40, 40 + (1 << 32), 9 + (1 << 32), -1])
def test_a_socket_that_network_namespaces_do_not_isolate_is_refused(family):
    """40 is AF_VSOCK. Linux ignores the upper half of the argument; the filter must not."""
    answers = filtered(
        f"found = [error_of({number('socket')}, {family}, 1, 0),"
        f" error_of({number('socketpair')}, {family}, 1, 0, 0)]"
    )

    assert answers == [errno.EAFNOSUPPORT] * 2


def test_sockets_of_the_usual_families_work():
    families = filtered(
        "found = [socket.socket(socket.AF_UNIX).family, socket.socket(socket.AF_INET).family,\n"
        "         socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).family]\n"
        "found += [end.family for end in socket.socketpair()]"
    )

    assert families == [1, 2, 16, 1, 1]


@pytest.mark.parametrize("bit", [17, 25, 26, 27, 28, 29, 30])
def test_no_process_starts_in_a_new_namespace(bit):
    assert filtered(
        f"found = [error_of({number('clone')}, {1 << bit} | 17, 0, 0, 0, 0),"
        f" error_of({number('clone3')}, 0, 0)]"
    ) == [errno.EPERM, errno.ENOSYS]


def test_processes_and_threads_start_as_usual():
    started = filtered(
        "child = os.fork()\n"
        "if child == 0: os._exit(7)\n"
        "found.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "thread = threading.Thread(target=found.append, args=['thread'])\n"
        "thread.start(); thread.join()"
    )

    assert started == [7, "thread"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86-64 has such numbers")
def test_a_call_by_its_32_bit_number_ends_the_process():
    ended = filtered(
        "child = os.fork()\n"
        f"if child == 0: error_of(0x40000000 + {number('getpid')}); os._exit(0)\n"
        "found.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )

    assert ended == [-signal.SIGSYS]


def test_shared_memory_of_system_v_is_refused_and_that_of_posix_works():
    """A detached segment of System V has no process that shows its size; 0 is IPC_PRIVATE."""
    answers = filtered(
        "from multiprocessing import shared_memory\n"
        f"found.append(error_of({number('shmget')}, 0, 1 << 20, 0o600 | 0o1000))\n"
        "block = shared_memory.SharedMemory(create=True, size=1 << 20)\n"
        "found.append(block.size)\n"
        "block.close(); block.unlink()"
    )

    assert answers == [errno.EPERM, 1 << 20]


def test_workers_of_a_data_loader_share_their_batches():
    batches = filtered(
        "import torch\n"
        "data = torch.utils.data.TensorDataset(torch.arange(8.0))\n"
        "loader = torch.utils.data.DataLoader(data, batch_size=4, num_workers=2)\n"
        "found = [batch.tolist() for (batch,) in loader]"
    )

    assert batches == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_machine_without_libseccomp_is_reported(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    assert "pip install" in seccomp.fault()


def test_a_libseccomp_that_does_not_know_a_call_is_reported(monkeypatch):
    monkeypatch.setattr(seccomp, "DENIED", ("ptrace", "open_the_box"))
    assert seccomp.fault() == "libseccomp is too old: it does not know open_the_box."


def test_another_kind_of_machine_is_reported(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "s390x")
    assert "s390x" in seccomp.fault()
