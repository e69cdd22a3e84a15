"""A locked demo in JupyterLab: nothing tells its answer until it is stored; then all is there."""

import pytest
from playwright.sync_api import expect

from course_lib.authoring.notebooks.lesson_notebook import lesson_notebook
from course_lib.authoring.notebooks.web_address import read_project
from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.code import public_names
from course_lib.classroom.exercises.course_toml import load_course

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMO = """import matplotlib.pyplot as plt
from IPython.display import display
from ipywidgets import IntSlider
from course_lib.instruments import listen
from course_lib.sounds import tone


def show():
    print("THE SECRET IS PRINTED")
    plt.figure()
    plt.plot([0, 1])
    display(IntSlider(description="a widget"))
    return listen({"500 Hz": tone(500)})


reveal("01.p1", show)"""
LESSON = f"""# %% tags=["setup"]
import matplotlib
from course_lib.classroom import predict, reveal, setup, skip

matplotlib.use("module://matplotlib_inline.backend_inline")  # as without MPLBACKEND

setup("01")

# %% tags=["predict"]
predict("01.p1")

# %% tags=["demo"]
{DEMO}

# %% [markdown] tags=["after"]
# The **secret prose**, with a formula $a^2$:
#
# | a | b |
# |---|---|
# | 1 | 2 |

# %% [markdown]
# ## The next section

# %% tags=["predict"]
predict("01.p2")

# %% tags=["demo"]
reveal("01.p2", lambda: print("THE SECOND SECRET"))
"""


@pytest.fixture
def locked(lab, open_notebook, small_lesson):
    """Open the built notebook, as a learner finds it, and run all its cells."""
    lab.progress.unlink(missing_ok=True)
    notebook = open_notebook(small_lesson, collapsed=True)
    notebook.start_all()  # a collapsed cell has no number
    expect(demo(notebook, 1)).to_contain_text("Predict first")
    return notebook


@pytest.fixture
def small_lesson(lab, root, tmp_path):
    """Build a notebook of a small course; its kernel finds the course by a line in its set-up."""
    course = root / "tests/classroom/fixture_course/lessons"
    folder = tmp_path / "course" / "lessons"
    (folder / "01_first").mkdir(parents=True)
    (folder / "course.toml").write_bytes((course / "course.toml").read_bytes())
    exercises = (course / "01_first/exercises.py").read_bytes()
    (folder / "01_first/exercises.py").write_bytes(exercises)
    find = f"import os\n\nos.environ['COURSE_ROOT'] = {str(folder.parent)!r}\n"
    lesson = LESSON.replace("from course_lib", f"{find}from course_lib", 1)
    (folder / "01_first/lesson.py").write_text(lesson, encoding="utf-8")
    built = load_course(folder.parent)
    text = lesson_notebook(
        built,
        built.lesson("01"),
        read_cells(folder.parent, "lessons/01_first/lesson.py"),
        project=read_project(root),
        public=public_names("course_lib.classroom"),
    )
    path = tmp_path / "locked.ipynb"
    path.write_text(text, encoding="utf-8")
    return lab.copy(path)


def demo(notebook, number=0):
    """Return the cell of a demo."""
    # before its code is opened, only the first line is in the page
    return notebook.page.locator(".jp-CodeCell").nth([3, 5][number])


def answer(notebook, question, letter, sure="certain"):
    form = notebook.output(f'predict("{question}")')
    form.get_by_label(f"{letter}) ").check()
    form.get_by_label(sure).check()
    form.get_by_role("button", name="Store my answer").click()
    return form


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_storing_a_prediction_shows_demo_explanation_and_text_in_place(locked, theme):
    notebook, page = locked, locked.page
    notebook.use_theme(theme)
    cell = demo(notebook)
    expect(cell).to_contain_text("Predict first: answer 01.p1 above, and the result appears here.")
    expect(cell.locator(".jp-InputArea-editor")).to_have_count(0)
    content = page.content()
    assert "SECRET" not in content
    assert "secret prose" not in content

    form = answer(notebook, "01.p1", "a")
    expect(form.get_by_role("status")).to_contain_text("Stored. The result is below.")

    expect(cell).to_contain_text("THE SECRET IS PRINTED")
    explained = cell.locator(".course-explanation")
    expect(explained).to_contain_text("You said a, certain · not this time")
    expect(explained).to_contain_text("It comes in on the other side.")
    expect(explained).to_contain_text("b, no. All values stay.")
    expect(cell.locator("strong", has_text="secret prose")).to_be_visible()
    expect(cell.locator(".jp-RenderedMarkdown td")).to_have_count(2)
    expect(cell.locator("mjx-container, .MathJax")).not_to_have_count(0)
    expect(cell.locator("img")).not_to_have_count(0)  # the figure
    expect(cell.locator(".widget-label", has_text="a widget")).to_be_visible()
    expect(cell.locator(".ci.deck")).to_be_visible()
    expect(cell).not_to_contain_text("Predict first")
    expect(cell.locator(".jp-InputArea-editor")).to_contain_text("def show():")
    expect(demo(notebook, 1)).to_contain_text("Predict first")  # the other one stays locked
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[4]:")  # it didn't run again
    notebook.is_clean()
