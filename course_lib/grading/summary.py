"""Write the teacher's page: how the class did, exercise by exercise, and what it believes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.classroom.outcome import State
from course_lib.grading.feedback import page, text
from course_lib.grading.gradebook import points_text
from course_lib.grading.judging import Judge
from course_lib.grading.ledger import GRADED, Line

_SHADES = {  # each state has its own pattern of words, too: no colour carries meaning alone
    State.PASS: "#009e73",
    State.PARTIAL: "#e69f00",
    State.WRONG: "#d55e00",
    State.ERROR: "#cc79a7",
    State.NOT_ATTEMPTED: "#999999",
}
_WIDTH, _HEIGHT = 360, 18
MOST = 20  # misconceptions listed


def misconceptions(lines: Sequence[Line]) -> list[tuple[int, str, str, str]]:
    """Count the known mistakes that answers showed: (count, exercise, name, what it says)."""
    met = Counter(
        (mark.exercise, mark.mutant, mark.says[0])
        for line in lines
        for mark in line.marks
        if mark.mutant and mark.says
    )
    ranked = sorted(met.items(), key=lambda item: (-item[1], item[0]))
    return [(count, exercise, name, says) for (exercise, name, says), count in ranked]


def write_summary(path: Path, lines: Sequence[Line], titles: Mapping[str, str]) -> None:
    """Write the page."""
    graded = [line for line in lines if line.status == GRADED]
    body = ["<h1>How the class did</h1>", f"<p>{_headline(lines, graded)}</p>"]
    if any(line.sandbox.startswith("none") for line in lines):
        body.append("<p><strong>Some of this was graded without a sandbox.</strong></p>")
    body += ["<h2>Exercise by exercise</h2>", _distribution(graded, titles)]
    body += ["<h2>These need a look</h2>", _looks([line for line in lines if line.needs_a_look])]
    body += ["<h2>Mistakes met most</h2>", _mistakes(misconceptions(graded)[:MOST])]
    path.write_text(page("How the class did", "\n".join(body)), encoding="utf-8")


def _headline(lines: Sequence[Line], graded: Sequence[Line]) -> str:
    told = f"{len(lines)} submissions, {len(graded)} graded"
    if not graded:
        return told + "."
    points = sorted(line.points for line in graded)
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return (
        f"{told}. Points: median {middle:g}, from {points[0]:g} to {points[-1]:g} "
        f"of {graded[0].max_points:g}."
    )


def _distribution(lines: Sequence[Line], titles: Mapping[str, str]) -> str:
    rows = []
    for exercise, title in titles.items():
        marks = [mark for line in lines for mark in line.marks if mark.exercise == exercise]
        counts = Counter(State(mark.state) for mark in marks)
        words = ", ".join(f"{counts[s]} {s.value.lower()}" for s in _SHADES if counts[s])
        mean = sum(mark.points for mark in marks) / max(1, len(marks))
        most = marks[0].max_points if marks else 0
        rows.append(
            f"<tr><th>{text(exercise)} {text(title)}</th><td>{_bar(counts, words)}<br>"
            f"{text(words) or 'nobody'}</td><td>mean {mean:.2g}&nbsp;of&nbsp;{most:g}</td></tr>"
        )
    return f"<table>{''.join(rows)}</table>"


def _bar(counts: Counter[State], words: str) -> str:
    total, at, parts = sum(counts.values()) or 1, 0.0, []
    for state, shade in _SHADES.items():
        width = _WIDTH * counts[state] / total
        parts.append(f'<rect x="{at:.1f}" width="{width:.1f}" height="{_HEIGHT}" fill="{shade}"/>')
        at += width
    return (
        f'<svg role="img" aria-label="{text(words)}" width="{_WIDTH}" height="{_HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def _mistakes(met: Sequence[tuple[int, str, str, str]]) -> str:
    if not met:
        return "<p>No answer showed a mistake that the course knows.</p>"
    head = "<tr><th>times</th><th>exercise</th><th>mistake</th><th>what the student reads</th></tr>"
    rows = [
        f"<tr><td>{count}</td><td>{text(exercise)}</td>"
        f"<td>{text(name.replace('_', ' '))}</td>"
        f"<td>{text(says)}</td></tr>"
        for count, exercise, name, says in met
    ]
    return f"<table>{head}{''.join(rows)}</table>"


def _looks(lines: Sequence[Line]) -> str:
    if not lines:
        return "<p>None.</p>"
    rows = [
        f"<tr><th>{text(line.student)}</th><td>{points_text(line) or '–'}</td>"
        f"<td>{text('; '.join(reasons(line)))}</td></tr>"
        for line in lines
    ]
    return f"<table>{''.join(rows)}</table>"


def reasons(line: Line) -> list[str]:
    """Say why a person should look at a submission."""
    status = [f"{line.status.replace('_', ' ')}: {line.reason}"] if line.reason else []
    return [*status, *line.categories, *line.flags]


def fixed_properties(judge: Judge) -> dict[str, list[str]]:
    """List the properties whose data is the same for every seed: they can be answered by rote."""
    return {exercise: sorted(names) for exercise, names in judge.fixed.items() if names}
