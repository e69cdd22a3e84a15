"""``course lint``: a line for each finding."""

import pytest

from course_lib import authoring


@pytest.mark.parametrize("count", [0, 2])
def test_lint_prints_its_findings_and_fails_if_there_are_any(course, monkeypatch, root, count):
    findings = [
        authoring.SourceFinding("lessons/x/lesson.py", line, "dull") for line in range(1, count + 1)
    ]
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "lint", lambda _: findings)

    code, out, err = course("lint")

    assert (code, err) == (min(count, 1), "")
    assert out.count("dull") == count
