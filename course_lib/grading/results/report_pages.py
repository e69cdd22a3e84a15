"""The templates of the pages over all lessons; everything that they print is escaped."""

import base64
import hashlib
from functools import cache

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

_BASE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'unsafe-inline'; script-src 'sha256-{{ script_hash }}'">
<meta name="viewport" content="width=device-width">
<title>{% block title %}{% endblock %}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
td, th { padding: .2rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tbody tr:nth-child(odd) { background: #8881; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .6rem; }
fieldset { border: 1px solid #8886; border-radius: .4rem; margin: 1rem 0; }
input[name=reason] { width: 60%; } input[name=points] { width: 5rem; }
</style>
</head>
<body>
<main>
{% block body %}{% endblock %}
</main>
</body>
</html>
"""

_REPORT = """{% extends "base" %}
{% block title %}All lessons{% endblock %}
{% block body %}
<h1>All lessons</h1>
<p>{{ people|length }} students, {{ lessons|length }} lessons, {{ most }} points.
<a href="written.html">Read and mark the written answers.</a></p>
<table>
<thead><tr><th>student</th><th class="number">points</th>
{% for lesson in lessons %}<th class="number">{{ lesson.id }} {{ lesson.title }}</th>{% endfor %}
<th>missing</th><th>needs a look</th></tr></thead>
<tbody>
{% for person in people %}
<tr><th>{{ person.name }}</th><td class="number">{{ person.total }}</td>
{% for points in person.points %}<td class="number">{{ points or "–" }}</td>{% endfor %}
<td>{{ person.missing }}</td><td>{{ person.looks }}</td></tr>
{% endfor %}
</tbody>
</table>
<h2>Mistakes met most</h2>
{% if mistakes %}
<table>
<thead><tr><th class="number">times</th><th>exercise</th><th>mistake</th>
<th>what the student reads</th></tr></thead>
<tbody>
{% for count, exercise, name, says in mistakes %}
<tr><td class="number">{{ count }}</td><td>{{ exercise }}</td>
<td>{{ name.replace("_", " ") }}</td><td>{{ says }}</td></tr>
{% endfor %}
</tbody>
</table>
{% else %}
<p>No answer showed a mistake that the course knows.</p>
{% endif %}
{% endblock %}
"""

_WRITTEN = """{% extends "base" %}
{% block title %}Written answers{% endblock %}
{% block body %}
<h1>Written answers</h1>
<p>Write points and a reason where the grader's points are not right; leave the others empty.
Then save the marks of a lesson into its folder, in place of the <code>overrides.csv</code> there,
and run <code>course grade report</code> again.</p>
{% for lesson in lessons %}
<h2>{{ lesson.card.id }} {{ lesson.card.title }}</h2>
{% for exercise in lesson.exercises %}
<h3>{{ exercise.card.id }} {{ exercise.card.title }}, {{ exercise.card.points }} points</h3>
{% for answer in exercise.answers %}
<fieldset data-lesson="{{ lesson.card.id }}" data-student="{{ answer.student }}"
 data-exercise="{{ exercise.card.id }}">
<legend>{{ answer.student }}: {{ answer.points }} of {{ exercise.card.points }} points</legend>
<pre>{{ answer.text }}</pre>
<label>points <input name="points" type="number" min="0" max="{{ exercise.card.points }}"
 step="any"></label>
<label>reason <input name="reason"></label>
</fieldset>
{% endfor %}
{% endfor %}
<p><button data-lesson="{{ lesson.card.id }}" data-before="{{ lesson.before }}">Save
overrides.csv for {{ lesson.folder }}</button></p>
{% else %}
<p>There are none.</p>
{% endfor %}
<script>{{ script|safe }}</script>
{% endblock %}
"""

SCRIPT = """
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
for (const button of document.querySelectorAll("button[data-lesson]")) {
  button.addEventListener("click", () => {
    const { lesson, before } = button.dataset;
    const rows = [];
    for (const field of document.querySelectorAll(`fieldset[data-lesson="${lesson}"]`)) {
      const points = field.querySelector("[name=points]");
      const reason = field.querySelector("[name=reason]");
      if (points.value === "") continue;
      reason.setCustomValidity(reason.value.trim() ? "" : "Points by hand need a reason.");
      if (!points.reportValidity() || !reason.reportValidity()) return;
      const { student, exercise } = field.dataset;
      rows.push([student, exercise, points.value, "", "", "", reason.value].map(quoted).join(","));
    }
    const text = before + rows.map((row) => row + "\\r\\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\\ufeff", text], { type: "text/csv" }));
    link.download = "overrides.csv";
    link.click();
  });
}
"""


def render(template: str, **values: object) -> str:
    """Return a page: ``report`` or ``written``, with its values filled in."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    page = _environment().get_template(template)
    return page.render(values, script=SCRIPT, script_hash=digest)


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({"base": _BASE, "report": _REPORT, "written": _WRITTEN}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """Replace what has no printed form, such as an escape code; line breaks and tabs stay."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() or c in "\n\r\t" else "?" for c in value)
