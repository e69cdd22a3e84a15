"""``course doctor``: whether this machine can grade, and what to install if not."""

from course_lib.grading.sandbox import availability


def test_doctor_says_that_the_sandbox_works(course, bubblewrap):
    code, out, _ = course("doctor")

    assert code == 0
    assert "sandbox: works" in out


def test_doctor_says_what_to_install(course, monkeypatch):
    monkeypatch.setattr(availability.shutil, "which", lambda tool: None)

    code, out, _ = course("doctor")

    assert code == 1
    assert "apt install bubblewrap" in out
