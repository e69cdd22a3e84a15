import pytest

from course_lib.authoring.notebooks.web_address import Project, read_project, set_project


def test_a_project_without_a_repository_says_what_to_add(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.course]\nbranch = 'main'\n")

    with pytest.raises(ValueError, match=r"no 'repository': add a table \[tool.course\]"):
        read_project(tmp_path)


PYPROJECT = """\
[project]
name = "echo"  # ü
branch = "untouched"

# A comment that stays.
[tool.course]
repository = "https://github.com/OWNER/echo"
branch = "main"

[tool.other]
repository = "untouched"
"""


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/teacher/echo-2",
        "https://github.com/teacher/echo-2.git",
        "https://github.com/teacher/echo-2/",
        "git@github.com:teacher/echo-2.git",
    ],
)
def test_an_address_is_written_into_its_two_lines_and_nowhere_else(checkout, address):
    project = set_project(checkout, address, "spring/2027")

    assert project == Project("https://github.com/teacher/echo-2", "spring/2027")
    assert read_project(checkout) == project
    expected = PYPROJECT.replace("https://github.com/OWNER/echo", project.repository)
    expected = expected.replace('branch = "main"', 'branch = "spring/2027"')
    assert (checkout / "pyproject.toml").read_text(encoding="utf-8") == expected


def test_a_branch_that_is_not_named_stays(checkout):
    assert set_project(checkout, "https://github.com/teacher/echo").branch == "main"


@pytest.mark.parametrize(
    ("address", "branch", "message"),
    [
        ("teacher/echo", None, r"looks like https://github.com/OWNER/NAME, .* got 'teacher/echo'"),
        ('https://github.com/a/b"\nx = 1', None, "an address looks like"),
        ("https://github.com", None, "an address looks like"),
        ("https://github.com/a/b/tree/main", None, "an address looks like"),
        ("https://github.com/OWNER/b", None, "with your own OWNER"),
        ("https://github.com/a/b", "--upload-pack=x", "a branch has letters"),
        ("https://github.com/a/b", 'x"', "a branch has letters"),
    ],
)
def test_what_cannot_be_an_address_or_a_branch_changes_nothing(checkout, address, branch, message):
    with pytest.raises(ValueError, match=message):
        set_project(checkout, address, branch)
    assert (checkout / "pyproject.toml").read_text(encoding="utf-8") == PYPROJECT
