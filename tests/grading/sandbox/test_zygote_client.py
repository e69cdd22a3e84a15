"""A warm kernel is a cold one that began earlier: the same walls, the same rights, less time."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from course_lib.cli import main
from course_lib.grading.execution.bounded_kernel import BoundedKernel
from course_lib.grading.grade_submission import SANDBOXED, GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.sandbox import zygote_process as zygote
from course_lib.grading.sandbox.kernel_home import make_kernel_home
from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.sandbox import BubblewrapSandbox
from course_lib.grading.sandbox.zygote_client import WarmSandbox, Zygote, ZygoteError

LOOK = r"""
import json, os, resource, signal, sys
limits = [name for name in dir(resource) if name.startswith("RLIMIT_")]
status = dict(line.split(":\t") for line in open("/proc/self/status").read().splitlines())
kept = ("Cap", "Uid", "Gid", "Groups", "Seccomp", "NoNew", "Sig", "Shd", "Umask", "Cpus_allowed_l")
mounts = [result.split() for result in open("/proc/self/mounts")]
report = {
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in limits},
    "status": {name: text for name, text in status.items() if name.startswith(kept)},
    "mounts": [(words[1], words[2], words[3].partition(",")[0]) for words in mounts],
    "environment": dict(os.environ),
    "path": sys.path,
    "folder": os.getcwd(),
    "files": sorted(os.listdir("/student")),
    "course": sorted(name for name in sys.modules if name.startswith("course_lib")),
    "hash": hash("the same in every kernel"),
    "interrupt": repr(signal.getsignal(signal.SIGINT)).partition(" at ")[0],
    "host": os.uname().nodename,
    "devices": sorted(os.listdir("/dev")),
}
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def places(root, tmp_path_factory, bubblewrap):
    folder = tmp_path_factory.mktemp("warm")
    course = make_kernel_home(root, "02_periods", folder / "course")
    with closing(Zygote(folder)) as warm:
        yield course, warm.address


def observed(sandbox) -> dict:
    kernel = BoundedKernel(sandbox)
    try:
        kernel.begin(30)
        asked = kernel.execute_cell_input(LOOK, allow_stdin=False)
        output = ""
        while True:
            message = kernel.get_message("iopub", 30)
            if message["parent_header"].get("msg_id") == asked:
                content = message["content"]
                output += content.get("text", "") + "\n".join(content.get("traceback", ()))
                if content.get("execution_state") == "idle":
                    return json.loads(output)
    finally:
        kernel.stop()


def test_a_warm_kernel_sees_and_may_do_what_a_cold_one_does(places):
    course, address = places
    cold = observed(BubblewrapSandbox(course, SandboxLimits(), {"COURSE_SEED": "s"}, 3))
    warm = observed(WarmSandbox(address, course, SandboxLimits(), {"COURSE_SEED": "s"}, 3))

    assert warm == cold
    assert warm["course"] == []  # nothing of the grader's came along
    assert int(warm["status"]["CapBnd"], 16) == 0
    assert warm["status"]["NoNewPrivs"] == "1"
    assert warm["status"]["Seccomp"] == "2"


def test_a_warm_kernel_is_in_namespaces_of_its_own(places):
    course, address = places
    with closing_sandbox(WarmSandbox(address, course, SandboxLimits(), {}, 3)) as sandbox:
        kernel = Path(f"/proc/{sandbox.kernel_pid}/ns")
        for name in ("mnt", "pid", "net", "ipc", "uts"):
            inside = (kernel / name).readlink()
            assert inside == Path(f"/proc/{sandbox.pid}/ns/{name}").readlink()
            assert inside != Path(f"/proc/self/ns/{name}").readlink()


def closing_sandbox(sandbox):
    sandbox.close = sandbox.kill
    return closing(sandbox)


def test_a_warm_kernel_that_ended_is_noticed_and_leaves_no_process(places):
    course, address = places
    with closing_sandbox(WarmSandbox(address, course, SandboxLimits(), {}, 3)) as sandbox:
        assert sandbox.alive()
        os.kill(sandbox.kernel_pid, signal.SIGKILL)
        wait_for(lambda: not sandbox.alive())

    wait_for(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in (sandbox.pid, sandbox.kernel_pid))
    )


def wait_for(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_without_its_zygote_a_submission_is_graded_cold(root, tmp_path, bubblewrap, hand_in):
    plan = GradingPlan(root, "02", tmp_path / "out", warm=True)
    plan.work.mkdir(parents=True)
    with closing(GradingSession(plan, "s7e57")) as session:
        session.zygote.close()
        result = session.grade(HandIn("anna", hand_in(tmp_path / "anna.ipynb")), 0)

    assert (result.status, result.points, result.sandbox) == ("graded", 16, SANDBOXED)
    assert "graded cold, at the second attempt" in result.flags[0]


def test_a_zygote_ends_when_its_grader_is_killed(tmp_path):
    code = "import sys; from pathlib import Path\n"
    code += "from course_lib.grading.sandbox.zygote_client import Zygote\n"
    code += "print(Zygote(Path(sys.argv[1]))._process.pid, flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as grader:
        process = Path(f"/proc/{int(grader.stdout.readline())}")
        assert process.exists()
        grader.kill()

    wait_for(lambda: not process.exists() or "State:\tZ" in (process / "status").read_text())


def test_a_zygote_that_cannot_start_says_where_to_look(tmp_path, monkeypatch):
    monkeypatch.setattr(zygote, "__file__", str(tmp_path / "missing.py"))

    with pytest.raises(ZygoteError, match=r"zygote\.txt says why"):
        Zygote(tmp_path)


def test_the_command_says_in_one_line_that_the_warm_start_failed(
    tmp_path, monkeypatch, bubblewrap, hand_in, capsys
):
    monkeypatch.setattr(zygote, "__file__", str(tmp_path / "missing.py"))
    words = ["grade", str(hand_in(tmp_path / "anna.ipynb")), "--exercise", "02", "--warm"]

    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert "Grade without --warm" in error
    assert error.count("\n") == 1
