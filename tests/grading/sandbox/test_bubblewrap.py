"""What bubblewrap is told: no network, no rights, nothing of the grader's own.

What a kernel then sees is tested in `test_zygote_client`, and by the hostile set.
"""

import pytest

from course_lib.grading.sandbox import bubblewrap
from course_lib.grading.sandbox.limits import SandboxLimits

WALLS = {"--unshare-pid", "--unshare-net", "--unshare-ipc", "--clearenv", "--die-with-parent"}


@pytest.fixture
def words(tmp_path, monkeypatch):
    """The options for a grader with some user id."""

    def options(uid):
        monkeypatch.setattr(bubblewrap.os, "getuid", lambda: uid)
        handles = bubblewrap.Handles(3, 4, 5)
        return bubblewrap.options(tmp_path, SandboxLimits(disk_mb=7), {"A": "b c"}, handles)

    return options


def pairs(words, name):
    return [words[i + 1] for i, word in enumerate(words) if word == name]


@pytest.mark.parametrize("uid", [0, 1000])
def test_every_wall_is_there_for_root_and_for_others(words, uid):
    assert set(words(uid)) >= WALLS


def test_root_keeps_only_the_rights_with_which_a_program_gives_them_up(words):
    found = words(0)

    assert pairs(found, "--cap-drop") == ["ALL"]
    assert pairs(found, "--cap-add") == ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]


def test_an_ordinary_user_gets_a_user_namespace_that_has_no_others_inside(words):
    found = words(1000)

    assert {"--unshare-user", "--disable-userns"} <= set(found)
    assert "--cap-add" not in found


def test_all_that_can_be_written_is_in_memory_and_bounded(words):
    found = words(0)
    sizes = [int(found[i - 3]) >> 20 for i, word in enumerate(found) if word == "--tmpfs"]

    assert sizes == [7, 7, 1, 7]  # /tmp, /dev/shm, the sockets, the student's folder
    assert "--bind" not in found


def test_each_slot_of_root_has_a_user_of_its_own(monkeypatch):
    monkeypatch.setattr(bubblewrap.os, "getuid", lambda: 0)
    first, second = (bubblewrap.unprivileged(["program"], slot) for slot in (0, 1))

    assert first != second
    assert "--no-new-privs" in first
    assert first[-1] == "program"


def test_the_environment_has_nothing_of_the_graders_own(monkeypatch):
    monkeypatch.setenv("SECRET", "seed")

    assert "SECRET" not in bubblewrap.environment({})
    assert bubblewrap.environment({"HOME": "/other"})["HOME"] == "/other"
