"""Linux refuses a process what its rlimits forbid, and its children too."""

import resource
import shutil
import subprocess
import sys

import pytest

from course_lib.grading.sandbox.limits import MB, SandboxLimits, rlimits, under_rlimits

PRLIMIT = pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs util-linux")


def run(code, limits, folder):
    command = under_rlimits([sys.executable, "-c", code], limits)
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_rlimit_is_one_that_python_can_set():
    assert all(hasattr(resource, f"RLIMIT_{name}") for name in rlimits(SandboxLimits()))


@PRLIMIT
def test_the_command_runs_under_exactly_these_rlimits(tmp_path):
    limits = SandboxLimits(open_files=64, cpu_seconds=77, address_mb=2_000, file_mb=3)
    code = (
        "import resource, sys\n"
        "for name in sys.argv[1:]: print(*resource.getrlimit(getattr(resource, name)))"
    )
    names = [f"RLIMIT_{name}" for name in rlimits(limits)]
    command = under_rlimits([sys.executable, "-c", code, *names], limits)
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert out.splitlines() == [f"{value} {value}" for value in rlimits(limits).values()]


@PRLIMIT
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("open('big', 'wb').write(b'x' * (4 << 20))", "File too large"),
        ("files = [open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("bytearray(3 << 30)", "MemoryError"),
    ],
)
def test_what_exceeds_an_rlimit_fails_inside_the_process(code, says, tmp_path):
    limits = SandboxLimits(file_mb=1, open_files=50, address_mb=2_000)

    assert says in run(code, limits, tmp_path).stderr
    big = tmp_path / "big"
    assert not big.exists() or big.stat().st_size <= MB


@pytest.mark.parametrize(("seconds", "total"), [(5.0, 120.0), (20.0, 120.0), (60.0, 360.0)])
def test_a_pass_has_time_for_six_slow_cells_and_never_less_than_usual(seconds, total):
    limits = SandboxLimits(memory_mb=7).with_cell_seconds(seconds)

    assert (limits.cell_seconds, limits.total_seconds, limits.memory_mb) == (seconds, total, 7)
