"""Write what a student gets: one page and the same as JSON.

Everything on the page is ours, but for the student's name and the name of a file, and these are
escaped. The page runs no script and loads nothing. It holds no expected value, seed or solution.
"""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

from course_lib.grading.gradebook import points_text
from course_lib.grading.judging import Mark
from course_lib.grading.ledger import GRADED, GRADER_ERROR, Line
from course_lib.grading.roster import file_name

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; }
section h2 { margin: 0; } section ul { list-style: none; padding-left: 0; }
section { border: 1px solid #8886; border-left-width: .5rem; border-radius: .4rem;
  padding: .8rem 1rem; margin: 1rem 0; }
section.pass { border-left-color: #009e73; } section.partial { border-left-color: #e69f00; }
section.none { border-left-color: #888; } section.wrong { border-left-color: #d55e00; }
ul { padding-left: 1.2rem; margin: .4rem 0; } p { margin: .4rem 0; }
.total { font-size: 1.3rem; } .head { display: flex; gap: 1rem; justify-content: space-between; }
code { font: .95em ui-monospace, monospace; background: #8882; padding: 0 .2em; }
table { border-collapse: collapse; } td, th { padding: .2rem .6rem; text-align: left;
  vertical-align: top; }
"""
_CLASSES = {"PASS": "pass", "PARTIAL": "partial", "NOT ATTEMPTED": "none"}
_WORDS = {
    "PASS": "right",
    "PARTIAL": "partly right",
    "WRONG": "not yet right",
    "ERROR": "stopped by an error",
    "NOT ATTEMPTED": "not attempted",
}


def write_feedback(folder: Path, line: Line, titles: Mapping[str, str]) -> None:
    """Write ``STUDENT.html`` and ``STUDENT.json``.

    Args:
        folder: where to.
        line: the student's result.
        titles: of the exercises.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(line.student)
    (folder / f"{name}.html").write_text(feedback_page(line, titles), encoding="utf-8")
    told = json.dumps(feedback_data(line), indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(told + "\n", encoding="utf-8")


def feedback_data(line: Line) -> dict[str, object]:
    """Give the student's result as data."""
    return {
        "schema": 1,
        "student": line.student,
        "lesson": line.lesson,
        "status": line.status,
        "reason": line.reason if line.status != GRADER_ERROR else "",
        "points": None if line.status == GRADER_ERROR else line.points,
        "max_points": line.max_points,
        "notes": list(line.notes),
        "exercises": [
            {
                "id": mark.exercise,
                "state": mark.state,
                "points": mark.points,
                "max_points": mark.max_points,
                "properties": dict(mark.holds),
                "says": list(mark.says),
            }
            for mark in line.marks
        ],
    }


def feedback_page(line: Line, titles: Mapping[str, str]) -> str:
    """Write the page."""
    total = f"{points_text(line) or '–'} of {line.max_points:g} points"
    body = [f"<h1>Lesson {text(line.lesson)}: your exercises</h1>", f"<p>{text(line.student)}</p>"]
    body.append(f'<p class="total"><strong>{total}</strong></p>')
    if line.status == GRADER_ERROR:
        body.append("<p>Your work could not be graded yet. This is no fault of yours.</p>")
    elif line.status != GRADED:
        body.append(f"<p>Your file could not be graded: {text(line.reason)}.</p>")
    if line.notes:
        body.append(f"<ul>{''.join(f'<li>{text(note)}</li>' for note in line.notes)}</ul>")
    body += [_section(mark, titles.get(mark.exercise, "")) for mark in line.marks]
    return page(f"Feedback on lesson {line.lesson}", "\n".join(body))


def page(title: str, body: str) -> str:
    """Put a page around what it shows: no script, nothing loaded from anywhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def text(words: str) -> str:
    """Escape; words in backticks become code; what cannot be printed becomes a question mark."""
    plain = "".join(c if c.isprintable() else "?" for c in words)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(plain))


def _section(mark: Mark, title: str) -> str:
    parts = [
        f'<section class="{_CLASSES.get(mark.state, "wrong")}">',
        f'<div class="head"><h2>{text(mark.exercise)} {text(title)}</h2>'
        f"<span>{mark.points:g} of {mark.max_points:g} points</span></div>",
        f"<p>{text(_WORDS.get(mark.state, mark.state)).capitalize()}.</p>",
    ]
    parts += [f"<p>{text(sentence)}</p>" for sentence in mark.says]
    if mark.state != "NOT ATTEMPTED":
        signs = {True: "✓ holds", False: "✗ does not hold"}
        items = [f"<li>{signs[holds]}: {text(name)}</li>" for name, holds in mark.holds.items()]
        parts.append(f"<ul>{''.join(items)}</ul>")
    return "\n".join([*parts, "</section>"])
