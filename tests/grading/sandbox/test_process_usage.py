"""Memory counts however it is taken: a process's own, shared with nobody, or in a file."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from course_lib.grading.sandbox.process_usage import memory, resident, tree

MB = 1 << 20
SIZE = 64 * MB
WAYS = {
    "private": "x = bytearray(b'x' * SIZE)",
    "a shared mapping": "m = mmap.mmap(-1, SIZE); m.write(b'x' * SIZE)",
    "a memfd that is written to": "f = os.memfd_create('a'); w(f)",
    "a memfd that is mapped": "f = os.memfd_create('a'); os.ftruncate(f, SIZE)\n"
    "m = mmap.mmap(f, SIZE); os.close(f); m.write(b'x' * SIZE)",
    "a memfd of a child": "f = os.memfd_create('a'); w(f)\nif os.fork() == 0: time.sleep(60)",
    "a shared mapping of a child": "m = mmap.mmap(-1, SIZE); m.write(b'x' * SIZE)\n"
    "if os.fork() == 0: time.sleep(60)",
}
HEAD = f"""
import mmap, os, sys, time
SIZE = {SIZE}
def w(f):
    for _ in range(SIZE >> 20): os.write(f, b'x' * (1 << 20))
"""


@contextmanager
def running(code):
    words = [sys.executable, "-c", HEAD + code + "\nprint(1, flush=True); sys.stdin.read()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            yield process.pid
        finally:
            for pid in tree(process.pid):
                os.kill(pid, 9)


@pytest.mark.parametrize("way", WAYS)
def test_all_memory_counts_once_however_it_was_taken(way):
    with running("pass") as idle:
        base = memory(tree(idle), above=0)
    with running(WAYS[way]) as pid:
        taken = memory(tree(pid), above=0) - base

    # the memory of two idle processes differs by a few pages
    assert SIZE - MB <= taken < SIZE + 24 * MB


def test_the_quick_sum_is_never_less_than_the_exact_one():
    with running(WAYS["a shared mapping of a child"]) as pid:
        members = tree(pid)
        assert memory(members, above=1 << 40) >= memory(members, above=0)


def test_a_process_that_has_ended_takes_nothing():
    process = subprocess.run([sys.executable, "-c", "pass"], check=True)

    assert process.returncode == 0
    assert resident(2**22 + 1) == 0
    assert memory([2**22 + 1], above=0) == 0
