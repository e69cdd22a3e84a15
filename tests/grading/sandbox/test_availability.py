"""What grading needs here, and what to do where something is missing."""

import subprocess

import pytest

from course_lib.grading.sandbox import availability
from course_lib.grading.sandbox.availability import requirements, sandbox_fault


@pytest.fixture
def linux(monkeypatch):
    """A Linux machine with all programs."""
    monkeypatch.setattr(availability.sys, "platform", "linux")
    monkeypatch.setattr(availability.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(availability.seccomp, "fault", str)


def test_another_system_has_no_sandbox(monkeypatch):
    monkeypatch.setattr(availability.sys, "platform", "darwin")

    assert "needs Linux" in sandbox_fault()


def test_a_missing_program_is_named_with_its_packages(linux, monkeypatch):
    monkeypatch.setattr(
        availability.shutil, "which", lambda tool: None if tool == "bwrap" else tool
    )

    assert sandbox_fault().startswith("not found: bwrap (packages bubblewrap")


@pytest.mark.parametrize(
    ("status", "error", "fault"),
    [(0, "", ""), (1, "bwrap: setting up uid map: Permission denied\n", "Permission denied")],
)
def test_what_the_system_forbids_is_found_by_trying(linux, monkeypatch, status, error, fault):
    done = subprocess.CompletedProcess([], status, "", error)
    monkeypatch.setattr(availability.subprocess, "run", lambda *args, **options: done)

    assert fault in sandbox_fault()
    assert bool(sandbox_fault()) is bool(fault)


def test_nothing_that_is_only_useful_is_required(linux):
    optional = {found.name for found in requirements() if not found.required}

    assert optional == {"dask.distributed", "control group"}


@pytest.mark.parametrize("made", [True, False])
def test_a_control_group_that_was_tried_is_removed(linux, monkeypatch, made):
    removed = []
    group = type("Group", (), {"remove": lambda self: removed.append(self)})() if made else None
    monkeypatch.setattr(availability, "new_group", lambda limit: group)

    found = next(found for found in requirements() if found.name == "control group")

    assert found.met is made
    assert removed == ([group] if made else [])
