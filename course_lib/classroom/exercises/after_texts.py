"""The texts of a lesson that would give a prediction away: they appear after its demo.

    # %% tags=["demo"]
    reveal("02.p1", show)

    # %% [markdown] tags=["after"]
    # What you have heard is ...

The build leaves these cells out of the notebook, and `reveal` shows them. They are read from
lesson.py, which an installed package contains too. jupytext isn't needed to read them.
"""

import re
from pathlib import Path

from course_lib.classroom.exercises.course_toml import course_root, load_course

TAG = "after"
_CELL = re.compile(r"^# %%(.*)\n((?:(?!# %%).*(?:\n|\Z))*)", re.MULTILINE)
_REVEAL = re.compile(r"""\breveal\(\s*["']([\w.]+)["']""")
_TAGS = re.compile(r"tags=\[([^\]]*)\]")


def after_text(question_id: str, root: Path | None = None) -> str:
    """Return the Markdown that follows the demo of a prediction; "" if there is none."""
    place = root or course_root()
    lesson = load_course(place).lesson(question_id.partition(".")[0])
    file = place / "lessons" / lesson.slug / "lesson.py"
    if not file.is_file():  # a grader's copy of the course has no lessons
        return ""
    text = after_texts(file.read_text(encoding="utf-8")).get(question_id, "")
    return lesson.with_practice_named(text)


def after_texts(source: str) -> dict[str, str]:
    """Return the texts behind the demos of a lesson, by the ids of their questions.

    Args:
        source: The text of a lesson.py.
    """
    found: dict[str, list[str]] = {}
    question = ""
    for head, body in _CELL.findall(source):
        if TAG in _tags(head):
            if question:
                found.setdefault(question, []).append(_markdown(body))
        else:
            revealed = _REVEAL.findall(body) if "demo" in _tags(head) else []
            question = revealed[-1] if revealed else ""
    return {name: "\n\n".join(texts) for name, texts in found.items()}


def _tags(head: str) -> list[str]:
    listed = _TAGS.search(head)
    return re.findall(r"""["']([^"']+)["']""", listed[1]) if listed else []


def _markdown(body: str) -> str:
    lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines()]
    return "\n".join(lines)
