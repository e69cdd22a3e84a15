"""HTML pages from templates.

Conventions
    A page is one file: its style sheet, pictures and sounds are inside it, and a content security
    policy stops the browser from loading anything else.
    Everything a template prints is escaped. Text with backticks or ``**bold**`` in it goes through
    the filter ``inline``, and so does text written by a student: it drops control characters.
    A missing value is an error, not an empty string.

Source: https://jinja.palletsprojects.com/en/stable/api/
"""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def render(template: str, **values: object) -> Markup:
    """Return the template with its values filled in, ending in a newline.

    Args:
        template: The file name in ``templates/`` without its suffix, such as ``"comparison"``.
        values: What the template prints; see the comment at its top.
    """
    return Markup(_environment().get_template(f"{template}.html.j2").render(values))


def inline(text: str) -> Markup:
    """Escape the printable part of a text, then turn `` `code` `` and ``**bold**`` into HTML."""
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(printable(text))))
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", code))


def unbroken(text: str) -> Markup:
    """Keep an arrow with its name, and both ends of an interval together, at the end of a line."""
    together = re.sub(r" (?=[↓↑])|(?<=,) (?=[+−\d])", "\u00a0", str(escape(text)))
    return Markup(together)


def printable(text: str) -> str:
    """Replace each character that has no printed form, such as an escape code, by "?"."""
    return "".join(c if c.isprintable() else "?" for c in text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("course_lib.display"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(inline=inline, printable=printable, unbroken=unbroken)
    return environment
