import pytest

from course_lib.authoring import lint


@pytest.fixture
def check_rule(small_course):
    """Break a rule in the small course, and check that exactly one finding reports it."""

    def check(file, old, new, marked, says):
        small_course.replace(file, old, new)

        found = lint(small_course.root)

        matching = [finding for finding in found if says in finding.message]
        assert [str(finding) for finding in found] == [str(finding) for finding in matching]
        assert len(matching) == 1
        if marked is not None:
            path = small_course.root / matching[0].path
            lines = path.read_text(encoding="utf-8").splitlines()
            assert marked in lines[matching[0].line - 1]

    return check


@pytest.fixture
def messages(small_course):
    """Return a function that lints the small course and joins the findings."""
    return lambda: "\n".join(str(finding) for finding in lint(small_course.root))
