"""Write the report: one HTML file with everything in it, readable without a mouse or a network."""

import html

from course_lib.authoring.running.limits import CELL_SECONDS, LESSON_SECONDS
from course_lib.authoring.running.results import SIGNS, CourseRun, Fault, LessonRun
from course_lib.authoring.running.style import CSS
from course_lib.authoring.running.time_left import clock

# Nothing is loaded from anywhere, and nothing runs: the browser itself sees to it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(run: CourseRun) -> str:
    """Write the whole page."""
    title = headline(run)
    faults = "".join(_faults(lesson) for lesson in run.lessons)
    found = f'<h2 id="faults">What went wrong</h2>{faults}' if faults else ""
    details = "".join(_details(lesson) for lesson in run.lessons if lesson.cells)
    slowest = f'<h2 id="cells">Where the time goes</h2>{details}' if details else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{CSS}</style></head>\n<body>"
        '<a class="skip" href="#lessons">Skip to the lessons</a>\n<main>'
        f"<h1>{html.escape(title)}</h1>{_opening(run)}\n"
        f"{_table(run)}\n{found}\n{slowest}</main></body></html>\n"
    )


def headline(run: CourseRun) -> str:
    """Say in one sentence how it went."""
    total = len(run.lessons)
    bad = [lesson.id for lesson in run.lessons if lesson.state in ("failed", "too slow")]
    good = sum(lesson.state == "ok" for lesson in run.lessons)
    said = [f"{good} of {total} notebooks ran as they should"]
    if bad:
        said.append(f"{len(bad)} did not ({', '.join(dict.fromkeys(bad))})")
    if not run.finished:
        said.append("stopped before the end")
    return "; ".join(said)


def _opening(run: CourseRun) -> str:
    settings, limits = run.settings, run.settings.limits
    how = "in the short form, as in the tests" if settings.fast else "in full, as for a learner"
    here = f" Here: {limits.cell:g} seconds and {clock(limits.lesson)} minutes"
    if limits.slack != 1:
        here += f", for this machine needs about {limits.slack:g} times as long"
    usual = (limits.cell, limits.lesson) == (CELL_SECONDS, LESSON_SECONDS)
    return (
        f"<p>Every cell from the first to the last, each notebook in a kernel of its own, {how}. "
        f"{clock(run.seconds)} minutes in all.</p>"
        f"<p>The rule: no cell above {CELL_SECONDS:g} seconds, no lesson above "
        f"{clock(LESSON_SECONDS)} minutes.{'' if usual else here + '.'}</p>"
        f'<p class="quiet">{html.escape(run.began)} · {html.escape(run.about)} · notebooks at '
        f"once: {settings.jobs} · torch threads in each: {settings.threads}</p>"
    )


def _table(run: CourseRun) -> str:
    """Write a row for each notebook; on narrow screens rows become cards, so roles are said."""
    heads = ("notebook", "state", "cells", "time", "longest cell", "outputs")
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in heads)
    rows = "".join(_row(lesson, run) for lesson in run.lessons)
    return (
        '<h2 id="lessons">Lessons</h2><table class="lessons" role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(lesson: LessonRun, run: CourseRun) -> str:
    limits = run.settings.limits
    longest = max((cell.seconds for cell in lesson.cells), default=0.0)
    said = f"{SIGNS[lesson.state]} {lesson.state}"
    if lesson.faults:
        said = f'<a href="#{_anchor(lesson)}">{said}</a>'
    values = {
        "cells": f"{len(lesson.cells)} of {lesson.total}",
        "time": seconds(lesson.seconds) + _bar(lesson.seconds, limits.lesson),
        "longest cell": seconds(longest) + _bar(longest, limits.cell),
        "outputs": size(lesson.output_bytes),
    }
    cells = "".join(
        f'<td role="cell" data-label="{name}">{value}</td>' for name, value in values.items()
    )
    return (
        f'<tr role="row"><th scope="row" role="rowheader">'
        f"{html.escape(f'{lesson.id} {lesson.title}')}</th>"
        f'<td role="cell" class="state {lesson.state.replace(" ", "-")}">{said}</td>{cells}</tr>'
    )


def _bar(value: float, limit: float) -> str:
    """Draw the share of what may be taken."""
    if not value:
        return ""
    share = min(1.0, value / limit)
    over = ' class="over"' if value > limit else ""
    return f'<span class="bar" aria-hidden="true"><i{over} style="width:{share:.0%}"></i></span>'


def _faults(lesson: LessonRun) -> str:
    if not lesson.faults:
        return ""
    told = "".join(_fault(fault, lesson) for fault in lesson.faults)
    return f'<div id="{_anchor(lesson)}">{told}</div>'


def _fault(fault: Fault, lesson: LessonRun) -> str:
    cell = f"cell {fault.number} of {lesson.total}" if fault.number else "the whole notebook"
    code = f" · <code>{html.escape(fault.id)}</code>" if fault.id else ""
    lines = _block("\n".join(fault.lines), "Where, or what came out") if fault.lines else ""
    source = _block(fault.source, "Source of the cell") if fault.source else ""
    return (
        f'<section class="fault"><h3>{html.escape(fault.title)}</h3>'
        f'<p class="quiet">{html.escape(f"{lesson.id} {lesson.title}, {cell}")} · '
        f"{html.escape(lesson.path)}{code}</p>{lines}{source}</section>"
    )


def _block(text: str, name: str) -> str:
    return f'<pre tabindex="0" role="region" aria-label="{name}">{html.escape(text)}</pre>'


def _details(lesson: LessonRun) -> str:
    rows = "".join(
        f'<tr><th scope="row">{cell.number}</th><td class="code"><code>{html.escape(cell.opens)}'
        f'</code></td><td class="number">{seconds(cell.seconds)}</td>'
        f'<td class="number">{size(cell.output_bytes)}</td></tr>'
        for cell in lesson.slowest()
    )
    name = html.escape(f"{lesson.id} {lesson.title}")
    slowest = sum(cell.seconds for cell in lesson.slowest())
    return (
        f'<details><summary>{name} <span class="quiet">its slowest cells: {seconds(slowest)} of '
        f'{seconds(lesson.seconds)}</span></summary><div class="wide" tabindex="0" role="region" '
        f'aria-label="Slowest cells of {name}"><table><thead><tr><th scope="col">cell</th>'
        '<th scope="col" class="code">begins with</th><th scope="col">time</th>'
        f'<th scope="col">outputs</th></tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _anchor(lesson: LessonRun) -> str:
    return "at-" + lesson.path.removesuffix(".ipynb").replace("/", "-")


def seconds(value: float) -> str:
    """Write a time with what matters of it."""
    if not value:
        return "–"
    return f"{value:.1f} s" if value < 100 else f"{clock(value)} min"


def size(count: int) -> str:
    """Write a number of bytes."""
    if count < 1000:
        return "under 1 kB" if count else "–"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
